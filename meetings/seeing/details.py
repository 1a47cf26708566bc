"""What the shown page of the board says of each issue, read as columns: a handful of questions for fifty rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

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
    readable_ids,
)
from meetings.seeing.asking import in_force, last_said
from meetings.seeing.facts import TermFact
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
        found = {row[0]: Detail(*row[1:]) for row in db.execute(_issues(terms))}
        owners = _owners(terms)
        for row in db.execute(_measures(terms)):
            told = Told(*row)
            told.owners = owners.get(told.version_id, [])
            found[told.term_id].measures.append(told)
        _look_around(found, shown, person_id)
        linked = links.of_many("issue", issues, person_id)
        for one in shown:
            found[one.id].linked = linked[one.issue_id]
        meetings = {one for detail in found.values() for one in (detail.raised_in, *(told.meeting_id for told in detail.measures)) if one}
        return cls(found, readable_minutes(person_id, meetings) if meetings else set())


def _issues(terms: Sequence[int]) -> Select[*tuple[Any, ...]]:
    heard = select(func.count()).where(HearingCoding.issue_id == Issue.id).scalar_subquery()
    rows = (
        select(Term.id, Issue.raised_at, Issue.raised_in_id, Issue.entry_id, heard, IssueClosing.how)
        .select_from(Term)
        .join(Issue, Issue.id == Term.issue_id)
    )
    return rows.outerjoin(IssueClosing, IssueClosing.issue_id == Issue.id).where(Term.id.in_(terms))


def _measures(terms: Sequence[int]) -> Select[*tuple[Any, ...]]:
    of_it = Implementation.countermeasure_id == Countermeasure.id
    count = select(func.count()).where(of_it).scalar_subquery()
    last = select(func.max(Implementation.done_on)).where(of_it).scalar_subquery()
    version = CountermeasureVersion
    said = (version.id, version.number, version.what, version.due_on, version.indicator, version.meeting_id, version.entry_id, version.at)
    evaluated = (Evaluation.verdict, Evaluation.next, Evaluation.evaluated_on, Evaluation.meeting_id)
    rows = select(Countermeasure.term_id, Countermeasure.id, *said, count, last, *evaluated)
    rows = rows.select_from(Countermeasure).join(version, in_force()).outerjoin(Evaluation, last_said())
    return rows.where(Countermeasure.term_id.in_(terms)).order_by(Countermeasure.id)


def _owners(terms: Sequence[int]) -> dict[int, list[str]]:
    """By version: 「桜堤内科クリニック　大河原」; without the name of who has left."""
    rows = select(Owner.version_id, Institution.name, Owner.person_name, Affiliation.ended_at).select_from(Owner)
    rows = rows.join(CountermeasureVersion, CountermeasureVersion.id == Owner.version_id)
    rows = rows.join(Countermeasure, Countermeasure.id == CountermeasureVersion.countermeasure_id)
    rows = rows.join(Institution, Institution.id == Owner.institution_id)
    rows = rows.outerjoin(Affiliation, Affiliation.id == Owner.affiliation_id).where(Countermeasure.term_id.in_(terms)).order_by(Owner.id)
    found = defaultdict[int, list[str]](list)
    for version_id, institution, person, ended_at in db.execute(rows):
        found[version_id].append(institution if ended_at or not person else f"{institution}　{person}")
    return found


def _look_around(found: dict[int, Detail], shown: Sequence[TermFact], person_id: int) -> None:
    """Other years and other groups, as far as the reader may read them."""
    own, readable = {one.issue_id: one for one in shown}, readable_ids(person_id)
    others = select(Term.id, Term.issue_id, Term.group_id, Group.name, Term.fiscal_year).join(Group, Group.id == Term.group_id)
    others = others.where(Term.issue_id.in_(own), Term.group_id.in_(readable)).order_by(Term.id)
    for term_id, issue_id, group_id, name, year in db.execute(others):
        if term_id != own[issue_id].id:
            found[own[issue_id].id].neighbours.append(Neighbour(term_id, group_id, name, year))
    rises = select(Rise.term_id, Group.name, Group.id, Rise.answer, Group.id.in_(readable)).select_from(Rise)
    rises = rises.join(Group, Group.id == Rise.to_id)
    for term_id, name, group_id, answer, may in db.execute(rises.where(Rise.term_id.in_(found)).order_by(Rise.id)):
        found[term_id].rises.append(Asked(name, group_id if may else None, answer))
