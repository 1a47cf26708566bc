"""Rights that change without anybody's changing them: where an institution stands and what it is decide who reads, and so does the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from core import clock, jobs, realtime
from core.database import RenkeiSession, db
from core.realtime import RightsChange
from core.realtime.quiet import quietly
from region.models import Institution

DECIDES = ("municipality_code", "type")
"""What boards and areas ask of an institution."""
_MOVED = "an institution moved"


@event.listens_for(RenkeiSession, "after_flush")
def _look(session: Session, _flush: UOWTransaction) -> None:
    """By whatever hand: a correction, a move, a merge, an import."""
    moved = (one for one in session.dirty if isinstance(one, Institution))
    if any(inspect(one).attrs[name].history.has_changes() for one in moved for name in DECIDES):
        session.info[_MOVED] = True


@event.listens_for(RenkeiSession, "before_commit")
def _tell(session: Session) -> None:
    """In the same transaction, once."""
    session.flush()
    if session.info.pop(_MOVED, False):
        realtime.rights_changed(None, session=session)


def day_untold(app: Flask) -> bool:
    """Has nobody been asked again since midnight in Japan?"""
    midnight = datetime.combine(clock.today(), time(), clock.JAPAN)
    everybody = (RightsChange.person_id.is_(None), RightsChange.sign_in_id.is_(None), RightsChange.at >= midnight)
    with quietly(app):
        db.rollback()
        told = db.scalar(select(RightsChange.number).where(*everybody).limit(1))
        db.rollback()
    return told is None


@jobs.recurs("rights", every=timedelta(minutes=1), when=day_untold)
def new_day(_app: Flask) -> None:
    """Asks everybody's rights again after midnight: bases, land and statuses begin and end with the day."""
    realtime.rights_changed(None)
    db.commit()
