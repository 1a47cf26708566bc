"""The report of a group's year: what an official hands in, gathered once for Word and for Excel. No name of a hearing is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from core import clock
from core.database import db
from meetings.groups.planning import year_of
from meetings.models import (
    Attendance,
    Countermeasure,
    CountermeasureVersion,
    Discontinuation,
    Evaluation,
    Group,
    HearingCoding,
    Implementation,
    Issue,
    Meeting,
    Member,
    Owner,
    Rise,
    Seat,
    Task,
    Term,
)
from meetings.models.attendance import THERE
from meetings.seeing.board import meetings_of
from region.models import Affiliation


@dataclass(frozen=True)
class Held:
    """A meeting, and how many of how many of its committee were there (also by somebody instead), as its minutes count them."""

    meeting: Meeting
    there: int
    seats: int
    guests: int


@dataclass(frozen=True)
class Report:
    """`heard`: by issue, how many hearing notes speak for it."""

    group: Group
    fiscal_year: int
    terms: list[Term]
    held: list[Held]
    tasks: list[Task]
    heard: dict[int, int]
    members: list[Member]

    @classmethod
    def of(cls, group: Group, fiscal_year: int, person_id: int) -> Report:
        """For this reader, in a number of questions that no size of the year raises."""
        meetings = [one for one in meetings_of(group) if one.fiscal_year == fiscal_year and not one.cancelled_at]
        terms = list(db.scalars(_terms().where(Term.group_id == group.id, Term.fiscal_year == fiscal_year)).unique())
        tasks = _tasks(group, fiscal_year, meetings, person_id)
        return cls(group, fiscal_year, terms, _held(meetings), tasks, _heard(terms), _members(group, fiscal_year))

    @property
    def measures(self) -> list[tuple[Term, Countermeasure]]:
        return [(term, one) for term in self.terms for one in term.countermeasures]

    @property
    def results(self) -> Counter[str]:
        """achieved, partly, not_achieved, stopped, merged; open for what still goes on."""
        return Counter(result_of(one) for _term, one in self.measures)

    @property
    def share(self) -> int | None:
        """達成 of all that were evaluated, in ％; None where nothing was."""
        found = self.results
        evaluated = sum(found[one] for one in ("achieved", "partly", "not_achieved"))
        return round(found["achieved"] * 100 / evaluated) if evaluated else None

    @property
    def carried(self) -> list[Term]:
        return [one for one in self.terms if one.carried]

    @property
    def undecided(self) -> list[Term]:
        """Neither settled nor carried over."""
        return [one for one in self.terms if not one.settled and not one.carried]

    @property
    def risen(self) -> list[tuple[Term, Rise]]:
        return [(term, rise) for term in self.terms for rise in term.asked]


def result_of(one: Countermeasure) -> str:
    """How it ended, or open."""
    if one.discontinuation:
        return str(one.discontinuation.how)
    return str(one.evaluations[-1].verdict) if one.ended else "open"


def people(version: CountermeasureVersion) -> str:
    """「施設　名前（役割）」, one to a line."""
    lines = (f"{one.body}　{one.person_name}".strip() + (f"（{one.part}）" if one.part else "") for one in version.owners)
    return "\n".join(lines)


def number(value: object, unit: str = "") -> str:
    """12.500 as 12.5; "" for none."""
    return "" if value is None else f"{float(str(value)):g}{unit}"


def _terms() -> Any:
    measures, signed = selectinload(Term.countermeasures), lazyload(Affiliation.professions)
    versions, issue = measures.selectinload(Countermeasure.versions), joinedload(Term.issue)
    owners = versions.selectinload(CountermeasureVersion.owners).joinedload(Owner.institution)
    done = measures.selectinload(Countermeasure.implementations).joinedload(Implementation.by)
    return (
        select(Term)
        .join(Issue, Issue.id == Term.issue_id)
        .order_by(Issue.number)
        .options(
            issue.selectinload(Issue.terms).selectinload(Term.rises).joinedload(Rise.to), issue.selectinload(Issue.evidence),
            issue.joinedload(Issue.closing), issue.joinedload(Issue.raised_in),
            versions.joinedload(CountermeasureVersion.meeting), owners, done.options(signed, joinedload(Affiliation.institution)),
            measures.selectinload(Countermeasure.values),
            measures.selectinload(Countermeasure.evaluations).joinedload(Evaluation.meeting),
            measures.joinedload(Countermeasure.discontinuation).lazyload(Discontinuation.into),
        )
    )  # fmt: skip


def _held(meetings: Sequence[Meeting]) -> list[Held]:
    rows = (
        select(Attendance.meeting_id, Attendance.member_id, Attendance.presence, Member.seat)
        .outerjoin(Member, Member.id == Attendance.member_id)
        .where(Attendance.meeting_id.in_([one.id for one in meetings]))
    )
    lines, found = db.execute(rows).all(), []
    for one in meetings:
        own = [line for line in lines if line.meeting_id == one.id]
        committee = [line for line in own if line.seat not in (None, Seat.SECRETARIAT, Seat.OBSERVER)]
        there = sum(line.presence in THERE for line in committee)
        found.append(Held(one, there, len(committee), sum(line.member_id is None for line in own)))
    return found


def _tasks(group: Group, fiscal_year: int, meetings: Sequence[Meeting], person_id: int) -> list[Task]:
    """Given in this fiscal year, as far as the reader may read them."""
    rows = (
        Task.readable_by(person_id)
        .where(Task.group_id == group.id)
        .options(joinedload(Task.institution), joinedload(Task.issue), joinedload(Task.entry))
    )
    own, found = {one.id for one in meetings}, db.scalars(rows.order_by(Task.id)).unique()
    return [one for one in found if (one.entry and one.entry.meeting_id in own) or (not one.entry and _given_in(one) == fiscal_year)]


def _given_in(one: Task) -> int:
    return clock.fiscal_year(clock.in_japan(one.at).date())


def _heard(terms: Sequence[Term]) -> dict[int, int]:
    rows = select(HearingCoding.issue_id, func.count()).where(HearingCoding.issue_id.in_([one.issue_id for one in terms]))
    return {row[0]: row[1] for row in db.execute(rows.group_by(HearingCoding.issue_id))}


def _members(group: Group, fiscal_year: int) -> list[Member]:
    """As they stood at the end of the year, or stand today."""
    first, last = year_of(fiscal_year)
    day = min(last, max(first, clock.today()))
    return [one for one in group.members if one.holds(day)]
