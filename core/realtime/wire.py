"""The fast path: one message is encoded and framed once, and the same bytes are written to every listener's socket without blocking.

Nothing else in the project knows of it. It touches private names of python-socketio 5.18.1, python-engineio 4.15.1 and
simple-websocket 1.1.0; tests hold that it still is the path taken. Whatever is unusual goes the ordinary way.

Everything a WebSocket sends passes through its `Outlet`, so that frames never mix: simple-websocket by itself loses the rest of a
frame that the system took only partly. Compression is not offered: it would double the memory of every connection.
"""

from __future__ import annotations

import json
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import gevent
import simple_websocket
from engineio import json as engineio_json
from engineio import packet as engineio_packet
from engineio.async_drivers import gevent as engineio_gevent
from engineio.exceptions import EngineIOError
from prometheus_client import Counter
from socketio import Manager, Server, packet
from wsproto.utilities import ProtocolError

SLOW = 128 * 1024
"""Bytes that may wait for a slow reader; beyond that its connection ends, and it comes back and catches up."""
LONGEST = 16 * 1024
"""Bytes a browser may send at once: it only ever says what it watches."""
GOODBYE = 5.0
"""Seconds a closing connection has to take what waits for it."""

deliveries = Counter("renkei_deliveries", "Messages written to sockets", ["way"])


class Json:
    """JSON as it is: escaping would double the length of Japanese."""

    dumps = staticmethod(partial(json.dumps, ensure_ascii=False))
    loads = staticmethod(engineio_json.loads)


class OneFrame(Manager):
    """Encodes and frames an event once for everyone in the room."""

    fast = ordinary = 0

    def __init__(self, at_first: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._at_first = at_first

    def initialize(self) -> None:
        """The first socket comes."""
        self._at_first()

    def emit(self, event: str, data: Any, namespace: str, room: str | None = None, **how: Any) -> None:
        room = how.pop("to", None) or room
        plain = isinstance(data, dict) and not any(how.values())  # nobody is left out, no callback is waited for
        encoded = plain and self.server.packet_class(packet.EVENT, namespace=namespace, data=[event, data]).encode()
        if not isinstance(encoded, str):  # nor is it binary
            super().emit(event, data, namespace, room=room, **how)
            return
        pkt = engineio_packet.Packet(engineio_packet.MESSAGE, encoded)
        framed, before = frame(pkt.encode()), (self.fast, self.ordinary)
        self._write([eio_sid for _, eio_sid in self.get_participants(namespace, room)], pkt, framed)
        deliveries.labels("fast").inc(self.fast - before[0])
        deliveries.labels("ordinary").inc(self.ordinary - before[1])

    def _write(self, eio_sids: list[str], pkt: Any, framed: bytes) -> None:
        """The loop that runs once for every listener: what is not needed here is not in it."""
        sockets = self.server.eio.sockets
        for eio_sid in eio_sids:
            listener = sockets.get(eio_sid)
            line = getattr(listener, "line", None)
            try:
                if line and line.connected and listener.upgraded and not listener.closing and listener.queue.empty():
                    self.fast += 1
                    line.sock.send(framed)
                else:
                    self.ordinary += 1
                    self.server._send_eio_packet(eio_sid, pkt)
            except (EngineIOError, OSError):  # it is going; its own greenlet sees to that
                continue


def frame(text: str) -> bytes:
    """One unmasked WebSocket text frame (RFC 6455, 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class Outlet:
    """A socket whose `send` always takes everything and never waits: what the system does not take at once, a greenlet drains."""

    __slots__ = ("_closing", "_put", "_raw", "_size", "_sock", "_waiting")  # thousands are gone through for each message

    def __init__(self, sock: Any) -> None:
        self._sock, self._raw = sock, sock._sock
        self._put = self._raw.send
        self._waiting: deque[bytes | memoryview] = deque()
        self._size = 0
        self._closing = False
        with suppress(OSError):
            self._raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def send(self, data: bytes) -> int:
        """Takes all of `data`, in order. Raises OSError where the reader is too slow or gone."""
        sent = 0
        if not self._size:
            try:
                sent = self._put(data)
            except BlockingIOError:
                sent = 0
        if sent != len(data):
            if self._size and self._size + len(data) > SLOW:
                self.cut()
                raise OSError("the reader is too slow")
            self._waiting.append(memoryview(data)[sent:])
            self._size += len(data) - sent
            if len(self._waiting) == 1:
                gevent.spawn(self._drain)
        return len(data)

    def finish(self) -> None:
        """Ends the connection once everything is sent, or after GOODBYE."""
        self._closing = True
        if self._waiting:
            gevent.spawn_later(GOODBYE, self.cut)
        else:
            self.cut()

    def cut(self) -> None:
        """Ends the connection; whoever reads from it sees the end."""
        with suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)

    def _drain(self) -> None:
        with suppress(OSError):
            while self._waiting:
                self._sock.sendall(self._waiting[0])
                self._size -= len(self._waiting.popleft())
        if self._closing or self._waiting:
            self.cut()


class Line(simple_websocket.Server):
    """A WebSocket that writes through an outlet, offers no compression, and really ends when it is closed."""

    environ: dict[str, Any]
    sock: Any

    def handshake(self) -> None:
        self.environ = {key: value for key, value in self.environ.items() if key != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
        self.sock = Outlet(self.sock)
        super().handshake()

    def close(self, reason: Any = None, message: Any = None) -> None:
        super().close(reason, message)
        self.sock.finish()


class Wire(engineio_gevent.WebSocketWSGI):
    """Gives each Engine.IO socket its line, so that the manager can write to it."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        try:
            self.ws = Line(environ, max_message_size=LONGEST, **self.server_args)
        except (OSError, simple_websocket.ConnectionError, ProtocolError):  # no browser: the handshake is not one
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"no WebSocket handshake\n"]
        self.app.__self__.line = self.ws
        answer = self.app(self)
        if self.ws.mode == "gunicorn":
            raise StopIteration  # how gunicorn is told that the connection is not its own any more
        return answer


def install(server: Server) -> None:
    """WebSockets of this server are lines from now on. For gevent only."""
    server.eio._async = {**server.eio._async, "websocket": Wire}
