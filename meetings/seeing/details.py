"""What the shown page of the board says of each issue, read as columns: a handful of questions for fifty rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from core import links
from core.database import db
from core.links import Shown
from meetings.cycle.sources import readable_minutes
from meetings.models import (
    Closing,
    Countermeasure,
    CountermeasureVersion,
    Evaluation,
    Group,
    HearingCoding,
    Implementation,
    Issue,
    IssueClosing,
    Owner,
    Rise,
    RiseAnswer,
    Term,
)
from meetings.seeing.asking import in_force, last_said
from meetings.seeing.facts import TermFact
from meetings.standing import places
from region.models import Affiliation, Institution


@dataclass(slots=True)
class Told:
    """A countermeasure as its row says it: the version in force, how often and when something was done, the last evaluation."""

    term_id: int
    id: int
    version_id: int
    number: int
    what: str
    due_on: date | None
    indicator: str
    meeting_id: int | None
    entry_id: int | None
    at: datetime
    done: int
    last_done_on: date | None
    verdict: str | None
    next: str | None
    evaluated_on: date | None
    evaluated_in: int | None
    owners: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Neighbour:
    """The same issue before another group, or in another year; only what the reader may open."""

    term_id: int
    group_id: int
    group: str
    fiscal_year: int


@dataclass(slots=True)
class Asked:
    """A rise: to whom, what was answered, until when an answer is owed. `group_id` None where the reader may not open it."""

    group: str
    group_id: int | None
    answer: RiseAnswer | None


@dataclass
class Detail:
    """Of one issue in this year."""

    raised_at: datetime
    raised_in: int | None
    entry_id: int | None
    heard: int
    closing: Closing | None
    measures: list[Told] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    rises: list[Asked] = field(default_factory=list)
    linked: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Details:
    """Of a page, by term; and the meetings whose minutes the reader may open."""

    by_term: dict[int, Detail]
    minutes: set[int]

    @classmethod
    def of(cls, shown: Sequence[TermFact], person_id: int) -> Details:
        """For this reader."""
        terms, issues = [one.id for one in shown], [one.issue_id for one in shown]
        found = _read(terms) if terms else {}
        _look_around(found, shown)
        linked = links.of_many("issue", issues, person_id)
        for one in shown:
            found[one.id].linked = linked[one.issue_id]
        meetings = {one for detail in found.values() for one in (detail.raised_in, *(told.meeting_id for told in detail.measures)) if one}
        return cls(found, readable_minutes(meetings))


def _read(terms: Sequence[int]) -> dict[int, Detail]:
    """A row for each institution in charge of each countermeasure: 「桜堤内科クリニック　大河原」, without the name of who has left."""
    found: dict[int, Detail] = {}
    for row in db.execute(_said(), {"terms": terms}):
        detail = found.get(row[0]) or found.setdefault(row[0], Detail(*row[1:6]))
        if row[7] is None:
            continue
        if not detail.measures or detail.measures[-1].id != row[7]:
            detail.measures.append(Told(*row[6:22]))
        institution, person, ended_at = row[22:]
        if institution:
            detail.measures[-1].owners.append(institution if ended_at or not person else f"{institution}　{person}")
    return found


@lru_cache(maxsize=1)
def _said() -> Select[*tuple[Any, ...]]:
    """This and `_around` are built once: building them costs more than asking them."""
    heard = select(func.count()).where(HearingCoding.issue_id == Issue.id).scalar_subquery()
    of_it = Implementation.countermeasure_id == Countermeasure.id
    count = select(func.count()).where(of_it).scalar_subquery()
    last = select(func.max(Implementation.done_on)).where(of_it).scalar_subquery()
    version = CountermeasureVersion
    issue = (Term.id, Issue.raised_at, Issue.raised_in_id, Issue.entry_id, heard, IssueClosing.how)
    said = (version.id, version.number, version.what, version.due_on, version.indicator, version.meeting_id, version.entry_id, version.at)
    evaluated = (Evaluation.verdict, Evaluation.next, Evaluation.evaluated_on, Evaluation.meeting_id)
    owner = (func.coalesce(Institution.name, Owner.body_name), Owner.person_name, Affiliation.ended_at)
    rows = select(*issue, Countermeasure.term_id, Countermeasure.id, *said, count, last, *evaluated, *owner).select_from(Term)
    rows = rows.join(Issue, Issue.id == Term.issue_id)
    rows = rows.outerjoin(IssueClosing, and_(IssueClosing.issue_id == Issue.id, IssueClosing.stands()))
    rows = rows.outerjoin(Countermeasure, Countermeasure.term_id == Term.id).outerjoin(version, in_force())
    rows = rows.outerjoin(Evaluation, last_said()).outerjoin(Owner, Owner.version_id == version.id)
    rows = rows.outerjoin(Institution, Institution.id == Owner.institution_id)
    rows = rows.outerjoin(Affiliation, Affiliation.id == Owner.affiliation_id)
    return rows.where(Term.id.in_(bindparam("terms", expanding=True))).order_by(Term.id, Countermeasure.id, Owner.id)


def _look_around(found: dict[int, Detail], shown: Sequence[TermFact]) -> None:
    """Other years and other groups, as far as the reader may read them."""
    own, readable = {one.issue_id: one.id for one in shown}, places().reads
    rows = db.execute(_around(), {"issues": list(own), "terms": list(found)}) if own else ()
    for row in sorted(rows, key=lambda one: one.id):
        may = row.group_id in readable
        if row.year == 0:
            found[row.about].rises.append(Asked(row.name, row.group_id if may else None, row.answer))
        elif may and row.id != own[row.about]:
            found[own[row.about]].neighbours.append(Neighbour(row.id, row.group_id, row.name, row.year))


@lru_cache(maxsize=1)
def _around() -> CompoundSelect[*tuple[Any, ...]]:
    """What was asked upwards of these terms (year 0), also in a year before where the answer was to come; every year of these issues."""
    first = aliased(Term)
    rises = select(Term.id.label("about"), Rise.id, Group.id.label("group_id"), Group.name, literal(0).label("year"), Rise.answer)
    rises = rises.join_from(Rise, Group, Group.id == Rise.to_id).join(first, first.id == Rise.term_id)
    of_it = and_(Term.issue_id == first.issue_id, Term.group_id == first.group_id, Term.fiscal_year >= first.fiscal_year)
    rises = rises.join(Term, of_it).where(or_(Rise.answered_at.is_(None), Rise.answered_at >= Term.at))
    years = select(Term.issue_id, Term.id, Group.id, Group.name, Term.fiscal_year, null())
    return union_all(
        rises.where(Term.id.in_(bindparam("terms", expanding=True))),
        years.join(Group, Group.id == Term.group_id).where(Term.issue_id.in_(bindparam("issues", expanding=True))),
    )
