"""Recurring work of the web processes: a room names it and says how often; of several processes one does it at a time.

Who works holds the job's row by a lease and renews it meanwhile. A process that dies leaves a lease that runs out, and the next one begins
again: so work must bear being done twice. What must reach somebody outside is not a job but a row of `core.deliveries`.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import String, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core import clock, mishaps
from core.database import Base, aside, db
from core.realtime.quiet import quietly

log = logging.getLogger("renkei.jobs")

LEASE = timedelta(seconds=15)
"""How long nobody else begins what a dead process was doing; the living renew it three times in that."""

Work = Callable[[Flask], object]
Same = TypeVar("Same", bound=Callable[..., object])


class Job(Base):
    """When a job ran last, how that ended, and who has it now."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_at: Mapped[datetime]
    holder: Mapped[str | None] = mapped_column(String(40))
    leased_until: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(200))
    """The kind of error the last run ended with, and where; none when it went well."""


@dataclass(frozen=True)
class Recurring:
    """What is done again and again. `when`: a cheap look, which only reads, whether there is anything to do."""

    name: str
    every: timedelta
    what: str
    work: Work
    when: Callable[[Flask], bool] | None = None


registered: dict[str, Recurring] = {}


def recurs(name: str, *, every: timedelta, when: Callable[[Flask], bool] | None = None) -> Callable[[Same], Same]:
    """Decorates a function of the application that is called every so often, in no transaction. Its docstring says what it does."""

    def remember(work: Same) -> Same:
        registered[name] = Recurring(name, every, (work.__doc__ or name).splitlines()[0], work, when)
        return work

    return remember


def run_if_due(app: Flask, job: Recurring) -> bool:
    """Runs it when its time has come, there is something to do and nobody else is at it. True: it ran."""
    return _wanted(app, job) and run(app, job)


def run(app: Flask, job: Recurring, *, by_hand: bool = False) -> bool:
    """Runs it once; by hand also before its time. False: another process is at it. What goes wrong is logged and noted, not raised."""
    holder = uuid.uuid4().hex
    if not _take(job, holder, by_hand):
        return False
    trouble = None
    with _renewing(job, holder), app.app_context():
        try:
            job.work(app)
        except Exception as error:  # noqa: BLE001 (whatever it was, the next run must come)
            trouble = mishaps.told(error)
            log.error("job %s: %s", job.name, trouble)
    _give_back(job, holder, trouble)
    return True


def _wanted(app: Flask, job: Recurring) -> bool:
    """Both looks read and end here: one that stayed open in its thread would hold up everybody who writes until the next one."""
    with quietly(app):
        db.rollback()
        row = db.get(Job, job.name)
        due = row is None or (row.due_at <= clock.now() and (row.leased_until is None or row.leased_until <= clock.now()))
        try:
            return due and (job.when is None or job.when(app))
        finally:
            db.rollback()


def _take(job: Recurring, holder: str, by_hand: bool) -> bool:
    """Of two processes that see the same job, one gets it."""
    now = clock.now()
    free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    with aside() as session:
        if session.scalar(select(Job.name).where(Job.name == job.name)) is None:
            session.add(Job(name=job.name, due_at=now, holder=holder, leased_until=now + LEASE, begun_at=now))
            return True
        mine = and_(Job.name == job.name, free) if by_hand else and_(Job.name == job.name, free, Job.due_at <= now)
        taken: Any = session.execute(update(Job).where(mine).values(holder=holder, leased_until=now + LEASE, begun_at=now))
        return bool(taken.rowcount)


def _give_back(job: Recurring, holder: str, trouble: str | None) -> None:
    now = clock.now()
    ended = {"holder": None, "leased_until": None, "ended_at": now, "due_at": now + job.every, "trouble": trouble and trouble[:200]}
    with aside() as session:
        session.execute(update(Job).where(Job.name == job.name, Job.holder == holder).values(ended))


@contextmanager
def _renewing(job: Recurring, holder: str) -> Iterator[None]:
    """While this is open nobody else takes the job, however long it takes."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(LEASE.total_seconds() / 3):
            try:
                with aside() as session:
                    session.execute(update(Job).where(Job.name == job.name, Job.holder == holder).values(leased_until=clock.now() + LEASE))
            except Exception as error:  # noqa: BLE001 (the database may be away; then somebody else may begin, which the work bears)
                log.warning("job %s cannot be held: %s", job.name, mishaps.told(error))

    renewer = threading.Thread(target=renew, daemon=True, name=f"renkei-holds-{job.name}")
    renewer.start()
    try:
        yield
    finally:
        done.set()
        renewer.join()
