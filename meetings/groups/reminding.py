"""Three days before a meeting those who have not answered are asked once more, by letter. Once."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import Select, select

from core import clock
from core.database import db
from core.jobs import recurs
from meetings.groups import inviting
from meetings.models import Attendance, Meeting

BEFORE = timedelta(days=3)
SETTLED = timedelta(days=1)
"""Who was invited later than this is not asked again."""


def _due() -> Select[Attendance]:
    now = clock.now()
    near = (Meeting.starts_at > now, Meeting.starts_at <= now + BEFORE, Meeting.cancelled_at.is_(None), Meeting.opened_at.is_(None))
    silent = (Attendance.answer.is_(None), Attendance.reminded_at.is_(None), Attendance.asked(), Attendance.invited_at <= now - SETTLED)
    return select(Attendance).join(Meeting).where(*near, *silent)


def _any_due(_app: Flask) -> bool:
    return inviting.mail() and db.scalar(_due().limit(1)) is not None


@recurs("meetings.answers", every=timedelta(hours=1), when=_any_due)
def remind(_app: Flask) -> None:
    """Asks those who have not answered whether they will come to a meeting of the next three days"""
    for line in db.scalars(_due()).all():
        line.reminded_at = clock.now()
        inviting.tell("reminded", line.meeting, [line])
    db.commit()
