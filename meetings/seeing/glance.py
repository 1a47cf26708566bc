"""The present year of several groups at a glance: the line of the year, how far the issues are, what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.database import db
from meetings.groups.year import Picture, drawn
from meetings.models import Group, Meeting, inside_ids
from meetings.seeing.asking import facts_of
from meetings.seeing.facts import TermFact
from meetings.seeing.lateness import Year, reasons, warning
from region.models import Affiliation, Role


@dataclass(frozen=True)
class Glance:
    """One group: `counts` as on its board; `done` of `whole` issues are settled."""

    group: Group
    picture: Picture
    counts: list[int]
    whole: int
    done: int
    late: int


def groups_for(by: Affiliation) -> list[Group]:
    """Base staff and the prefecture: all they may read. Others: the groups they sit in, and where they sit in none, all they may read."""
    readable = [one for one in db.scalars(Group.readable_by(by.person_id)) if one.ended_at is None]
    if by.role in (Role.BASE_STAFF, Role.PREFECTURE):
        return readable
    inside = set(db.scalars(inside_ids(by.person_id)))
    return [one for one in readable if one.id in inside] or readable


def glances(groups: Sequence[Group], fiscal_year: int) -> list[Glance]:
    """Four questions, however many groups there are. What is late comes first."""
    ids = [one.id for one in groups]
    facts, meetings = defaultdict[int, list[TermFact]](list), defaultdict[int, list[Meeting]](list)
    for fact in facts_of(ids, fiscal_year):
        facts[fact.group_id].append(fact)
    rows = select(Meeting).where(Meeting.group_id.in_(ids), Meeting.fiscal_year == fiscal_year, Meeting.cancelled_at.is_(None))
    for meeting in db.scalars(rows.order_by(Meeting.starts_at, Meeting.id)):
        meetings[meeting.group_id].append(meeting)
    found = [_glance(one, fiscal_year, facts[one.id], meetings[one.id]) for one in groups]
    return sorted(found, key=lambda one: -one.late)


def _glance(group: Group, fiscal_year: int, facts: list[TermFact], meetings: list[Meeting]) -> Glance:
    year, places = Year(meetings), [one.stage.place for one in facts]
    return Glance(
        group=group, picture=drawn(meetings, fiscal_year, warning(facts, year)),
        counts=[sum(place >= least for place in places) for least in range(4)], whole=len(facts),
        done=sum(one.settled for one in facts), late=sum(bool(reasons(one, year)) for one in facts),
    )  # fmt: skip
