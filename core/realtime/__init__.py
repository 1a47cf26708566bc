"""Real time. The socket is a doorbell: writing is HTTP only, and whatever is pushed can be fetched again.

A room tells its listeners in three steps, all in its `live.py`:

    @realtime.gatekeeper("board")                  # who may listen; asked at `watch`, and again when rights change
    def may_watch(listener: Listener, id: int) -> bool: ...
    @realtime.counts("board")                      # how far the stream is: what a page compares itself with
    def present(id: int) -> int: ...
    @realtime.renders("board")                     # how (after, upto] looks; after commit, once per language, nobody signed in
    def changes(id: int, after: int, upto: int) -> list[Change]: ...

(`gatekeeper_of_many` and `counts_of_many` ask once for all streams of a page). In the transaction of a change it says
`realtime.announce("board:12", seq)`: (stream, seq) goes into the outbox, leaves after commit, and is silent on rollback. With `soon=True`
what happens within 0.4 s is told as one. Where rights change, the same transaction says `realtime.rights_changed(person_id)` (None:
everybody's); where a sign-in or a person ends, `realtime.hang_up(sign_in_id=…)` or `hang_up(person_id=…)`: from that commit on they hear
nothing, in any process.

A browser emits `watch {streams: […]}`, is answered `{stream: seq, or null where refused}`, and hears
`change {stream, after, seq, verb, target, html}` and `present {stream, seq}` (so far it is; fetch what you lack). At least once, and in
the order of commits; who has `seq` already ignores it, who lacks `after` fetches. `shut {stream}`: the right to hear it has ended.

In tests nothing runs in the background. `realtime.flush_now()` tells what is committed, and raises what went wrong while doing so;
`hearing` (tests/hearing.py) listens through the real door with the cookies of a test client:

    def test_a_post_is_heard_by_a_member_and_not_by_a_stranger(client, cast, hearing):
        nurse, stranger = hearing(as_(client(), cast.sato), "board:12"), hearing(as_(client(), cast.suzuki), "board:12")
        a_post(cast)
        realtime.flush_now()
        assert "手袋" in nurse.changes()[0]["html"]
        assert stranger.refused("board:12") and not stranger.changes()
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_socketio import SocketIO
from gevent.monkey import is_module_patched
from prometheus_client import Gauge

from core.realtime import wire
from core.realtime.door import Door
from core.realtime.listeners import Ears, identify_with, still_alive_with
from core.realtime.outbox import Outbox, announce, untold
from core.realtime.quiet import quietly
from core.realtime.rights import RightsChange, RightsNumber, hang_up, rights_changed
from core.realtime.streams import Change, Listener, counts, counts_of_many, gatekeeper, gatekeeper_of_many, renders
from core.realtime.sweeper import Sweeper
from core.realtime.telling import Teller

__all__ = [
    "Change",
    "Listener",
    "Outbox",
    "RealTime",
    "RightsChange",
    "RightsNumber",
    "announce",
    "counts",
    "counts_of_many",
    "flush_now",
    "gatekeeper",
    "gatekeeper_of_many",
    "hang_up",
    "identify_with",
    "init_app",
    "of",
    "renders",
    "rights_changed",
    "start_sweeper",
    "still_alive_with",
    "stop",
]

_listeners = Gauge("renkei_listeners", "Open sockets of signed-in people")


@dataclass
class RealTime:
    """The parts of one app's real time. `sweeper` runs in web processes only."""

    app: Flask
    socketio: SocketIO
    server: Any
    ears: Ears
    teller: Teller
    sweeper: Sweeper | None = None


def init_app(app: Flask) -> None:
    """Opens the door at /socket.io. Nothing runs in the background yet."""
    in_gevent = is_module_patched("socket")
    socketio = SocketIO(  # type: ignore[call-arg]
        app,
        async_mode="gevent" if in_gevent else "threading",
        client_manager=wire.OneFrame(lambda: start_sweeper(app) if in_gevent else None),
        manage_session=False,
        async_handlers=False,  # one question of a socket at a time
        json=wire.Json,
        transports=["websocket", "polling"],
        max_http_buffer_size=wire.LONGEST,
        http_compression=False,
    )
    server = socketio.server  # type: ignore[attr-defined]
    if in_gevent:
        wire.install(server)
    ears = Ears(app, server)
    Door(socketio, ears)
    _listeners.set_function(lambda: len(ears))
    app.extensions["realtime"] = RealTime(app, socketio, server, ears, Teller(app, ears))


def of(app: Flask) -> RealTime:
    """Real time of this app."""
    parts: RealTime = app.extensions["realtime"]
    return parts


def start_sweeper(app: Flask) -> None:
    """From now on this web process tells what is committed. Safe to call again; the first socket calls it too."""
    parts = of(app)
    if not parts.sweeper:
        parts.sweeper = Sweeper(app, parts.teller)
        parts.sweeper.start()


def stop(app: Flask) -> None:
    """Tells what is due, and lets every socket go, which will come back when somebody serves again."""
    parts = of(app)
    if parts.sweeper:
        parts.sweeper.stop()
        parts.sweeper = None
    for socket in list(parts.server.eio.sockets.values()):
        socket.close(wait=False)


def flush_now(app: Flask | None = None) -> None:
    """For tests: whatever is committed is told, in a thread of its own, so that the test keeps its session. Raises what went wrong."""
    parts = of(app or current_app._get_current_object())  # type: ignore[attr-defined]
    failed: list[BaseException] = []

    def run() -> None:
        try:
            _flush(parts)
        except BaseException as error:  # noqa: BLE001 (raised below, where the test sees it)
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def _flush(parts: RealTime) -> None:
    teller = parts.teller
    teller.strict = True
    parts.ears.learn()
    with quietly(parts.app):
        waiting = list(untold())
    teller.tell(waiting)
    teller.clear()
