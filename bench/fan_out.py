"""Measures what one pushed change of about 600 bytes costs with many listeners of one stream: lateness, CPU of the server, its memory.

    .venv/bin/python -m bench.fan_out [LISTENERS …]            (1000 5000)

Renkei's real time (core/realtime as bin/serve runs it, with the things of tests/core/things.py, so that the cost of drawing a board is
not in it), the same with the fast path switched off, and beside them in the same run a minimal broadcast: gevent, one raw frame of the
same length, `send` on every socket, and nothing else. Each is one process of its own.

The listeners are another process: raw sockets in one epoll, which note the time of receipt (CLOCK_MONOTONIC, one for all processes) and
answer heartbeats. It shares the machine's cores, and is not what is counted. Lateness begins before the request that says the change is
sent, so it holds the request, its commit (fsync) and the drawing. CPU of heartbeats and of the sweeper is measured over seconds in which
nothing is said, and taken off; it stands in a column of its own. "change" is what the change itself costs with one listener (the request,
the commit, the drawing), CPU ms; "each" is what is left of CPU/1,000 without it: what the broadcast beside it does, and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import requests

HOUSE = Path(__file__).resolve().parent.parent
WORDS = "佐藤様、きょうから内服が変わりました。" * 10
"""About 600 bytes."""
ENVELOPE = 180
"""Bytes of the Socket.IO packet around them, which the raw broadcast sends too."""
MESSAGES, STILL = 30, 5.0
"""How often something is said, and seconds in which nothing is."""
WAYS = ("raw", "renkei", "ordinary")
MOST_ORDINARY = 2000
"""Beyond that the ordinary way is so late that it loses listeners."""
COLUMNS = ("listeners", "way", "p50 ms", "p99 ms", "last ms", "worst", "CPU/1,000", "x raw", "change", "each", "x raw", "still ms/s", "kB")
HEAD = "".join(f"{column:>11}" for column in COLUMNS)


def main(sizes: list[int]) -> None:
    """Prints the table: medians over all messages, the worst lateness of all, CPU ms per 1,000 deliveries."""
    lift_limit()
    print(f"{MESSAGES} changes of {len(WORDS.encode())} bytes, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n{HEAD}")
    alone = {way: measure(way, 1)["spent"] for way in WAYS}
    for size in sizes:
        least: list[float] = []
        for way in WAYS if size <= MOST_ORDINARY else WAYS[:-1]:
            found = measure(way, size)
            each = (found["spent"] - alone[way]) / size * 1e3
            least = least or [found["cpu"], each]
            times = "".join(f"{found[column]:>11.0f}" for column in ("p50", "p99", "last", "worst"))
            costs = (found["cpu"], found["cpu"] / least[0], alone[way], each, each / least[1], found["still"] * 1e3, found["memory"])
            print(f"{size:>11,}{way:>11}{times}{''.join(f'{cost:>11.2f}' for cost in costs)}", flush=True)
            print(f"{'':>22}  {found['state']}", file=sys.stderr)


def measure(way: str, size: int) -> dict[str, Any]:
    """One server, `size` listeners, MESSAGES changes."""
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder:
        port = free_port()
        with process(_server(way, port), _environment(folder, port)) as server, _spoken_to(way, port) as (say, cookie, state):
            before = memory_kb(server.pid)
            with process([__file__, "--listen", str(port), str(size), cookie], None, stdout=subprocess.PIPE) as ears:
                assert ears.stdout
                ears.stdout.readline()  # they are there
                return _measured(server.pid, size, before, say, state, ears.stdout)


def _measured(pid: int, size: int, before: int, say: Callable[[], object], state: Callable[[], str], heard: Any) -> dict[str, Any]:
    for _ in range(3):
        say()
        heard.readline()
    memory = (memory_kb(pid) - before) / size
    begun = cpu_seconds(pid)
    time.sleep(STILL)
    still = (cpu_seconds(pid) - begun) / STILL
    times: list[list[float]] = []
    begun, since = cpu_seconds(pid), time.monotonic()
    for _ in range(MESSAGES):
        said = time.monotonic()
        say()
        times.append([(at - said) * 1000 for at in json.loads(heard.readline())])
        time.sleep(0.05)
    spent = cpu_seconds(pid) - begun - still * (time.monotonic() - since)
    p50, p99, last = (statistics.median(column) for column in zip(*times, strict=True))
    worst = max(row[2] for row in times)
    spent *= 1e3 / MESSAGES
    times_and_cpu = {"p50": p50, "p99": p99, "last": last, "worst": worst, "spent": spent, "cpu": spent / size * 1e3}
    return {**times_and_cpu, "still": still, "memory": memory, "state": state()}


def _server(way: str, port: int) -> list[str]:
    things = [str(HOUSE / "tests" / "core" / "things.py"), "--new"]
    return {"raw": [__file__, "--raw", str(port)], "renkei": things, "ordinary": [*things, "--ordinary"]}[way]


def _environment(folder: str, port: int) -> dict[str, str]:
    said = {"RENKEI_DATA": folder, "PORT": str(port), "RENKEI_SECRET_KEY": "bench", "PYTHONPATH": str(HOUSE)}
    return {**os.environ, **said, "RENKEI_DATABASE_URL": f"sqlite:///{folder}/things.sqlite3"}


@contextlib.contextmanager
def _spoken_to(way: str, port: int) -> Iterator[tuple[Callable[[], object], str, Callable[[], str]]]:
    """How something is said, the cookie of the listeners, and what the server says of itself."""
    if way == "raw":
        with patiently(lambda: socket.create_connection(("127.0.0.1", port))) as line:
            yield lambda: (line.sendall(b"say"), line.recv(1)), "-", str
        return
    with requests.Session() as browser:
        url = f"http://127.0.0.1:{port}"
        patiently(lambda: browser.post(f"{url}/come", data={"person": 1, "sign_in": 10}))
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        said = {"thing": 1, "words": WORDS}
        yield lambda: browser.post(f"{url}/say", data=said).raise_for_status(), cookie, partial(_state, browser, url)


def _state(browser: requests.Session, url: str) -> str:
    return browser.get(f"{url}/state").text.strip()


def patiently(act: Callable[[], Any]) -> Any:
    """What `act` gives once somebody answers."""
    until = time.monotonic() + 30
    while True:
        try:
            return act()
        except OSError:  # nobody answers yet
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def process(command: list[str], environment: dict[str, str] | None, stdout: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Python with this command, from here until the block ends."""
    started = subprocess.Popen([sys.executable, *command], env=environment, stdout=stdout, stderr=subprocess.DEVNULL, cwd=HOUSE)
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


# The minimal broadcast ------------------------------------------------------------------------------------------------------------------


def raw(port: int, length: int = len(WORDS.encode()) + ENVELOPE) -> None:
    """Every connection that says GET listens; one that says "say" has one frame sent to all of them."""
    import gevent
    from gevent.server import StreamServer

    payload = b"x" * (length - 5) + b"</li>"
    frame = b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload
    listening: list[socket.socket] = []

    def come(line: Any, _address: object) -> None:
        if line.recv(4096).startswith(b"GET"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listening.append(line._sock)
            line.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        else:
            broadcast(line)
        while said := line.recv(4096):
            if said == b"say":
                broadcast(line)

    def broadcast(line: Any) -> None:
        for one in listening:
            with contextlib.suppress(BlockingIOError):
                one.send(frame)
        line.sendall(b".")

    gevent.get_hub().exception_stream = None
    StreamServer(("127.0.0.1", port), come, backlog=1024).serve_forever()


# The listeners --------------------------------------------------------------------------------------------------------------------------


class Crowd:
    """Raw sockets in one epoll, of one listener or of several in turn. For each change it prints when the middle one, the 99th of 100 and
    the last had it."""

    parts = (0.5, 0.99)

    def __init__(self, port: int, size: int, *whose: tuple[str, Sequence[str]]) -> None:
        """`whose`: the cookie and the streams of each of the listeners."""
        self.port, self.size, self.whose = port, size, whose
        self.lines: dict[int, socket.socket] = {}
        self.poll = select.epoll()
        self.times: list[float] = []

    def come(self) -> None:
        """All of them listen."""
        for number in range(self.size):
            line = listening(self.port, *self.whose[number % len(self.whose)])
            line.setblocking(False)
            self.lines[line.fileno()] = line
            self.poll.register(line.fileno(), select.EPOLLIN)
            if number % 50 == 0:
                self.hear(0)
        self.times.clear()
        print("ready", flush=True)

    def hear(self, patience: float) -> None:
        """What has come: heartbeats are answered, changes are timed."""
        for number, _ in self.poll.poll(patience, 512):
            said = os.read(number, 65536)
            now = time.monotonic()
            self.times += [now] * said.count(b"</li>")
            if said.endswith(b"\x81\x012"):
                os.write(number, b"\x81\x81\0\0\0\x003")
            elif not said:
                sys.exit("a listener was cut")
        if len(self.times) >= self.size:
            ranks = [*(int(self.size * part) for part in self.parts), self.size - 1]
            print(json.dumps([self.times[rank] for rank in ranks]), flush=True)
            del self.times[: self.size]


def listening(port: int, cookie: str, streams: Sequence[str]) -> socket.socket:
    """A WebSocket that was let in and hears the first of these streams. The cookie "-": of the minimal broadcast."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    said = _until(line, b"\r\n\r\n", b"")
    if cookie != "-":
        watch = f'420["watch",{json.dumps({"streams": list(streams)}, separators=(",", ":"))}]'
        for text, answer in (("40", b'40{"sid"'), (watch, f'430[{{"{streams[0]}":'.encode())):
            line.sendall(_frame(text))
            said = _until(line, answer, said)
    return line


def watched(page: str) -> list[str]:
    """The streams a page listens to, that of what it shows first."""
    around = [one.partition("=")[0] for one in re.search(r'data-watch="([^"]*)"', page)[1].split()]  # type: ignore[index]
    return list(dict.fromkeys(re.findall(r'data-stream="([^"]+)"', page) + around))


def _frame(text: str) -> bytes:
    size = len(text).to_bytes(1, "big") if len(text) < 126 else b"\x7e" + len(text).to_bytes(2, "big")
    return bytes((0x81, 0x80 | size[0])) + size[1:] + bytes(4) + text.encode()


def _until(line: socket.socket, answer: bytes, said: bytes) -> bytes:
    while answer not in said:
        more = line.recv(4096)
        if not more:
            raise ConnectionResetError(said[-200:])
        said += more
    return said


def listen(port: int, size: int, cookie: str) -> None:
    """Until the process is ended."""
    lift_limit()
    crowd = Crowd(port, size, (cookie, ["thing:1"]))
    crowd.come()
    while True:
        crowd.hear(60)


# Figures of a process -------------------------------------------------------------------------------------------------------------------


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kb(pid: int, what: str = "Pss") -> int:
    """What it holds of the machine's memory, kB: Pss (what is shared is shared out) or Rss."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith(f"{what}:"))


def lift_limit() -> None:
    """Each listener is an open file here, and one at the server."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def free_port() -> int:
    """One nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--raw", port]:
            raw(int(port))
        case ["--listen", port, size, cookie]:
            listen(int(port), int(size), cookie)
        case sizes:
            main([int(size) for size in sizes or ("1000", "5000")])
