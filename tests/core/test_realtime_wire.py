"""The fast path by itself: frames are right at every length, nothing is lost or mixed, a slow reader is cut off and nobody waits."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any, cast

import gevent
import pytest
from gevent.socket import socketpair
from socketio import Server
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from core.realtime import wire

LENGTHS = [0, 1, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537, 200_000]


@pytest.mark.parametrize("size", LENGTHS)
@pytest.mark.parametrize("letter", ["x", "薬"])
def test_a_frame_is_what_a_websocket_library_writes_and_reads(size: int, letter: str) -> None:
    width = len(letter.encode())
    text = letter * (size // width) + "x" * (size % width)
    assert len(text.encode()) == size
    assert wire.frame(text) == Connection(ConnectionType.SERVER).send(TextMessage(data=text))
    browser = Connection(ConnectionType.CLIENT)
    browser.receive_data(wire.frame(text))
    assert "".join(event.data for event in browser.events() if isinstance(event, TextMessage)) == text


def test_japanese_is_not_escaped_and_huge_numbers_are_refused() -> None:
    assert wire.Json.dumps({"語": "薬"}) == '{"語": "薬"}'
    with pytest.raises(ValueError, match="too large"):
        wire.Json.loads("1" * 200)


class Lines:
    """An outlet, and the reader at its other end."""

    def __init__(self) -> None:
        self.near, self.far = (cast(Any, one) for one in socketpair())
        for one in (self.near, self.far):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.outlet = wire.Outlet(self.near)

    def read(self, size: int) -> bytes:
        got = b""
        with gevent.Timeout(10):
            while len(got) < size:
                part = self.far.recv(65536)
                if not part:
                    break
                got += part
        return got

    def close(self) -> None:
        self.near.close()
        self.far.close()


@pytest.fixture
def lines() -> Any:
    both = Lines()
    yield both
    both.close()


def test_what_the_system_does_not_take_at_once_arrives_later_whole_and_in_order(lines: Lines) -> None:
    parts = [bytes([65 + number]) * 30_000 for number in range(4)]
    for part in parts:
        assert lines.outlet.send(part) == len(part)
    lines.outlet.send(b"small")
    assert lines.read(120_005) == b"".join(parts) + b"small"
    lines.outlet.send(b"again")
    assert lines.read(5) == b"again"


def test_what_comes_later_does_not_overtake_what_waits(lines: Lines) -> None:
    lines.outlet.send(b"a" * 100_000)
    taken = lines.far._sock.recv(20_000)  # there is room again, before the rest could be drained
    lines.outlet.send(b"b")
    assert taken + lines.read(100_001 - len(taken)) == b"a" * 100_000 + b"b"


def test_a_reader_that_is_too_slow_is_cut_off_and_no_more_is_kept(lines: Lines) -> None:
    with pytest.raises(OSError, match="slow"):
        list(map(lines.outlet.send, [b"x" * 10_000] * 1000))
    assert lines.outlet._size <= wire.SLOW
    assert len(lines.read(10_000_000)) < wire.SLOW + 1_000_000, "the line has ended"


def test_one_message_may_be_as_long_as_it_is(lines: Lines) -> None:
    whole = b"y" * (wire.SLOW * 3)
    lines.outlet.send(whole)
    assert lines.read(len(whole)) == whole


def test_a_line_that_closes_first_says_all_it_has_to_say(lines: Lines) -> None:
    lines.outlet.send(b"z" * 100_000)
    lines.outlet.finish()
    assert lines.read(1_000_000) == b"z" * 100_000


def test_a_line_that_closes_does_not_wait_for_ever(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "GOODBYE", 0.05)
    lines.outlet.send(b"z" * 100_000)
    lines.outlet.finish()
    gevent.sleep(0.2)
    with pytest.raises(BrokenPipeError):
        lines.outlet._raw.send(b"x")


class Listening:
    """A manager with one listener whose socket is in a given state, and what was written to it which way."""

    def __init__(self, **state: Any) -> None:
        self.manager = wire.OneFrame()
        server = Server(client_manager=self.manager, async_mode="threading", json=wire.Json)
        self.fast: list[bytes] = []
        self.ordinary: list[str] = []
        line = SimpleNamespace(connected=True, sock=SimpleNamespace(send=self.fast.append))
        settled = {"upgraded": True, "closing": False, "line": line, "queue": SimpleNamespace(empty=lambda: True)}
        server.eio.sockets["e1"] = SimpleNamespace(**{**settled, **state})
        server._send_eio_packet = lambda eio_sid, pkt: self.ordinary.append(pkt.encode())
        server._send_packet = lambda eio_sid, pkt: self.ordinary.append(pkt.encode())
        sid = self.manager.connect("e1", "/")
        self.manager.enter_room(sid, "/", "board:1/ja")

    def emit(self, data: Any, **how: Any) -> None:
        self.manager.emit("change", data, "/", room="board:1/ja", **how)


def test_a_listener_on_an_open_websocket_is_written_to_straight() -> None:
    listening = Listening()
    listening.emit({"html": "薬"}, skip_sid=None, callback=None, ignore_queue=False)
    assert listening.fast == [wire.frame('42["change",{"html":"薬"}]')]
    assert (listening.ordinary, listening.manager.fast, listening.manager.ordinary) == ([], 1, 0)


@pytest.mark.parametrize(
    "state",
    [{"upgraded": False}, {"closing": True}, {"line": None}, {"queue": SimpleNamespace(empty=lambda: False)}],
    ids=lambda state: next(iter(state)),
)
def test_whoever_polls_closes_or_has_something_waiting_is_told_the_ordinary_way(state: dict[str, Any]) -> None:
    listening = Listening(**state)
    listening.emit({"html": "薬"})
    assert listening.fast == []
    assert listening.ordinary == ['42["change",{"html":"薬"}]']


def test_what_is_unusual_goes_the_ordinary_way() -> None:
    listening = Listening()
    listening.emit({"html": "x"}, callback=print)
    listening.emit(("two", "things"))
    listening.emit({"file": b"\x00\x01"})
    assert listening.fast == []
    assert listening.ordinary[0] == '21["change",{"html":"x"}]', "with the number of the callback"
    assert listening.ordinary[1] == '42["change","two","things"]'


def test_a_listener_that_just_went_holds_up_nobody() -> None:
    def gone(_: bytes) -> None:
        raise BrokenPipeError

    listening = Listening(line=SimpleNamespace(connected=True, sock=SimpleNamespace(send=gone)))
    listening.emit({"html": "x"})
    assert listening.manager.fast == 1
