"""From the outbox to those who listen: drawn once per language in a fresh read transaction, told here and to the other processes, removed.

Where drawing fails again and again, or too much has changed, pages are only told how far the stream is, and fetch what they lack.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale

from core.database import db
from core.language import LANGUAGES
from core.realtime import outbox, rights, streams
from core.realtime.bus import Bus
from core.realtime.listeners import Ears
from core.realtime.outbox import Row
from core.realtime.quiet import quietly

log = logging.getLogger("renkei.realtime")
AT_ONCE = 100
"""More changes of one stream than this are not drawn: pages fetch them, spread by a little chance."""
TRIES = 3
TRUST = 5.0
"""Seconds another process has to remove what it has told; then it is told again."""

Said = tuple[str, dict[str, Any]] | list[Any]
"""Event and data; a list when it has come through JSON."""


@dataclass(frozen=True)
class Message:
    """What is told of one stream, by language, and the rights number it was drawn at."""

    stream: str
    number: int
    said: dict[str, list[Said]]
    seqs: list[int] = field(default_factory=list)
    """The rows of the outbox that are told by it."""


class Teller:
    """Tells rows of the outbox.

    `told` waits to be removed; `unpublished` was told in this process only, because Redis is away; `elsewhere` was told by other
    processes, which will remove it.
    """

    def __init__(self, app: Flask, ears: Ears) -> None:
        self.app = app
        self.ears = ears
        self.bus: Bus | None = None
        self.strict = False
        """Tests want errors raised."""
        self.told: set[Row] = set()
        self.unpublished: set[Row] = set()
        self.elsewhere: dict[Row, float] = {}
        self._failures: dict[str, int] = {}

    def tell(self, names: Iterable[str]) -> None:
        """Tells whatever waits in these streams. What fails stays in the outbox."""
        for stream in names:
            try:
                self._tell(stream)
                self._failures.pop(stream, None)
            except Exception as error:
                if self.strict:
                    raise
                self._failures[stream] = self._failures.get(stream, 0) + 1
                places = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
                log.error("telling %s failed: %s at %s", stream, type(error).__name__, " ".join(places))  # its words may hold personal data

    def hear(self, message: dict[str, Any]) -> None:
        """Tells here what another process drew, or learns that rights have changed."""
        if "rights" in message:
            self.ears.learn(message["rights"])
        else:
            self.speak(said := Message(**message))
            self.elsewhere |= dict.fromkeys(((said.stream, seq) for seq in said.seqs), time.monotonic())

    def speak(self, message: Message) -> None:
        """Tells it to those who listen here, once everyone's right to hear it is known."""
        self.ears.learn(message.number)
        self.ears.check(message.stream)
        for language, said in message.said.items():
            for event, data in said:
                self.ears.speak(message.stream, language, event, data)

    def say_where_we_are(self) -> None:
        """Messages may have been lost: everyone here is told how far their streams are, and fetches what is lacking."""
        with quietly(self.app):
            present = streams.present(self.ears.heard())
            number = rights.present_number()
        for stream, seq in present.items():
            self.speak(Message(stream, number, {language: [_present(stream, seq)] for language in LANGUAGES}))

    def clear(self) -> None:
        """Removes from the outbox what has been told."""
        recent = time.monotonic() - TRUST
        self.elsewhere = {row: since for row, since in self.elsewhere.items() if since > recent}
        rows = list(self.told)
        if rows:
            outbox.remove(rows)
            self.told.difference_update(rows)

    def known(self, row: Row) -> bool:
        """Has this row been told, as far as is possible now?"""
        published = self.bus is None or self.bus.up
        return row in self.told or row in self.elsewhere or (row in self.unpublished and not published)

    def _tell(self, stream: str) -> None:
        with quietly(self.app):
            seqs = [seq for seq in outbox.untold([stream]).get(stream, []) if not self.known((stream, seq))]
            if not seqs:
                return
            said = {language: self._drawn(stream, min(seqs) - 1, max(seqs), language) for language in self._languages(stream)}
            message = Message(
                stream, rights.present_number(), said, seqs
            )  # read last: whoever left before the newest change is counted in it
            db.rollback()
        if said:
            self.speak(message)
        self._keep_books(message)

    def _keep_books(self, message: Message) -> None:
        rows = {(message.stream, seq) for seq in message.seqs}
        if self.bus and message.said and not self.bus.publish(asdict(message)):
            self.unpublished |= rows
            return
        self.told |= rows
        self.unpublished -= rows

    def _languages(self, stream: str) -> list[str]:
        """Those that matter. What other processes' listeners read is not known."""
        return [language for language in LANGUAGES if self.bus or self.ears.listen_to(stream, language)]

    def _drawn(self, stream: str, after: int, upto: int, language: str) -> list[Said]:
        if upto - after > AT_ONCE or self._failures.get(stream, 0) >= TRIES:
            return [_present(stream, upto)]
        with force_locale(language):
            changes = streams.drawn(stream, after, upto)
        said: list[Said] = [("change", {"stream": stream, **asdict(change)}) for change in changes]
        if max((change.seq for change in changes), default=after) < upto:
            said.append(_present(stream, upto))
        return said


def _present(stream: str, seq: int) -> Said:
    return ("present", {"stream": stream, "seq": seq})
