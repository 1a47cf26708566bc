"""つぎの会議: those of my groups, and what I answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from core import clock
from core.database import db
from meetings.models import Attendance, Meeting, Member, inside_ids
from region.models import Affiliation

NEXT = 3


@dataclass(frozen=True)
class Coming:
    """A meeting ahead; `line` where the person is asked whether they come."""

    meeting: Meeting
    line: Attendance | None

    @property
    def day(self) -> date:
        return clock.in_japan(self.meeting.starts_at).date()

    @property
    def is_today(self) -> bool:
        """Held now, or on this day."""
        return self.meeting.held or self.day == clock.today()


def coming(by: Affiliation) -> list[Coming]:
    """One question."""
    found: dict[int, Coming] = {}
    for meeting, line in db.execute(_asked(by.person_id)):
        found[meeting.id] = Coming(meeting, line)
    return list(found.values())


def _asked(person_id: int) -> Select[Meeting, Attendance]:
    """Who has several places is asked at each."""
    ahead = select(Meeting.id).where(Meeting.ahead(), Meeting.group_id.in_(inside_ids(person_id))).order_by(Meeting.starts_at).limit(NEXT)
    seats = select(Member.id).join(Affiliation, Affiliation.id == Member.affiliation_id).where(Affiliation.person_id == person_id)
    own = and_(Attendance.meeting_id == Meeting.id, Attendance.asked(), Attendance.member_id.in_(seats))
    rows = select(Meeting, Attendance).outerjoin(Attendance, own).options(joinedload(Meeting.group))
    return rows.where(Meeting.id.in_(ahead)).order_by(Meeting.starts_at, Meeting.id, Attendance.id)
