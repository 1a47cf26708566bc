"""What stands on the first page of meetings: what is being held, what comes next and what one answered, and the groups."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from core import clock
from core.database import db
from meetings.groups import inviting
from meetings.models import Attendance, Group, Meeting, Member, Term, inside_ids
from region.models import Affiliation

NEXT = 6
"""Meetings that are shown as coming."""


@dataclass(frozen=True)
class Coming:
    """A meeting to come, and the reader's own line in it."""

    meeting: Meeting
    line: Attendance | None


@dataclass(frozen=True)
class Overview:
    """One reader's meetings."""

    held: list[Meeting]
    coming: list[Coming]
    mine: list[Group]
    others: list[Group]
    issues: dict[int, int]
    """By group, how many issues it has this fiscal year."""

    @classmethod
    def of(cls, by: Affiliation) -> Overview:
        """As far as the person may read; one's own groups first."""
        inside = set(db.scalars(inside_ids(by.person_id)))
        groups = [one for one in db.scalars(Group.readable_by(by.person_id)) if one.ended_at is None]
        ahead = list(db.scalars(Meeting.readable_by(by.person_id).where(Meeting.ahead())))
        own = {one.meeting_id: one for one in _lines([one.id for one in ahead], by)}
        coming = [Coming(one, own.get(one.id)) for one in ahead if not one.held]
        coming.sort(key=lambda one: one.line is None)
        return cls(
            held=[one for one in ahead if one.held and one.group_id in inside],
            coming=sorted(coming[:NEXT], key=lambda one: one.meeting.starts_at),
            mine=[one for one in groups if one.id in inside], others=[one for one in groups if one.id not in inside],
            issues=_issues([one.id for one in groups]),
        )  # fmt: skip


def _lines(meetings: list[int], by: Affiliation) -> list[Attendance]:
    """Where this person is invited, under whichever of their institutions."""
    rows = select(Attendance).join(Attendance.member).join(Member.affiliation).options(contains_eager(Attendance.member))
    asked = rows.where(Attendance.meeting_id.in_(meetings), Attendance.invited_at.is_not(None), Affiliation.person_id == by.person_id)
    return [one for one in db.scalars(asked) if one.member and one.member.holds(inviting.day_of(one.meeting))]


def _issues(groups: list[int]) -> dict[int, int]:
    year = clock.fiscal_year(clock.today())
    rows = select(Term.group_id, func.count()).where(Term.group_id.in_(groups), Term.fiscal_year == year).group_by(Term.group_id)
    return {one[0]: one[1] for one in db.execute(rows)}
