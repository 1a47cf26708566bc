"""Sends what is due. A sender leases a row before it sends: one that dies leaves a lease that runs out, and the next one sends again.

Nothing is held open while the mail server is spoken to: no transaction, no lock. So a letter may arrive twice, with the same Message-ID,
and none is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from core import audit, clock
from core.config import Settings
from core.database import aside, db
from core.deliveries import Delivery, composers
from core.jobs import recurs
from core.mail import Letter, Never, NotNow, Postman, ServerAway
from core.realtime.quiet import quietly

log = logging.getLogger("renkei.mail")

LEASE = timedelta(minutes=5)
"""Longer than any letter takes; what a dead sender held is sent again after it."""
AT_A_TIME = 50
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 1440, 1440)]
"""Between the tries of one letter that the server does not take now: four days in all, then it is given up."""
AWAY = timedelta(minutes=2)
"""While the server itself is away nothing is given up, however long it takes."""
EVERY = timedelta(seconds=5)
"""Between two looks of a web process."""


@dataclass
class Outcome:
    """What became of the letters of one pass."""

    sent: int = 0
    dropped: int = 0
    given_up: int = 0
    later: int = 0
    away: str | None = None


def send_due(app: Flask) -> Outcome:
    """One pass: every letter that is due now is leased, composed, sent, and noted."""
    settings: Settings = app.config["RENKEI"]
    outcome = Outcome()
    waiting = _waiting(app)
    if not waiting:
        return outcome
    try:
        with Postman(settings) as postman:
            while waiting:
                mine = [row for row in waiting if not outcome.away and _lease(row) and _deliver(app, row, postman, outcome)]
                waiting = _waiting(app) if mine and not outcome.away else []
    except ServerAway as away:
        outcome.away = str(away)
    return outcome


@contextmanager
def _reading(app: Flask) -> Iterator[None]:
    """A read transaction of its own, also where a command or a test has one open."""
    with quietly(app):
        db.rollback()
        try:
            yield
        finally:
            db.rollback()


def _waiting(app: Flask) -> list[int]:
    with _reading(app):
        return list(db.scalars(select(Delivery.id).where(Delivery.free()).order_by(Delivery.due_at, Delivery.id).limit(AT_A_TIME)))


def _lease(row: int) -> bool:
    """Of two senders who see the same row, one gets it."""
    with aside() as session:
        taken: Any = session.execute(update(Delivery).where(Delivery.id == row, Delivery.free()).values(leased_until=clock.now() + LEASE))
        return bool(taken.rowcount)


def _deliver(app: Flask, row: int, postman: Postman, outcome: Outcome) -> bool:
    """True: something became of it, which is noted."""
    try:
        letter, number = _composed(app, row)
        if letter:
            postman.carry(letter, number)
    except ServerAway as away:
        outcome.away = str(away)
        _wait(row, str(away), AWAY)
    except Never as never:
        postman.rest()
        outcome.given_up += 1
        _end(row, "given_up", str(never))
    except Exception as trouble:  # noqa: BLE001 (one letter that cannot be written must not hold up the others)
        postman.rest()
        _try_later(row, str(trouble) if isinstance(trouble, NotNow) else type(trouble).__name__, outcome)
    else:
        outcome.sent, outcome.dropped = outcome.sent + bool(letter), outcome.dropped + (not letter)
        _end(row, "sent" if letter else "dropped")
    return True


def _composed(app: Flask, row: int) -> tuple[Letter | None, str]:
    with _reading(app):
        delivery = db.get_one(Delivery, row)
        return composers[delivery.event](delivery), delivery.number


def _try_later(row: int, trouble: str, outcome: Outcome) -> None:
    with aside() as session:
        found = session.get_one(Delivery, row)
        found.tries += 1
        tries = found.tries
    if tries > len(PAUSES):
        outcome.given_up += 1
        _end(row, "given_up", trouble)
    else:
        outcome.later += 1
        _wait(row, trouble, PAUSES[tries - 1])


def _wait(row: int, trouble: str, pause: timedelta) -> None:
    log.warning("delivery %d waits: %s", row, trouble)
    with aside() as session:
        found = session.get_one(Delivery, row)
        found.due_at, found.leased_until, found.trouble = clock.now() + pause, None, trouble[:80]


def _end(row: int, how: str, trouble: str | None = None) -> None:
    if trouble:
        log.error("delivery %d is given up: %s", row, trouble)
    with aside() as session:
        found = session.get_one(Delivery, row)
        found.ended_at, found.ended_as, found.leased_until = clock.now(), how, None
        found.trouble = trouble[:80] if trouble else None
        audit.record(f"delivery.{how}", found, session=session, event=found.event)


def _letters_wait(app: Flask) -> bool:
    settings: Settings = app.config["RENKEI"]
    return bool(settings.smtp_url and _waiting(app))


@recurs("mail", every=EVERY, when=_letters_wait)
def send_by_itself(app: Flask) -> None:
    """Sends the letters that are due; nothing happens where no mail server is named."""
    send_due(app)
