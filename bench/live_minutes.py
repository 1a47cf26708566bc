"""Measures live minutes: how late followers of a meeting have what the secretary writes, and what it costs the server.

    .venv/bin/python -m bench.live_minutes [FOLLOWERS [ENTRIES]]            (100 60)

The whole way: bin/serve with an embedded database in a temporary folder, the secretary's form posted as the page's script posts it
(session, token, rights, the sentence with its audit row, COMMIT with fsync, the answer), the sentence drawn once and pushed to every
follower. Followers are real WebSockets through /socket.io that listen to all their page listens to, a process of its own
(bench/fan_out.py); lateness begins before the request is sent. Every fourth entry is 課題, 方策, 決定 or 宿題 with its record. CPU is the
server process's, without what it spends while nothing is said.

Beside it in the same run, in the same group of so many members: one follower; as many sockets of one member as there are followers; then
as many members as there are sockets (`members`: different people, institutions and sign-ins). And the least one can do: gevent, one raw
frame of the same length written to every socket, nothing kept and nothing asked.
"""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import cast

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))  # its other parts are started as files

from bench.audience import Hall, hall  # noqa: E402
from bench.fan_out import Crowd, cpu_seconds, free_port, lift_limit, patiently, process, raw  # noqa: E402

SAID = "9月から7施設で当番表をためした。夜間の電話は月31件、うち当番医につながったのは24件。土曜の夜だけ空白がある。"
STILL, PAUSE = 5.0, 0.25
"""Seconds in which nothing is said, and between two entries."""


def main(followers: int, entries: int) -> None:
    """Prints the table: medians over the entries, the worst of all, CPU ms for one entry."""
    lift_limit()
    print(f"{entries} entries, {os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    heads = ("way", "sockets", "members", "p50 ms", "p95 ms", "last ms", "worst ms", "CPU ms", "bytes")
    print("".join(f"{head:>11}" for head in heads))
    with hall(followers) as there:
        forms = cycle(_forms(there.meeting["items"][0], _member(there)))
        for sockets, cookies in ((1, there.followers[:1]), (followers, there.followers[:1]), (followers, there.followers)):
            whose = [(one, there.streams_of(one)) for one in cookies]
            measured = _measured(there.server, lambda: _say(there, *next(forms)), entries, there.house.port, sockets, whose)
            _line("renkei", sockets, len(cookies), *measured)
        length = _length(there)
    for sockets in (1, followers):
        _raw(sockets, entries, length)


def _member(there: Hall) -> str:
    page = there.secretary.get(there.house.url + there.meeting["hold"]).text
    there.secretary.headers["X-CSRFToken"] = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]  # type: ignore[index]
    return re.search(r'<option value="(m\d+)"', page)[1]  # type: ignore[index]


def _say(there: Hall, path: str, form: dict[str, str]) -> None:
    said = {**form, "client_key": str(uuid.uuid4()), "csrf_token": there.secretary.headers["X-CSRFToken"]}
    answer = there.secretary.post(there.house.url + path, data=said, headers={"HX-Request": "true"})
    assert answer.status_code == 204, answer.text


def _length(there: Hall) -> int:
    lacks = there.secretary.get(f"{there.house.url}{there.meeting['follow']}?after=5", headers={"HX-Request": "true"}).text
    return int(statistics.mean(len(one.encode()) for one in re.findall(r"<li .*?</li>", lacks, re.DOTALL))) + 110


def _forms(item: int, member: str) -> list[tuple[str, dict[str, str]]]:
    remark = (f"/items/{item}/entries", {"body": SAID, "speaker": member, "said_as": "remark"})
    came = [
        (f"/items/{item}/decisions", {"body": "試行を2027年2月末まで続ける。"}),
        (f"/items/{item}/issues", {"body": "夜間の処方を受けられる薬局がない", "scene": "sudden", "speaker": member, "profession": ""}),
        (f"/items/{item}/homework", {"body": "毎月25日に当番表を送る", "who": member, "due_on": ""}),
        (f"/items/{item}/countermeasures", {"body": "土曜を当直が受ける", "issue": "1", "revises": "", "who": member, "target": "90"}),
    ]
    return [one for outcome in came for one in (remark, remark, remark, outcome)]


def _raw(size: int, entries: int, length: int) -> None:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    with process([__file__, "--raw", str(port), str(length)], environment) as server, _opened(port) as line:

        def say() -> None:
            line.sendall(b"say")
            line.recv(1)

        _line("raw", size, 0, *_measured(server.pid, say, entries, port, size, [("-", ["-"])]), length)


def _opened(port: int) -> socket.socket:
    return cast(socket.socket, patiently(lambda: socket.create_connection(("127.0.0.1", port))))


def _measured(
    pid: int, say: Callable[[], None], entries: int, port: int, size: int, whose: list[tuple[str, list[str]]]
) -> tuple[list[list[float]], float]:
    """When the middle follower, the 95th of 100 and the last had each entry (ms), and CPU ms for one."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
        json.dump({"port": port, "size": size, "whose": whose}, told)
        told.flush()
        return _heard(pid, say, entries, told.name)


def _heard(pid: int, say: Callable[[], None], entries: int, told: str) -> tuple[list[list[float]], float]:
    with process([__file__, "--listen", told], None, stdout=subprocess.PIPE) as ears:
        assert ears.stdout
        ears.stdout.readline()  # they are there
        for _ in range(3):
            say()
            ears.stdout.readline()
        begun = cpu_seconds(pid)
        time.sleep(STILL)
        still = (cpu_seconds(pid) - begun) / STILL
        times: list[list[float]] = []
        begun, since = cpu_seconds(pid), time.monotonic()
        for _ in range(entries):
            said = time.monotonic()
            say()
            times.append([(at - said) * 1000 for at in json.loads(ears.stdout.readline())])
            time.sleep(PAUSE)
        return times, (cpu_seconds(pid) - begun - still * (time.monotonic() - since)) / entries * 1e3


def _line(way: str, sockets: int, members: int, times: list[list[float]], cpu: float, length: int = 0) -> None:
    p50, p95, last = (statistics.median(column) for column in zip(*times, strict=True))
    worst = max(row[-1] for row in times)
    figures = "".join(f"{one:>11.1f}" for one in (p50, p95, last, worst))
    print(f"{way:>11}{sockets:>11}{members or '':>11}{figures}{cpu:>11.2f}{length or '':>11}", flush=True)


def listen(port: int, size: int, whose: list[tuple[str, list[str]]]) -> None:
    """Until the process is ended."""
    lift_limit()
    crowd = Crowd(port, size, *whose)
    crowd.parts = (0.5, 0.95)
    crowd.come()
    while True:
        crowd.hear(60)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--raw", port, length]:
            raw(int(port), int(length))
        case ["--listen", told]:
            listen(**json.loads(Path(told).read_text()))
        case sizes:
            main(*[int(size) for size in sizes], *(100, 60)[len(sizes) :])
