"""Measures durable posts through the real server over HTTP: posts a second, CPU of the server for one, and how long one takes.

    .venv/bin/python -m bench.posting [POSTS]                                    (2000; an embedded database in a temporary folder)
    RENKEI_TEST_DURABLE=1 .venv/bin/python bin/with-postgres .venv/bin/python -m bench.posting

The whole route as a browser takes it: bin/serve with the demo area, session cookie and token, sign-in, rights, the post, its audit row with
its mark, the outbox, COMMIT with fsync, the answer with the post drawn (HX-Request), and the live event, which one socket for each client
hears. Clients are raw sockets in one epoll, a process of their own, each with one post at a time. CPU is the server process's (with all it
does beside: telling, sealing), on PostgreSQL with the database's processes.

Beside it in the same run: bare inserts with COMMIT (synchronous=FULL) in one process, and Flask under the same server with a route that
does nothing, and with one that inserts one row.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import requests

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))  # its other parts are started as files

from bench.fan_out import cpu_seconds, free_port, patiently, process  # noqa: E402

WHO = ("kyoten", "nurse", "doctor", "pharmacist", "caremanager", "manager")
BODY = "退院のめどが立った方の受け入れを、今週中にお願いできる施設をさがしています。\n\n* 週2回の訪問\n* 点滴あり\n\nくわしくは電話で。"
CROWDS = (1, 16)
BOUNDARY = "----renkeibench"
DATABASE = os.environ.get("RENKEI_TEST_DATABASE_URL")


def main(posts: int) -> None:
    """Prints the table."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {'PostgreSQL' if DATABASE else 'SQLite ' + sqlite3.sqlite_version}")
    print(f"{'what':<28}{'clients':>8}{'a second':>10}{'CPU ms':>8}{'p50 ms':>8}{'p99 ms':>8}{'flushes':>9}{'heard':>7}")
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as name:
        folder = Path(name)
        for synchronous in ("FULL", "OFF"):
            bare(folder / f"bare-{synchronous}.sqlite3", synchronous, posts)
        for route in ("/nothing", "/insert"):
            port = free_port()
            with process([__file__, "--flask", str(port), name], {**os.environ, "PYTHONPATH": str(HOUSE)}) as server:
                patiently(partial(requests.get, f"http://127.0.0.1:{port}/nothing", timeout=5))
                for crowd in CROWDS:
                    _run(f"Flask {route}", server.pid, port, posts, [("-", "", route)] * crowd)
        _renkei(folder, posts)


def bare(place: Path, synchronous: str, posts: int) -> None:
    """Inserts and commits, nothing else."""
    line = _opened(place, synchronous)
    begun, cpu, flushes = time.perf_counter(), time.process_time(), _flushes()
    for _ in range(posts):
        _insert(line)
    took, spent = time.perf_counter() - begun, time.process_time() - cpu
    print(
        f"{'bare insert, ' + synchronous:<28}{1:>8}{posts / took:>10.0f}{spent / posts * 1e3:>8.2f}{'':>16}{_flushes() - flushes:>9}",
        flush=True,
    )


def _opened(place: Path, synchronous: str) -> sqlite3.Connection:
    line = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}"):
        line.execute(f"PRAGMA {pragma}")
    line.execute("CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT)")
    return line


def _insert(line: sqlite3.Connection) -> None:
    line.execute("BEGIN IMMEDIATE")
    line.execute("INSERT INTO post (key, body) VALUES (?, ?)", (str(uuid.uuid4()), BODY))
    line.execute("COMMIT")


def _flask(port: int, folder: str) -> None:
    """The least one can serve with: Flask under gevent's server."""
    from gevent import monkey

    monkey.patch_all()
    from flask import Flask, request
    from gevent.pywsgi import WSGIHandler, WSGIServer

    class Handler(WSGIHandler):
        def handle(self) -> None:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().handle()

    app, line = Flask("least"), _opened(Path(folder) / "flask.sqlite3", "FULL")

    @app.route("/nothing", methods=["GET", "POST"])
    def nothing() -> str:
        return str(len(request.form))

    @app.route("/insert", methods=["POST"])
    def insert() -> str:
        _insert(line)
        return str(len(request.form))

    WSGIServer(("127.0.0.1", port), app, log=None, handler_class=Handler).serve_forever()


def _renkei(folder: Path, posts: int) -> None:
    port = free_port()
    said = {"RENKEI_DATA": str(folder), "PORT": str(port), "PYTHONPATH": str(HOUSE), "RENKEI_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    environment = {**os.environ, **said, **({"RENKEI_DATABASE_URL": DATABASE} if DATABASE else {})}
    for command in ("migrate", "demo"):
        subprocess.run([sys.executable, "-m", "flask", "--app", "app", command], env=environment, cwd=HOUSE, check=True, stdout=2)
    _show_durable(folder)
    with process([str(HOUSE / "bin" / "serve")], environment) as server:
        url = f"http://127.0.0.1:{port}"
        patiently(lambda: requests.get(f"{url}/healthz", timeout=5))
        seats = _seated(url, max(CROWDS))
        print(f"{len({who for who, _, _ in seats})} sign-ins on {seats[0][2]}", file=sys.stderr)
        _run("", server.pid, port, 50, seats)  # warm
        for crowd in CROWDS:
            _run("Renkei", server.pid, port, posts, seats[:crowd])


def _show_durable(folder: Path) -> None:
    """What the connections of the server are set to: made by the same function, asked by PRAGMA or SHOW."""
    from core import config, database

    settings = config.read({"RENKEI_DATA": str(folder)})
    settings = replace(settings, database_url=DATABASE) if DATABASE else settings
    asked = ("SHOW fsync", "SHOW synchronous_commit") if DATABASE else ("PRAGMA journal_mode", "PRAGMA synchronous")
    with database.connect(settings).connect() as line:
        print("Renkei's connections (2 is FULL):", "; ".join(f"{one} {line.exec_driver_sql(one).scalar()}" for one in asked))


def _seated(url: str, number: int) -> list[tuple[str, str, str]]:
    """Cookie, token and address of as many sign-ins, by several people, all of whom may post there."""
    seats: list[tuple[str, str, str]] = []
    board = None
    for place in range(number * 3):
        browser = signed_in(url, WHO[place % len(WHO)])
        if board is None:
            board = min(int(one) for one in re.findall(r'href="/boards/(\d+)"', browser.get(f"{url}/boards/").text))
        form = browser.get(f"{url}/boards/{board}/posts/new")
        if form.ok:
            cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
            seats.append((cookie, _token(form.text), f"/boards/{board}/posts"))
        if len(seats) == number:
            break
    return seats


def signed_in(url: str, who: str) -> requests.Session:
    """A browser of one of the demo area's people."""
    browser = requests.Session()
    said = {"email": f"{who}@example.jp", "password": "renkei-demo-2026", "csrf_token": _token(browser.get(f"{url}/sign-in").text)}
    browser.post(f"{url}/sign-in", data=said).raise_for_status()
    return browser


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def _run(what: str, pid: int, port: int, posts: int, seats: list[tuple[str, str, str]]) -> None:
    """All of `posts`, by as many clients as there are seats, and one line of the table."""
    plan = json.dumps({"port": port, "posts": posts, "seats": seats})
    begun, flushes = _cpu(pid), _flushes()
    said = subprocess.run([sys.executable, __file__, "--clients"], input=plan, stdout=subprocess.PIPE, text=True, check=True).stdout
    time.sleep(1)  # what the server does afterwards is its cost too: the outbox is emptied, the audit sealed
    spent, flushed = _cpu(pid) - begun, _flushes() - flushes
    found = json.loads(said)
    if what:
        times = sorted(found["times"])
        print(
            f"{what:<28}{len(seats):>8}{posts / found['took']:>10.0f}{spent / posts * 1e3:>8.2f}{times[len(times) // 2] * 1e3:>8.1f}"
            f"{times[len(times) * 99 // 100] * 1e3:>8.1f}{flushed:>9}{found['heard']:>7}",
            flush=True,
        )


def _cpu(pid: int) -> float:
    """Seconds of the server, and of PostgreSQL where there is one."""
    return cpu_seconds(pid) + sum(map(_cpu_of_one, _database_processes()))


def _cpu_of_one(pid: int) -> float:
    with suppress(OSError):
        return cpu_seconds(pid)
    return 0.0


def _database_processes() -> list[int]:
    if not DATABASE:
        return []
    import psycopg

    with psycopg.connect(DATABASE.replace("+psycopg", "")) as line:
        return [int(row[0]) for row in line.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")]


def _flushes() -> int:
    """Flush requests all disks of the machine have completed: the kernel's own count, which others' writing raises too."""
    rows = (line.split() for line in Path("/proc/diskstats").read_text().splitlines())
    return sum(int(row[18]) for row in rows if len(row) > 18)


# The clients ----------------------------------------------------------------------------------------------------------------------------


def _multipart(fields: dict[str, str]) -> bytes:
    """As a browser sends the form (static/js/queue.js): no file was chosen."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n' for name, said in fields.items()]
    chosen = 'Content-Disposition: form-data; name="chosen"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n'
    return "".join([*parts, f"--{BOUNDARY}\r\n{chosen}--{BOUNDARY}--\r\n"]).encode()


class Client:
    """One person who posts, waits for the answer, and posts again."""

    def __init__(self, port: int, seat: Sequence[str]) -> None:
        self.cookie, self.token, self.path = seat
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.said, self.begun = b"", 0.0

    def post(self) -> None:
        """Sends one post."""
        key = str(uuid.uuid4())
        fields = {"title": f"受け入れのお願い {key[:8]}", "body": BODY, "urgency": "normal", "confirm_by": "", "client_key": key}
        body = _multipart({"csrf_token": self.token, **fields})
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\nHX-Request: true\r\nConnection: keep-alive\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.said, self.begun = b"", time.perf_counter()
        self.line.sendall(head.encode() + body)

    def answered(self) -> bool:
        """Is the whole answer there? Anything but 200 ends the measurement."""
        self.said += self.line.recv(65536)
        head, between, body = self.said.partition(b"\r\n\r\n")
        if not between:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(self.said[:300].decode(errors="replace"))
        length = re.search(rb"(?i)content-length: (\d+)", head)
        return len(body) >= int(length[1]) if length else False


def clients(port: int, posts: int, seats: list[Sequence[str]]) -> None:
    """Posts until all are answered and heard, and prints what came of it."""
    board = re.search(r"/boards/(\d+)", seats[0][2])
    heard = {_ear(port, seat[0], f"board:{board[1]}").detach(): 0 for seat in seats} if board else {}
    crowd = {one.line.fileno(): one for one in (Client(port, seat) for seat in seats)}
    poll = select.epoll()
    times: list[float] = []
    for number in (*crowd, *heard):
        poll.register(number, select.EPOLLIN)
    begun = time.perf_counter()
    for one in crowd.values():
        one.post()
    while len(times) < posts or min(heard.values(), default=posts) < posts:
        for number, _ in poll.poll(30) or sys.exit("nothing comes any more"):
            if number in heard:
                heard[number] += _heard(number)
            elif crowd[number].answered():
                ended = time.perf_counter()
                times.append(ended - crowd[number].begun)
                if len(times) + len(crowd) <= posts:
                    crowd[number].post()
    print(json.dumps({"times": times, "took": ended - begun, "heard": min(heard.values(), default=0)}))


def _heard(number: int) -> int:
    said = os.read(number, 1 << 18)
    if said.endswith(b"\x81\x012"):
        os.write(number, b"\x81\x81\0\0\0\x003")
    return said.count(b'42["change"')


def _ear(port: int, cookie: str, stream: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    said = _until(line, b"\r\n\r\n", b"")
    for text, answer in (("40", b'40{"sid"'), (f'420["watch",{{"streams":["{stream}"]}}]', f'430[{{"{stream}":'.encode())):
        line.sendall(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text.encode())
        said = _until(line, answer, said)
    return line


def _until(line: socket.socket, answer: bytes, said: bytes) -> bytes:
    while answer not in said:
        said += line.recv(4096) or sys.exit("a listener was refused")
    return said


if __name__ == "__main__":
    if sys.argv[1:2] == ["--flask"]:
        _flask(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:2] == ["--clients"]:
        given = json.load(sys.stdin)
        clients(given["port"], given["posts"], given["seats"])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
