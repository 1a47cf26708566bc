"""Seals audit rows within seconds of their commit, in the order it meets them.

A seal has a number of its own. On PostgreSQL a lower id may be committed after a higher one, so ids say neither order nor completeness;
what was committed late gets a later number. Of two sealers at once one fails at the unique number and leaves it to the other.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask
from sqlalchemy import Engine, Select, exists, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.audit import AuditRow
from core.database import aside, db
from core.jobs import recurs
from core.realtime.quiet import quietly
from core.sealing.marks import is_ours, link, words
from core.sealing.seal import AuditSeal, present_head

log = logging.getLogger("renkei.audit")

EVERY = timedelta(seconds=1)
BATCH = 500
"""Rows of one transaction: about 15 ms of the one who may write."""
LATE = timedelta(minutes=10)
MANY = 10_000
"""On PostgreSQL each look goes back over the ids of the last LATE and MANY more; `seal_all(everything=True)` over all of them."""


def something_waits(app: Flask) -> bool:
    """Is there a row without a seal?"""
    engine: Engine = app.extensions["engine"]
    with quietly(app):
        db.rollback()
        return db.scalar(_waiting(_floor(db(), engine)).with_only_columns(AuditRow.id).limit(1)) is not None


@recurs("audit.seal", every=EVERY, when=something_waits)
def seal_all(app: Flask, *, everything: bool = False) -> int:
    """Seals the audit rows that have no seal yet."""
    engine: Engine = app.extensions["engine"]
    count = done = seal_some(engine, everything=everything)
    while done == BATCH:
        done = seal_some(engine, everything=everything)
        count += done
    return count


def seal_some(engine: Engine, *, everything: bool = False) -> int:
    """One transaction: up to BATCH rows. 0 also where another sealer was quicker."""
    try:
        with aside() as session:
            floor = 0 if everything else _floor(session, engine)
            rows = session.execute(_waiting(floor).limit(BATCH)).all()
            if rows:
                session.execute(insert(AuditSeal), _seals(session, [row[0] for row in rows]))
    except IntegrityError:
        return 0
    return len(rows)


def _waiting(floor: int) -> Select[AuditRow]:
    sealed = exists().where(AuditSeal.row_id == AuditRow.id)
    return select(AuditRow).where(AuditRow.id > floor, ~sealed).order_by(AuditRow.id)


def _floor(session: Session, engine: Engine) -> int:
    """Every row up to this id is sealed, as far as one need look each second. On SQLite ids are given in the order of commits."""
    if engine.dialect.name == "sqlite":
        return session.scalar(select(func.max(AuditSeal.row_id))) or 0
    settled = select(AuditSeal.row_id).where(AuditSeal.at <= clock.now() - LATE).order_by(AuditSeal.number.desc()).limit(1)
    return (session.scalar(settled) or 0) - MANY


def _seals(session: Session, rows: list[AuditRow]) -> list[dict[str, object]]:
    """The chain goes on from the newest seal."""
    number, before = present_head(session)
    now, seals = clock.now(), []
    for row in rows:
        said = words(row)
        if row.mark is not None and not is_ours(row.mark, said):
            log.error("audit row %d does not say what was written: it is sealed as it stands, and `audit verify` names it", row.id)
        number += 1
        before = link(number, row.id, now, before, row.mark, said)
        seals.append({"number": number, "row_id": row.id, "at": now, "link": before})
    return seals
