"""A whole installation for browsers: its folder, its server, and a second process that acts in the same database."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


READY = multiprocessing.get_context("forkserver")
"""Loads the house once and leaves a process of its own, begun anew, to each hand: loading costs more than most of what hands do."""
READY.set_forkserver_preload(["tests.browser.deeds"])


class Hand:
    """Somebody else's process: `hand.post(by="kimura", title=…)` does what tests/browser/deeds.py says under this name."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._line, theirs = READY.Pipe()
        self._process = READY.Process(target=_at_hand, args=(environment, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def __getattr__(self, deed: str) -> Any:
        return lambda **said: self._ask({"deed": deed, **said})

    def close(self) -> None:
        self._line.close()
        self._process.join(PATIENCE)
        assert self._process.exitcode == 0

    def _ask(self, said: dict[str, object]) -> Any:
        self._line.send(said)
        assert self._line.poll(PATIENCE), f"{said} takes too long"
        try:
            return self._line.recv()
        except EOFError:
            raise AssertionError(f"{said} failed; its traceback stands above") from None


def _at_hand(environment: dict[str, str], asked: Connection) -> None:
    from tests.browser.deeds import listen

    listen(environment, asked)


class House:
    """One installation in `folder`. Its server can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._server: subprocess.Popen[bytes] | None = None
        self._hand: Hand | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The settings, and nothing of somebody else's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RENKEI_")}
        return {**kept, "RENKEI_DATA": str(self.folder), "RENKEI_PUBLIC_URL": self.url, "PORT": str(self.port)}

    @property
    def hand(self) -> Hand:
        self._hand = self._hand or Hand(self.environment)
        return self._hand

    def start(self) -> None:
        """Serves; returns when pages can be had."""
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, ROOT / "bin" / "serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._server.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()

    def kill(self) -> None:
        """As kill -9 does: nothing is said to anybody."""
        assert self._server
        self._server.kill()
        self._server.wait(PATIENCE)

    def close(self) -> None:
        """Ends the server in good order, and the hand."""
        if self._hand:
            self._hand.close()
        if self._server and self._server.poll() is None:
            self._server.terminate()
            self._server.wait(PATIENCE)

    def copied_to(self, folder: Path) -> House:
        """The same installation once more, while nobody serves this one."""
        shutil.copytree(self.folder, folder)
        return House(folder)

    def _answers(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
        time.sleep(0.02)  # between two questions to a server that is starting
        return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
