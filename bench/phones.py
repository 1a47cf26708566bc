"""Measures 100 phones of 100 members of a meeting that is being held: they open its page within ten seconds; then the server is killed and
started again, and all of them come back.

    .venv/bin/python -m bench.phones [PHONES]            (100)

Each phone does what its page does (static/js/live.js): the page, its style sheet of the viewer, a WebSocket, `watch` with all the page
listens to; when the line is lost it tries again after 1 s, 2 s, 4 s, then 8 s, each more or less by up to 80 %, asks `watch`, and within
two more seconds /pulse. Assets, kept for a year, are there already. The phones are a process of their own on the same cores (gevent) and
not counted. CPU is the server process's; `hears` is when the phone has begun to listen; the times of coming back begin when the server
answers again. Beside it, all through, somebody else asks /healthz ten times a second: how long that takes is how long anybody has to wait.
One phone alone, in the same run, is the baseline.
"""

from __future__ import annotations

import sys

if "--phones" in sys.argv:
    from gevent import monkey

    monkey.patch_all()

import json
import os
import random
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import gevent
import requests

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))  # its other part is started as a file

from bench.fan_out import cpu_seconds, lift_limit, listening, watched  # noqa: E402

WITHIN, STILL = 10.0, 5.0
"""Seconds in which the phones open the page, and in which only others ask."""
HEAD = ("what", "phones", "CPU ms", "each", "p50 ms", "p95 ms", "worst ms", "hears p50", "worst", "others p50", "worst")


def main(size: int) -> None:
    """Prints the table."""
    from bench.audience import hall

    lift_limit()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    print("".join(f"{head:>12}" for head in HEAD))
    with hall(size) as there:
        for number in (1, size):
            _visited(there, number)


def _visited(there: Any, number: int) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
        json.dump({"port": there.house.port, "page": there.meeting["follow"], "cookies": there.followers[:number]}, told)
        told.flush()
        command = [sys.executable, __file__, "--phones", told.name]
        phones = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert phones.stdout
            phones.stdout.readline()  # they are there, and others ask
            begun = cpu_seconds(there.server)
            time.sleep(STILL)
            still = (cpu_seconds(there.server) - begun) / STILL
            _line("open", number, there, phones, still)
            there.house.kill()
            there.house.start()
            _line("come back", number, there, phones, still)
        finally:
            phones.kill()
            phones.wait()


def _line(what: str, number: int, there: Any, phones: Any, still: float) -> None:
    begun, since = cpu_seconds(there.server), time.monotonic()
    phones.stdin.write(f"{what}\n")
    phones.stdin.flush()
    found = json.loads(phones.stdout.readline())
    spent = (cpu_seconds(there.server) - begun - still * (time.monotonic() - since)) * 1000
    times = [*_of(found["answered"], 0.5, 0.95, 1), *_of(found["hears"], 0.5, 1), *_of(found["others"], 0.5, 1)]
    print(f"{what:>12}{number:>12}{spent:>12.0f}{spent / number:>12.1f}" + "".join(f"{one:>12.0f}" for one in times), flush=True)


def _of(times: list[float], *parts: float) -> list[float]:
    in_order = sorted(times)
    return [in_order[min(int(len(in_order) * part), len(in_order) - 1)] * 1000 for part in parts]


# The phones -----------------------------------------------------------------------------------------------------------------------------


class Phone:
    """One of them. `answered`: seconds until the page (or, coming back, the pulse) was there; `hears`: until it listened."""

    def __init__(self, port: int, page: str, cookie: str) -> None:
        self.port, self.page, self.cookie = port, page, cookie
        self.streams: list[str] = []
        self.line: Any = None

    def open(self) -> tuple[float, float]:
        time.sleep(random.random() * WITHIN)
        begun = time.monotonic()
        page = self._get(self.page)
        answered = time.monotonic() - begun
        self._get(re.search(r'href="(/viewer\.css[^"]*)"', page)[1].replace("&amp;", "&"))  # type: ignore[index]
        self.streams = watched(page)
        self.line = listening(self.port, self.cookie, self.streams)
        return answered, time.monotonic() - begun

    def come_back(self, since: Any) -> tuple[float, float]:
        for tries in range(20):
            time.sleep(min(2.0**tries, 8.0) * (1 + random.uniform(-0.8, 0.8)))
            try:
                self.line = listening(self.port, self.cookie, self.streams)
                break
            except OSError:
                continue
        hears = time.monotonic()
        time.sleep(random.random() * 2)
        begun = time.monotonic()
        self._get("/pulse")
        return time.monotonic() - begun, max(0.0, hears - since())

    def lost(self) -> None:
        """Waits until the line is cut; heartbeats are answered."""
        while said := self._heard():
            if said.endswith(b"\x81\x012"):
                self.line.sendall(b"\x81\x81\0\0\0\x003")

    def _heard(self) -> bytes:
        try:
            return bytes(self.line.recv(65536))
        except OSError:
            return b""

    def _get(self, path: str) -> str:
        answer = requests.get(f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": self.cookie}, timeout=120)
        answer.raise_for_status()
        return answer.text


class Others:
    """Somebody who only wants to know whether the server lives, ten times a second."""

    def __init__(self, port: int) -> None:
        self.port, self.waited = port, list[float]()
        self.back = 0.0
        """When it answered again after it had not."""

    def ask(self) -> None:
        away = False
        while True:
            begun = time.monotonic()
            try:
                requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=60)
                self.waited.append(time.monotonic() - begun)
                self.back, away = (time.monotonic() if away else self.back), False
            except OSError:
                away = True
            time.sleep(0.1)


def phones(port: int, page: str, cookies: list[str]) -> None:
    """Does what it is told, a line at a time, and says the times of all."""
    everybody, others = [Phone(port, page, one) for one in cookies], Others(port)
    gevent.spawn(others.ask)
    print("ready", flush=True)
    _wait()
    others.waited = []
    _say([gevent.spawn(one.open) for one in everybody], others)

    def back(one: Phone) -> tuple[float, float]:
        one.lost()
        return one.come_back(lambda: others.back)

    coming = [gevent.spawn(back, one) for one in everybody]
    _wait()
    _say(coming, others)


def _wait() -> None:
    gevent.get_hub().threadpool.spawn(sys.stdin.readline).get()


def _say(coming: list[Any], others: Others) -> None:
    gevent.joinall(coming, raise_error=True)
    answered, hears = zip(*(one.value for one in coming), strict=True)
    print(json.dumps({"answered": answered, "hears": hears, "others": others.waited}), flush=True)
    others.waited = []


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--phones", told]:
            phones(**json.loads(Path(told).read_text()))
        case sizes:
            main(int(sizes[0]) if sizes else 100)
