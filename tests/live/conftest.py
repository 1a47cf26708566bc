"""Real servers, in processes of their own: nothing is ever patched inside pytest."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import pytest
import requests
import socketio
from sqlalchemy import create_engine

from tests.core import things

HOUSE = Path(__file__).resolve().parents[2]
THINGS = [sys.executable, str(HOUSE / "tests" / "core" / "things.py")]
PATIENCE = 60.0


def until(true: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what or true}"
        time.sleep(0.01)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Server:
    """One web process, on its port."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    pulse: ClassVar[str] = "/state"
    """Answers as soon as it serves."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = requests.get(f"{self.url}/state", timeout=PATIENCE).json()
        return answer

    def post(self, what: str, **said: object) -> None:
        assert requests.post(f"{self.url}/{what}", data=said, timeout=PATIENCE).status_code == 200

    def end(self) -> int:
        """Asks it to end; what it says of that."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()  # costs a hundredth of a request, while it starts beside us
            return requests.get(f"{self.url}{self.pulse}", timeout=1).ok
        except OSError:  # also what requests raises
            return False


@dataclass
class Browser:
    """A person's browser: its cookies, its socket, and what it heard."""

    server: Server
    person: int
    sign_in: int
    transport: str = "websocket"
    language: str = "ja"
    heard: list[dict[str, Any]] = field(default_factory=list)
    present: list[dict[str, Any]] = field(default_factory=list)
    socket: Any = None

    def __enter__(self) -> Browser:
        cookies = requests.Session()
        who = {"person": self.person, "sign_in": self.sign_in, "language": self.language}
        cookies.post(f"{self.server.url}/come", data=who, timeout=PATIENCE)
        self.socket = socketio.Client(reconnection=False)
        self.socket.on("change", self.heard.append)
        self.socket.on("present", self.present.append)
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies.cookies)
        self.socket.connect(self.server.url, headers={"Cookie": cookie}, transports=[self.transport], wait_timeout=PATIENCE)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        engine = self.socket.eio
        line = engine.ws
        self.socket.disconnect()
        if line:
            line.shutdown()  # the library forgets it where the server hung up
        if engine.http:
            engine.http.close()

    def watch(self, *streams: str) -> dict[str, int | None]:
        answer: dict[str, int | None] = self.socket.call("watch", {"streams": list(streams)}, timeout=PATIENCE)
        return answer

    def hears(self, seq: int, patience: float = PATIENCE) -> dict[str, Any]:
        """Waits until it has heard this change, and gives it back."""
        until(lambda: any(said["seq"] >= seq for said in self.heard), f"change {seq} at person {self.person}: {self.heard}", patience)
        return next(said for said in self.heard if said["seq"] >= seq)


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """The settings of an installation of its own; several servers may share it."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("RENKEI_", "PYTHON"))},
        "RENKEI_DATA": str(tmp_path),
        "RENKEI_DATABASE_URL": os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{tmp_path / 'things.sqlite3'}",
        "RENKEI_SECRET_KEY": "only for tests",
        "PYTHONPATH": str(HOUSE),
    }


@pytest.fixture
def start(place: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`start("--new")` serves things; every server ends with the test."""
    with ExitStack() as running:
        if not place["RENKEI_DATABASE_URL"].startswith("sqlite"):
            running.callback(lambda: things.clear_away(create_engine(place["RENKEI_DATABASE_URL"])))

        def start(*how: str, port: int | None = None, command: list[str] | None = None, **settings: str) -> Server:
            port = port or free_port()
            log = tmp_path / f"server-{port}.log"
            with log.open("ab") as out:
                environment = {**place, "PORT": str(port), **settings}
                process = subprocess.Popen([*(command or THINGS), *how], env=environment, stdout=out, stderr=out, cwd=HOUSE)
            running.callback(process.wait)
            running.callback(process.kill)
            server = Server(process, port, log)
            until(server.ready, "the server")
            return server

        yield start


@pytest.fixture
def served(start: Callable[..., Server]) -> Server:
    """One server with new things: persons 1 and 2 may hear of thing 1."""
    return start("--new")


@pytest.fixture
def come(served: Server) -> Iterator[Callable[..., Browser]]:
    """`come(1)` is a browser of person 1 that listens."""
    with ExitStack() as open_browsers:

        def come(person: int, *, sign_in: int | None = None, at: Server | None = None, **how: Any) -> Browser:
            return open_browsers.enter_context(Browser(at or served, person, sign_in or person * 10, **how))

        yield come


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """`redis_server()` starts a Redis on a port that stays the same, and gives its address; `redis_server.stop()` is a power cut."""
    binary = shutil.which("redis-server")
    if not binary:
        pytest.skip("redis-server is not installed")
    keeper = Redis(binary, tmp_path)
    yield keeper
    keeper.stop()


class Redis:
    """A Redis that can be started and stopped."""

    def __init__(self, binary: str, folder: Path) -> None:
        self.binary, self.folder, self.port = binary, folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> str:
        command = [self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self._answers, "Redis")
        return f"redis://127.0.0.1:{self.port}/0"

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
