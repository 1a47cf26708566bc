"""つぎの会議: those of my groups, and what I answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
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
    """Two questions; one where there is none."""
    ahead = select(Meeting).where(Meeting.ahead(), Meeting.group_id.in_(inside_ids(by.person_id)))
    meetings = list(db.scalars(ahead.options(joinedload(Meeting.group)).order_by(Meeting.starts_at).limit(NEXT)))
    if not meetings:
        return []
    rows = select(Attendance).join(Member, Member.id == Attendance.member_id).join(Affiliation, Affiliation.id == Member.affiliation_id)
    own = rows.where(Affiliation.person_id == by.person_id, Attendance.meeting_id.in_([one.id for one in meetings]))
    lines = {one.meeting_id: one for one in db.scalars(own.where(Attendance.asked()))}
    return [Coming(one, lines.get(one.id)) for one in meetings]
