"""Who listens, in this process, and that listening ends with the right.

`Ears.learn(number)` comes before a message that was drawn at that rights number is told to anybody.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from core.language import LANGUAGES
from core.realtime import rights, streams
from core.realtime.quiet import quietly
from core.realtime.streams import Listener

log = logging.getLogger("renkei.realtime")
NAMESPACE = "/"
ASK_AFTER = 600.0
LONG_AGO = float("-inf")
BREATHE_EVERY = 50
"""Questions to gatekeepers between which other greenlets run."""


@dataclass(eq=False, slots=True)
class Ear:
    """One socket, whose it is, and what it hears."""

    sid: str
    listener: Listener
    streams: dict[str, float] = field(default_factory=dict)
    """What it may hear, and when (monotonic seconds) its gatekeeper was last asked."""

    def asked_lately(self, stream: str) -> bool:
        """Rights that end by the calendar alone are found out when a page asks again; in between, rights that change tell."""
        return time.monotonic() - self.streams.get(stream, LONG_AGO) < ASK_AFTER

    def room(self, stream: str) -> str:
        """Where the stream is told in the language of the page."""
        language = self.listener.language
        return f"{stream}/{language if language in LANGUAGES else LANGUAGES[0]}"


class Identity:
    """How a handshake becomes a listener, and which sign-ins still live: auth says it."""

    def __init__(self) -> None:
        self.of_request: Callable[[], Listener | None] = lambda: None
        self.still_alive: Callable[[set[int]], set[int]] = lambda _: set()


identity = Identity()


def identify_with(find: Callable[[], Listener | None]) -> Callable[[], Listener | None]:
    """Registers who stands behind a handshake: asked inside its request, with the session cookie; None is a stranger."""
    identity.of_request = find
    return find


def still_alive_with(ask: Callable[[set[int]], set[int]]) -> Callable[[set[int]], set[int]]:
    """Registers which of these sign-ins (ids) still live."""
    identity.still_alive = ask
    return ask


class Ears:
    """All sockets of this process."""

    def __init__(self, app: Flask, server: Any) -> None:
        self.app = app
        self.server = server
        self.known = 0
        """The rights number up to which everyone concerned has been asked again."""
        self.turns = 0
        """Rises whenever asking again begins: whoever was let in meanwhile is asked once more (door.py)."""
        self._ears: dict[str, Ear] = {}
        self._unasked: Unasked = Unasked()
        self._silent: set[str] = set()
        self._learning = threading.RLock()

    def __len__(self) -> int:
        return len(self._ears)

    def get(self, sid: str) -> Ear | None:
        """The ear of a socket."""
        return self._ears.get(sid)

    def add(self, ear: Ear) -> None:
        """A socket was let in."""
        self._ears[ear.sid] = ear

    def drop(self, sid: str) -> None:
        """A socket is gone."""
        self._ears.pop(sid, None)

    def open(self, ear: Ear, stream: str) -> None:
        """From now on it hears the stream."""
        ear.streams[stream] = time.monotonic()
        self.server.enter_room(ear.sid, ear.room(stream), namespace=NAMESPACE)

    def close(self, ear: Ear, stream: str) -> None:
        """From now on it does not."""
        ear.streams.pop(stream, None)
        self.server.leave_room(ear.sid, ear.room(stream), namespace=NAMESPACE)

    def shut(self, ear: Ear, stream: str) -> None:
        """It may hear the stream no more, and its page is told so at once."""
        self.close(ear, stream)
        self.server.emit("shut", {"stream": stream}, to=ear.sid, namespace=NAMESPACE)

    def heard(self) -> set[str]:
        """The streams somebody here listens to."""
        return {stream for ear in self._all() for stream in ear.streams}

    def listen_to(self, stream: str, language: str) -> bool:
        """Does anybody here listen to it in this language?"""
        return f"{stream}/{language}" in self.server.manager.rooms.get(NAMESPACE, {})

    def speak(self, stream: str, language: str, event: str, said: dict[str, Any]) -> None:
        """Tells everyone who listens to the stream in this language."""
        self.server.emit(event, said, to=f"{stream}/{language}", namespace=NAMESPACE)

    def start_knowing(self) -> None:
        """Whoever comes from now on is asked at the door; what changed before concerns nobody here."""
        with quietly(self.app):
            self.known = rights.present_number()

    def learn(self, number: int | None = None) -> int:
        """Asks again whomever changes of rights concern, unless all up to `number` is known. Returns what is known now."""
        with self._learning:
            if number is None or number > self.known:
                with quietly(self.app):
                    news = rights.since(self.known)
                    leaving = self._take(news) if news.number != self.known else []
                self.known = news.number
                self._hang_up(leaving)
            return self.known

    def check(self, stream: str) -> None:
        """Asks the listeners of this stream again, if everybody's rights have changed since they were asked."""
        with self._learning:
            if stream in self._unasked:
                with quietly(self.app):
                    self._ask_all(stream)
                self._unasked.discard(stream)

    def check_sign_ins(self) -> None:
        """Hangs up on everyone whose sign-in has ended by itself (idle too long, too old), and on who came and said nothing."""
        with quietly(self.app):
            leaving = self._ended(self._all())
        self._hang_up(leaving)
        self._close_silent()

    def ask_again(self, ear: Ear, about: Iterable[str]) -> None:
        """Shuts whatever the gatekeepers no longer allow."""
        asked = set(about)
        for stream in asked - streams.allowed(ear.listener, asked):
            self.shut(ear, stream)

    def _take(self, news: rights.News) -> list[Ear]:
        """Persons are asked about everything now; everybody, about each stream before it is next told. Returns who must go."""
        self.turns += 1
        if news.everybody:
            self._unasked.all()
            for ear in self._all():
                ear.streams = dict.fromkeys(ear.streams, LONG_AGO)
        concerned = [ear for ear in self._all() if news.everybody or ear.listener.person_id in news.persons or _gone(ear, news)]
        leaving = {ear.sid: ear for ear in [*self._ended(concerned), *(ear for ear in concerned if _gone(ear, news))]}
        for ear in concerned:
            if ear.listener.person_id in news.persons and ear.sid not in leaving:
                self.ask_again(ear, ear.streams)
        return list(leaving.values())

    def _ask_all(self, stream: str) -> None:
        answers: dict[int, bool] = {}
        for ear in [ear for ear in self._all() if stream in ear.streams]:
            person = ear.listener.person_id
            if person not in answers:
                answers[person] = stream in streams.allowed(ear.listener, [stream])
                if len(answers) % BREATHE_EVERY == 0:
                    time.sleep(0)
            if not answers[person]:
                self.shut(ear, stream)

    def _ended(self, ears: list[Ear]) -> list[Ear]:
        alive = identity.still_alive({ear.listener.sign_in_id for ear in ears}) if ears else set()
        return [ear for ear in ears if ear.listener.sign_in_id not in alive]

    def _hang_up(self, ears: list[Ear]) -> None:
        for ear in ears:
            for stream in list(ear.streams):
                self.close(ear, stream)
        for ear in ears:
            self.drop(ear.sid)
            try:
                self.server.disconnect(ear.sid, namespace=NAMESPACE)
            except Exception as error:  # noqa: BLE001 (it hears nothing any more; that it went by itself is all right)
                log.info("a socket went before it was closed: %s", type(error).__name__)

    def _close_silent(self) -> None:
        """A socket that still belongs to nobody at the second look is closed: nobody keeps lines open without a sign-in."""
        engine, manager = self.server.eio, self.server.manager
        silent = set(engine.sockets) - {manager.eio_sid_from_sid(ear.sid, NAMESPACE) for ear in self._all()}
        for eio_sid in silent & self._silent:
            line = engine.sockets.get(eio_sid)
            if line:
                line.close(wait=False)
        self._silent = silent

    def _all(self) -> list[Ear]:
        return list(self._ears.values())


class Unasked:
    """Streams whose listeners must be asked again before they are told anything: none at first, all after `all()`."""

    def __init__(self) -> None:
        self._any = False
        self._asked: set[str] = set()

    def all(self) -> None:
        """Everybody's rights may have changed."""
        self._any = True
        self._asked.clear()

    def discard(self, stream: str) -> None:
        """Its listeners have been asked."""
        self._asked.add(stream)

    def __contains__(self, stream: str) -> bool:
        return self._any and stream not in self._asked


def _gone(ear: Ear, news: rights.News) -> bool:
    return ear.listener.sign_in_id in news.gone_sign_ins or ear.listener.person_id in news.gone_persons
