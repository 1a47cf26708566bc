"""Ears for tests: they go through the real door with the cookies of a test client, and hear what `realtime.flush_now()` tells.

A test says `nurse = hearing(client, "board:12")`, lets something happen, calls `realtime.flush_now()`, and looks at `nurse.changes()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from core import realtime


class Hearing:
    """One socket of a page. `seqs` is how far each stream was when it began to watch; None where it was refused."""

    def __init__(self, app: Flask, client: FlaskClient, *streams: str) -> None:
        self._socket: Any = SocketIOTestClient(app, realtime.of(app).socketio, flask_test_client=client)
        self.seqs: dict[str, int | None] = {}
        if self.connected:
            self.watch(*streams)

    @property
    def connected(self) -> bool:
        """False for who was refused at the door, or hung up."""
        return bool(self._socket.is_connected())

    @property
    def line(self) -> str:
        """The Engine.IO name of the socket."""
        name: str = self._socket.eio_sid
        return name

    def watch(self, *streams: str) -> dict[str, int | None]:
        """Asks for more streams; answers with how far each is."""
        answer: dict[str, int | None] = self.ask({"streams": list(streams)})
        assert set(answer) == set(streams), "the door failed; the log says why"
        self.seqs.update(answer)
        return answer

    def ask(self, said: object) -> Any:
        """Emits `watch` with whatever is said."""
        return self._socket.emit("watch", said, callback=True)

    def unwatch(self, *streams: str) -> None:
        """Hears these no more."""
        self._socket.emit("unwatch", {"streams": list(streams)})

    def refused(self, stream: str) -> bool:
        """Was it turned away, from everything or from this stream?"""
        return not self.connected or self.seqs.get(stream) is None

    def received(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything that came since the last time, also what a socket heard before it was hung up."""
        packets = [(packet["name"], packet["args"][0]) for packet in self._socket.queue]
        self._socket.queue.clear()
        return packets

    def events(self, name: str) -> list[dict[str, Any]]:
        """What came under this name; the rest is forgotten."""
        return [said for event, said in self.received() if event == name]

    def changes(self) -> list[dict[str, Any]]:
        """The changes that came since the last time."""
        return self.events("change")

    def close(self) -> None:
        """The page is left."""
        if self.connected:
            self._socket.disconnect()


@pytest.fixture
def hearing(app: Flask) -> Iterator[Callable[..., Hearing]]:
    """`hearing(client, *streams)` opens a socket with the client's cookies; all are closed after the test."""
    opened: list[Hearing] = []
    realtime.of(app).ears.start_knowing()

    def listen(client: FlaskClient, *streams: str) -> Hearing:
        opened.append(Hearing(app, client, *streams))
        return opened[-1]

    yield listen
    for ear in opened:
        ear.close()
