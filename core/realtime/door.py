"""The door: strangers are refused at `connect`, and at `watch` the gatekeeper of each stream is asked. Nothing else is taken."""

from __future__ import annotations

import logging
from typing import Any

from flask import request
from flask_socketio import SocketIO
from socketio import exceptions

from core import audit
from core.database import db
from core.realtime import streams
from core.realtime.listeners import Ear, Ears, identity
from core.realtime.streams import AT_MOST, Listener

log = logging.getLogger("renkei.realtime")


class Door:
    """The events a browser may send. What guards pages does not guard sockets, so this must."""

    def __init__(self, socketio: SocketIO, ears: Ears) -> None:
        self.ears = ears
        for event in (self.connect, self.disconnect, self.watch, self.unwatch):
            socketio.on(event.__name__)(event)

    def connect(self, _auth: object = None) -> None:
        """Refuses who is not signed in ("signed-out") and, where nothing can be known now, asks to come again ("try-again")."""
        turns = self.ears.turns
        try:
            listener = identity.of_request()
            if listener and not self._let_in(listener, turns):
                listener = None
        except Exception as error:  # noqa: BLE001 (the page comes again; an error's own words may hold personal data)
            log.error("a handshake failed: %s", type(error).__name__)
            self.disconnect()
            raise exceptions.ConnectionRefusedError("try-again") from None
        if not listener:
            self.disconnect()
            raise exceptions.ConnectionRefusedError("signed-out")

    def disconnect(self, _reason: object = None) -> None:
        """The socket is gone."""
        self.ears.drop(_sid())

    def watch(self, said: Any = None) -> dict[str, int | None]:
        """Listens to more streams. Answers with how far each is; None where one may not listen."""
        ear, wanted = self.ears.get(_sid()), _streams_of(said)
        if not ear:
            return {}
        try:
            self._let_hear(ear, wanted)
            db.rollback()  # read only now how far each is: what comes between joining and reading is heard, what came before is counted
            seqs = streams.present(stream for stream in wanted if stream in ear.streams)
            return {stream: seqs.get(stream) for stream in wanted}
        except Exception as error:  # noqa: BLE001 (the page asks again)
            log.error("watching failed: %s", type(error).__name__)
            return {}

    def unwatch(self, said: Any = None) -> None:
        """Listens to these no more."""
        ear = self.ears.get(_sid())
        for stream in _streams_of(said):
            if ear:
                self.ears.close(ear, stream)

    def _let_in(self, listener: Listener, turns: int) -> bool:
        """Known from now on; asked once more if somebody's rights changed while it was identified."""
        ear = Ear(_sid(), listener)
        self.ears.add(ear)
        if turns == self.ears.turns:
            return True
        db.rollback()
        return self.ears.get(ear.sid) is ear and listener.sign_in_id in identity.still_alive({listener.sign_in_id})

    def _let_hear(self, ear: Ear, wanted: list[str]) -> None:
        turns = self.ears.turns
        to_ask = [stream for stream in wanted if not ear.asked_lately(stream)]
        allowed = streams.allowed(ear.listener, to_ask)
        for stream in to_ask:
            if stream in allowed and len({*ear.streams, stream}) <= AT_MOST:
                self.ears.open(ear, stream)
            else:
                self.ears.close(ear, stream)
        while turns != self.ears.turns:  # somebody's rights changed while the gatekeepers were asked
            turns = self.ears.turns
            db.rollback()
            self.ears.ask_again(ear, ear.streams)
        denied = [stream for stream in wanted if stream not in ear.streams]
        if denied:
            audit.record_aside("watch.denied", person_id=ear.listener.person_id, streams=denied)


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


def _streams_of(said: Any) -> list[str]:
    """The names in {"streams": […]}, each once; nothing of anything else."""
    names = said.get("streams") if isinstance(said, dict) else None
    known = [name for name in names if isinstance(name, str) and streams.NAME.fullmatch(name)] if isinstance(names, list) else []
    return list(dict.fromkeys(known))[:AT_MOST]
