"""Measures what one pushed change costs the server: CPU ms per 1,000 deliveries, and how late the last listener hears it.

    .venv/bin/python bench/fan_out.py [LISTENERS] [MESSAGES]

Serves the things of tests/core/things.py as a web process does, opens that many WebSockets from a second process (raw sockets, so that
the client costs little), says something that many times, and prints one table: the fast path, and the same with it switched off.
"""

from __future__ import annotations

import os
import resource
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
WORDS = "佐藤様、きょうから内服が変わりました。" * 10
"""About 600 bytes."""


def main(listeners: int, messages: int) -> None:
    """Prints the table."""
    lift_limit()
    print(f"{listeners} listeners, {messages} messages of about {len(WORDS.encode())} bytes, {os.cpu_count()} cores")
    print(f"{'way':<10}{'CPU ms / 1,000 deliveries':>28}{'median ms to the last':>24}{'worst':>8}")
    for way in ("fast", "ordinary"):
        cpu, delays = measure(way, listeners, messages)
        print(f"{way:<10}{cpu / messages / listeners * 1e6:>28.1f}{sorted(delays)[len(delays) // 2] * 1e3:>24.0f}{max(delays) * 1e3:>8.0f}")


def measure(way: str, listeners: int, messages: int) -> tuple[float, list[float]]:
    """Seconds of the server's CPU for all messages, and for each message the seconds until every listener had it."""
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
        free.close()
        environment = {**os.environ, "RENKEI_DATA": folder, "PORT": str(port), "RENKEI_SECRET_KEY": "bench", "PYTHONPATH": str(HOUSE)}
        environment["RENKEI_DATABASE_URL"] = f"sqlite:///{folder}/things.sqlite3"
        how = ["--new"] if way == "fast" else ["--new", "--ordinary"]
        server = subprocess.Popen(
            [sys.executable, HOUSE / "tests" / "core" / "things.py", *how], env=environment, stderr=subprocess.DEVNULL
        )
        try:
            return _measure(server.pid, f"http://127.0.0.1:{port}", port, listeners, messages)
        finally:
            server.terminate()
            server.wait()


def _measure(pid: int, url: str, port: int, listeners: int, messages: int) -> tuple[float, list[float]]:
    browser = requests.Session()
    while True:
        try:
            browser.post(f"{url}/come", data={"person": 1, "sign_in": 10})
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    lines = [listen(port, cookie) for _ in range(listeners)]
    ears = selectors.DefaultSelector()
    for line in lines:
        ears.register(line, selectors.EVENT_READ)
    quiet(ears)
    say(browser, url)
    hear(ears, listeners)
    time.sleep(1)
    quiet(ears)
    before, delays = cpu_seconds(pid), []
    for _ in range(messages):
        begun = time.perf_counter()
        say(browser, url)
        hear(ears, listeners)
        delays.append(time.perf_counter() - begun)
    time.sleep(0.5)
    spent = cpu_seconds(pid) - before
    state = browser.get(f"{url}/state").json()
    print(f"  ({state['fast']} straight, {state['ordinary']} by queue)", file=sys.stderr)
    for line in lines:
        line.close()
    return spent, delays


def say(browser: requests.Session, url: str) -> None:
    """One change, committed."""
    browser.post(f"{url}/say", data={"thing": 1, "words": WORDS}).raise_for_status()


def listen(port: int, cookie: str) -> socket.socket:
    """A WebSocket by hand that watches thing 1."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    said = b""
    while b"\r\n\r\n" not in said:
        said += line.recv(4096)
    for text, answer in (("40", b'40{"sid"'), ('420["watch",{"streams":["thing:1"]}]', b'430[{"thing:1"')):
        line.sendall(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text.encode())
        while answer not in said:
            said += line.recv(4096)
    line.setblocking(False)
    return line


def hear(ears: selectors.BaseSelector, listeners: int) -> None:
    """Until every line has had something, to its end."""
    waiting, ends = listeners, b'</li>"}]'
    while waiting:
        for key, _ in ears.select(30):
            waiting -= key.fileobj.recv(1 << 16).count(ends)  # type: ignore[union-attr]


def quiet(ears: selectors.BaseSelector) -> None:
    """Reads away what is left."""
    while found := ears.select(0.2):
        for key, _ in found:
            key.fileobj.recv(1 << 16)  # type: ignore[union-attr]


def cpu_seconds(pid: int) -> float:
    """User and system time of the server so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lift_limit() -> None:
    """Each listener is an open file here and two at the server."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    main(*(int(number) for number in (sys.argv[1:] + ["1000", "50"][len(sys.argv) - 1 :])))
