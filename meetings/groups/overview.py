"""What stands on the first page of meetings: what is being held, what comes next and what one answered, and the groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.database import db
from meetings.groups import coming_and_going, inviting
from meetings.models import Attendance, Group, Meeting, Member, Term
from meetings.standing import places
from region.models import Affiliation

NEXT = 6
"""Meetings that are shown as coming."""
OWED = 12
"""Shown although they are more: one has not answered yet."""
SOON = timedelta(days=60)
"""Invitations to what is further away need not be out."""


@dataclass(frozen=True)
class Coming:
    """A meeting to come, the reader's own line in it, and for its secretariat whether it is asked for, and who was left out."""

    meeting: Meeting
    line: Attendance | None
    is_asked_for: bool = True
    left_out: int = 0


@dataclass(frozen=True)
class Times:
    """When a group meets next, and when it met last."""

    next: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Overview:
    """One reader's meetings. `ahead`: how many are to come."""

    held: list[Meeting]
    coming: list[Coming]
    ahead: int
    mine: list[Group]
    others: list[Group]
    issues: dict[int, int]
    """By group, how many issues it has this fiscal year."""
    times: dict[int, Times]

    @classmethod
    def of(cls, by: Affiliation) -> Overview:
        """As far as the person may read; one's own groups first."""
        own = places().own
        readable = select(Group).where(Group.id.in_(places().reads), Group.ended_at.is_(None)).order_by(Group.area_id, Group.id)
        groups = list(db.scalars(readable.options(joinedload(Group.area))))
        ahead = _ahead()
        count = db.scalar(select(func.count()).select_from(ahead.where(Meeting.opened_at.is_(None)).order_by(None).subquery())) or 0
        return cls(
            held=list(db.scalars(ahead.where(Meeting.opened_at.is_not(None), Meeting.group_id.in_(own)))),
            coming=_coming(by, own), ahead=count, issues=_issues([one.id for one in groups]), times=_times([one.id for one in groups]),
            mine=[one for one in groups if one.id in own], others=[one for one in groups if one.id not in own],
        )  # fmt: skip


def _ahead() -> Select[Meeting]:
    """Of the groups one may read."""
    mine = select(Meeting).where(Meeting.group_id.in_(places().reads), Meeting.ahead()).order_by(Meeting.starts_at)
    return mine.options(joinedload(Meeting.group))


def _coming(by: Affiliation, own: Collection[int]) -> list[Coming]:
    """What one has not answered, then what one's own groups hold, then the next of the others; in the order of their days."""
    ahead = _ahead().where(Meeting.opened_at.is_(None))
    owed = (_line(Member.affiliation.has(Affiliation.person_id == by.person_id)), 0), (Meeting.group_id.in_(own), 1)
    rank = case(*owed, else_=2)
    shown = list(db.scalars(ahead.order_by(None).order_by(rank, Meeting.starts_at, Meeting.id).limit(OWED)))
    lines = {one.meeting_id: one for one in lines_of([one.id for one in shown], by)}
    silent = sum(1 for one in shown if one.id in lines and lines[one.id].answer is None)
    shown = sorted(shown[: max(NEXT, silent)], key=lambda one: (one.starts_at, one.id))
    return _for_the_secretariat(shown, lines)


def _for_the_secretariat(shown: list[Meeting], lines: dict[int, Attendance]) -> list[Coming]:
    runs = places().runs & {one.group_id for one in shown}
    if not runs:
        return [Coming(one, lines.get(one.id)) for one in shown]
    asked = select(Attendance.meeting_id).where(Attendance.meeting_id.in_([one.id for one in shown]), Attendance.asked())
    asked_for = set(db.scalars(asked.distinct()))
    left_out = Counter(meeting.id for one in coming_and_going.left_out_of(runs) for meeting in one.meetings)
    late = {one.id for one in shown if one.group_id in runs and one.starts_at < clock.now() + SOON} - asked_for
    return [Coming(one, lines.get(one.id), one.id not in late, left_out[one.id]) for one in shown]


def _line(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """Condition on a meeting: somebody of these is asked, and has not answered."""
    rows = select(Attendance.id).join(Attendance.member).where(Attendance.meeting_id == Meeting.id, Attendance.asked(), whose)
    return rows.where(Attendance.answer.is_(None)).exists()


def lines_of(meetings: list[int], by: Affiliation) -> list[Attendance]:
    """Where this person is invited, under whichever of their institutions."""
    rows = select(Attendance).join(Attendance.member).join(Member.affiliation)
    rows = rows.options(contains_eager(Attendance.member), joinedload(Attendance.meeting))
    asked = rows.where(Attendance.meeting_id.in_(meetings), Attendance.asked(), Affiliation.person_id == by.person_id)
    return [one for one in db.scalars(asked) if one.member and one.member.holds(inviting.day_of(one.meeting))]


def _issues(groups: list[int]) -> dict[int, int]:
    year = clock.fiscal_year(clock.today())
    rows = select(Term.group_id, func.count()).where(Term.group_id.in_(groups), Term.fiscal_year == year).group_by(Term.group_id)
    return {one[0]: one[1] for one in db.execute(rows)}


def _times(groups: list[int]) -> dict[int, Times]:
    ahead = case((Meeting.ahead() & Meeting.opened_at.is_(None), Meeting.starts_at))
    held = case((Meeting.closed_at.is_not(None), Meeting.starts_at))
    rows = select(Meeting.group_id, func.min(ahead), func.max(held)).where(Meeting.group_id.in_(groups)).group_by(Meeting.group_id)
    return {one[0]: Times(one[1], one[2]) for one in db.execute(rows)}
