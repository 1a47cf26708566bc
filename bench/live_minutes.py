"""Measures live minutes: how late followers of a meeting have what the secretary writes, and what it costs the server.

    .venv/bin/python -m bench.live_minutes [FOLLOWERS [ENTRIES]]            (100 60)

The whole way: bin/serve with an embedded database in a temporary folder, the secretary's form posted as the page's script posts it
(session, token, rights, the sentence with its audit row, COMMIT with fsync, the answer), the sentence drawn once and pushed to every
follower. Followers are real WebSockets through /socket.io, signed in as a member, a process of its own (bench/fan_out.py); lateness begins
before the request is sent. Every fourth entry is 課題, 方策, 決定 or 宿題 with its record. CPU is the server process's, without what it
spends while nothing is said.

Beside it in the same run: the same with one follower, and the least one can do: gevent, one raw frame of the same length written to every
socket, nothing kept and nothing asked.
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
from typing import Any, cast

import requests

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))  # its other parts are started as files

from bench.fan_out import Crowd, cpu_seconds, free_port, lift_limit, patiently, process, raw  # noqa: E402
from tests.browser.house import House  # noqa: E402
from tests.cast import PASSWORD  # noqa: E402

SAID = "9月から7施設で当番表をためした。夜間の電話は月31件、うち当番医につながったのは24件。土曜の夜だけ空白がある。"
STILL, PAUSE = 5.0, 0.25
"""Seconds in which nothing is said, and between two entries."""


def main(followers: int, entries: int) -> None:
    """Prints the table: medians over the entries, the worst of all, CPU ms for one entry."""
    lift_limit()
    print(f"{entries} entries, {os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    print("".join(f"{column:>12}" for column in ("way", "followers", "p50 ms", "p95 ms", "last ms", "worst ms", "CPU ms", "bytes")))
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder:
        house = House(Path(folder) / "data")
        house.hand.begin()
        meeting = house.hand.assembly()
        house.start()
        try:
            length = max(_renkei(house, meeting, size, entries) for size in (1, followers))
        finally:
            house.close()
    for size in (1, followers):
        _raw(size, entries, length)


def _renkei(house: House, meeting: dict[str, Any], size: int, entries: int) -> int:
    secretary, member = _signed_in(house.url, "kimura"), _signed_in(house.url, "sato")
    page = secretary.get(house.url + meeting["hold"]).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]  # type: ignore[index]
    forms = cycle(_forms(meeting["items"][0], re.search(r'<option value="(m\d+)"', page)[1]))  # type: ignore[index]

    def say() -> None:
        path, form = next(forms)
        answer = secretary.post(
            house.url + path, data={**form, "client_key": str(uuid.uuid4()), "csrf_token": token}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 204, answer.text

    cookie = "; ".join(f"{one.name}={one.value}" for one in member.cookies)
    server = house._server
    assert server
    _line("renkei", size, *_measured(server.pid, say, house.port, size, cookie, f"meeting:{meeting['id']}", entries))
    lacks = member.get(f"{house.url}{meeting['follow']}?after=5", headers={"HX-Request": "true"}).text
    drawn = [len(one.encode()) for one in re.findall(r"<li .*?</li>", lacks, re.DOTALL)]
    return int(statistics.mean(drawn)) + 110


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

        _line("raw", size, *_measured(server.pid, say, port, size, "-", "-", entries), length)


def _opened(port: int) -> socket.socket:
    return cast(socket.socket, patiently(lambda: socket.create_connection(("127.0.0.1", port))))


def _measured(
    pid: int, say: Callable[[], None], port: int, size: int, cookie: str, stream: str, entries: int
) -> tuple[list[list[float]], float]:
    """When the middle follower, the 95th of 100 and the last had each entry (ms), and CPU ms for one."""
    with process([__file__, "--listen", str(port), str(size), cookie, stream], None, stdout=subprocess.PIPE) as ears:
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


def _line(way: str, size: int, times: list[list[float]], cpu: float, length: int = 0) -> None:
    p50, p95, last = (statistics.median(column) for column in zip(*times, strict=True))
    worst = max(row[-1] for row in times)
    print(f"{way:>12}{size:>12}{p50:>12.1f}{p95:>12.1f}{last:>12.1f}{worst:>12.1f}{cpu:>12.2f}{length or '':>12}", flush=True)


def _signed_in(url: str, who: str) -> requests.Session:
    browser = requests.Session()
    token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(f"{url}/sign-in").text)[1]  # type: ignore[index]
    browser.post(f"{url}/sign-in", data={"email": f"{who}@example.jp", "password": PASSWORD, "csrf_token": token}, allow_redirects=False)
    return browser


def listen(port: int, size: int, cookie: str, stream: str) -> None:
    """Until the process is ended."""
    lift_limit()
    crowd = Crowd(port, size, cookie)
    crowd.stream, crowd.parts = stream, (0.5, 0.95)
    crowd.come()
    while True:
        crowd.hear(60)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--raw", port, length]:
            raw(int(port), int(length))
        case ["--listen", port, size, cookie, stream]:
            listen(int(port), int(size), cookie, stream)
        case sizes:
            main(*[int(size) for size in sizes], *(100, 60)[len(sizes) :])
