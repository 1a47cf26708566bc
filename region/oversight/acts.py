"""Acts of an area: newest first, by person, institution, kind and days; a page at a time, never counted as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from auth.models import Person
from core import clock
from core.audit import AuditRow
from core.database import db
from region.models import Affiliation, Institution
from region.models.base import belongs_to
from region.oversight import words

PAGE = 50
FILE = 20_000
"""Rows of one file; more is asked for in pieces."""
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see. The days are Japan's, both included."""

    since: date
    until: date
    person: int | None = None
    institution: int | None = None
    group: str = ""

    def conditions(self) -> Iterable[ColumnElement[bool]]:
        """Of the rows; who may see them is asked apart."""
        yield AuditRow.at >= midnight(self.since)
        yield AuditRow.at < midnight(self.until + timedelta(days=1))
        if self.person:
            yield or_(AuditRow.person_id == self.person, _on_person(self.person))
        if self.institution:
            yield AuditRow.institution_id == self.institution
        if self.group:
            ended = [AuditRow.verb.endswith(end, autoescape=True) for end, (group, _word) in words.ENDINGS.items() if group == self.group]
            yield or_(AuditRow.verb.in_(list(words.GROUPS[self.group][1])), *ended)


@dataclass(frozen=True)
class Act:
    """One row, with the names of today."""

    row: AuditRow
    person: str
    institution: str

    @property
    def what(self) -> str:
        return words.said(self.row.verb)

    @property
    def on(self) -> str:
        """To what, as a word and a number."""
        kind = words.subject(self.row.subject_kind)
        return f"{kind} {self.row.subject_id}" if kind and self.row.subject_id else ""

    @property
    def count(self) -> int | None:
        """How many things it was, where the act says so."""
        count = (self.row.detail or {}).get("count")
        return count if isinstance(count, int) else None


def midnight(day: date) -> datetime:
    """When a day begins in Japan."""
    return datetime.combine(day, time(), clock.JAPAN)


def of_areas(areas: Select[int]) -> ColumnElement[bool]:
    """Condition: done for an institution of these areas, or by (or at the sign-in of) somebody who works or worked there."""
    places = select(Institution.id).where(belongs_to(areas))
    people = select(Affiliation.person_id).where(Affiliation.institution_id.in_(places))
    alone = and_(AuditRow.institution_id.is_(None), AuditRow.person_id.in_(people))
    nobody = and_(AuditRow.person_id.is_(None), AuditRow.subject_kind == "person", AuditRow.subject_id.in_(people))
    return or_(AuditRow.institution_id.in_(places), alone, nobody)


def page_of(asked: Asked, areas: Select[int], before: int | None = None) -> tuple[list[Act], int | None]:
    """Up to PAGE acts older than row `before`, and the row the next page begins after; None on the last one."""
    rows = list(db.scalars(_newest_first(asked, areas, before).limit(PAGE + 1)))
    return named(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None


def file_of(asked: Asked, areas: Select[int]) -> list[Act] | None:
    """All of them, or None when they are more than FILE."""
    rows = list(db.scalars(_newest_first(asked, areas, None).limit(FILE + 1)))
    return named(rows) if len(rows) <= FILE else None


def named(rows: list[AuditRow]) -> list[Act]:
    """With the names of persons and institutions, each asked for once."""
    people = _names(Person, {_who(row) for row in rows})
    places = _names(Institution, {row.institution_id for row in rows})
    return [Act(row, people.get(_who(row), ""), places.get(row.institution_id, "")) for row in rows]


def people_of(areas: Select[int]) -> list[tuple[int, str]]:
    """Everybody who works or worked at an institution of these areas: for the filter."""
    places = select(Institution.id).where(belongs_to(areas))
    found = select(Person.id, Person.name).where(Person.id.in_(select(Affiliation.person_id).where(Affiliation.institution_id.in_(places))))
    return [(one.id, one.name) for one in db.execute(found.order_by(Person.name, Person.id))]


def places_of(areas: Select[int]) -> list[tuple[int, str]]:
    """The institutions of these areas where somebody has or had an account."""
    found = select(Institution.id, Institution.name).where(
        belongs_to(areas), Institution.id.in_(select(Affiliation.institution_id).distinct())
    )
    return [(one.id, one.name) for one in db.execute(found.order_by(Institution.name, Institution.id))]


def first_act_before(moment: datetime) -> bool:
    """Was anything done at all before this moment?"""
    return db.scalar(select(AuditRow.id).where(AuditRow.at < moment).limit(1)) is not None


def _newest_first(asked: Asked, areas: Select[int], before: int | None) -> Select[AuditRow]:
    found = select(AuditRow).where(of_areas(areas), *asked.conditions()).order_by(AuditRow.at.desc(), AuditRow.id.desc())
    if before is None:
        return found
    at = db.scalar(select(AuditRow.at).where(AuditRow.id == before))
    return found.where(or_(AuditRow.at < at, and_(AuditRow.at == at, AuditRow.id < before))) if at else found.where(AuditRow.id < 0)


def _on_person(person_id: int) -> ColumnElement[bool]:
    return and_(AuditRow.person_id.is_(None), AuditRow.subject_kind == "person", AuditRow.subject_id == person_id)


def _who(row: AuditRow) -> int | None:
    """Who did it; at a failed sign-in, whose account it was."""
    return row.person_id or (row.subject_id if row.subject_kind == "person" else None)


def _names(model: Any, ids: set[int | None]) -> dict[int | None, str]:
    found: dict[int | None, str] = {}
    wanted = sorted(one for one in ids if one)
    for begin in range(0, len(wanted), 500):
        some = select(model.id, model.name).where(model.id.in_(wanted[begin : begin + 500]))
        found.update({row.id: row.name for row in db.execute(some)})
    return found


def count_by(column: Any, areas: Select[int], *conditions: ColumnElement[bool]) -> dict[Any, int]:
    """How many rows there are for each value of a column."""
    counted = select(column, func.count()).where(of_areas(areas), *conditions).group_by(column)
    return {row[0]: row[1] for row in db.execute(counted)}
