"""Looking for institutions: what was asked for, what was found, and what to loosen where nothing was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from auth.models import Person
from core.database import db
from core.folding import fold
from region.models.affiliation import Affiliation
from region.models.area import Area, Municipality
from region.models.base import belongs_to
from region.models.institution import Institution
from region.models.institution_merge import InstitutionMerge
from region.models.institution_source import InstitutionSource
from region.models.reach import areas_in_reach
from region.vocabulary import INSTITUTION_TYPES


class State(StrEnum):
    """Ways in which an institution may need somebody to look after its entry."""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    MISSING = "missing"
    CLOSED = "closed"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words; type; municipality; area; state. Empty means any."""

    q: str = ""
    type: str = ""
    municipality: str = ""
    area: int | None = None
    state: State | None = None

    def among(self, person_id: int) -> Select[Institution]:
        """Those of the institutions a person may read that fit, by their reading."""
        found = Institution.readable_by(person_id).where(*self._conditions())
        return found.order_by(Institution.name_kana.nulls_last(), Institution.name, Institution.id).options(
            joinedload(Institution.municipality)
        )

    def loosened(self) -> list[tuple[str, Wanted]]:
        """The same with one condition less, by the name of what was left out."""
        free = Wanted()
        return [(name, replace(self, **{name: getattr(free, name)})) for name in self.asked]

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for, by name; nothing else."""
        return {one.name: str(value) for one in fields(self) if (value := getattr(self, one.name))}

    def _conditions(self) -> Iterable[ColumnElement[bool]]:
        yield from (_says(word) for word in self.q.split())
        if self.type:
            yield Institution.type == self.type
        if self.municipality:
            yield Institution.municipality_code == self.municipality
        if self.area:
            yield belongs_to([self.area])
        yield _in_state(self.state)


def _says(word: str) -> ColumnElement[bool]:
    """The word stands in name, kana, address, telephone, municipality or the word for the type, in the reader's language."""
    folded = fold(word)
    places = select(Municipality.code).where((Municipality.prefecture_name + Municipality.name).contains(word, autoescape=True))
    types = [code for code, name in INSTITUTION_TYPES.items() if folded in fold(str(name))]
    return or_(Institution.folded.contains(folded, autoescape=True), Institution.municipality_code.in_(places), Institution.type.in_(types))


def _in_state(state: State | None) -> ColumnElement[bool]:
    if state == State.CLOSED:
        return and_(Institution.closed_on.is_not(None), Institution.id.not_in(InstitutionMerge.merged_ids()))
    more = {
        State.REGISTERED: Institution.id.in_(registered()),
        State.UNREGISTERED: Institution.id.not_in(registered()),
        State.MISSING: Institution.id.in_(select(InstitutionSource.institution_id).where(InstitutionSource.missing_since.is_not(None))),
    }
    return and_(Institution.closed_on.is_(None), *([more[state]] if state else []))


def registered() -> Select[int]:
    """Ids of the institutions where somebody has an account that works."""
    return (
        select(Affiliation.institution_id)
        .join(Person, Person.id == Affiliation.person_id)
        .where(Affiliation.ended_at.is_(None), Person.disabled_at.is_(None))
    )


def count(found: Select[Institution], *conditions: ColumnElement[bool]) -> int:
    """How many institutions a query finds."""
    ids = found.where(*conditions).order_by(None).with_only_columns(Institution.id, maintain_column_froms=True)
    return db.scalar(select(func.count()).select_from(ids.subquery())) or 0


@dataclass(frozen=True)
class Choices:
    """What a person can choose from: only what occurs among the institutions in reach."""

    types: list[str]
    municipalities: list[Municipality]
    areas: list[Area]

    @classmethod
    def of(cls, person_id: int) -> Choices:
        """The choices of one person."""
        there = Institution.id.in_(_ids(person_id))
        codes = select(Institution.municipality_code).where(there)
        return cls(
            types=list(db.scalars(select(Institution.type).where(there).distinct())),
            municipalities=list(db.scalars(select(Municipality).where(Municipality.code.in_(codes)).order_by(Municipality.code))),
            areas=list(db.scalars(select(Area).where(Area.id.in_(areas_in_reach(person_id))).order_by(Area.id))),
        )


def newest_file_on(person_id: int) -> date | None:
    """The date of the newest published file that speaks of an institution in reach."""
    return db.scalar(select(func.max(InstitutionSource.file_on)).where(InstitutionSource.institution_id.in_(_ids(person_id))))


def _ids(person_id: int) -> Select[int]:
    return Institution.readable_by(person_id).with_only_columns(Institution.id)
