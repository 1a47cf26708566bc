"""Who reads: how far they reach and what they may see there, worked out once, so that a search asks only for codes and ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, and_, func, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from core.database import db
from region.directory.items import Visibility
from region.directory.models.readership import PROFESSIONALS
from region.models import Affiliation, Area, AreaMunicipality, CoordinationBase, Institution, Municipality, Role
from region.models.affiliation import AffiliationProfession
from region.models.reach import areas_in_reach

FEW = {"sqlite": 5_000, "postgresql": 50_000}
"""Institutions that are looked at one by one. PostgreSQL's index keeps no order of tokens: it fetches every hit of the whole country."""


@dataclass(frozen=True)
class Land:
    """Institutions by where they stand (codes of municipalities) and, apart from these, by their ids."""

    codes: frozenset[str] = frozenset()
    ids: frozenset[int] = frozenset()

    @property
    def holds(self) -> ColumnElement[bool]:
        """Condition on Institution: it is one of these. Without ids it is one plain list, which the database's planners know how to use."""
        there = Institution.municipality_code.in_(sorted(self.codes))
        apart = Institution.id.in_(sorted(self.ids))
        return there if not self.ids else or_(there, apart) if self.codes else apart


@dataclass(frozen=True)
class _Office:
    institution_id: int
    code: str | None
    role: Role
    treats: bool


@dataclass(frozen=True)
class _Belonging:
    """A municipality of an area in reach; or a base of it, and where that stands."""

    area_id: int
    area: str
    code: str | None
    institution_id: int | None

    @property
    def is_land(self) -> bool:
        return self.institution_id is None


@dataclass(frozen=True)
class Reader:
    """A signed-in person before the directory. It says the same as `institutions_in_reach` and `shown_to`, which stay the rule."""

    person_id: int
    reach: Land
    looked_after: Land
    areas: dict[int, str]
    run: frozenset[int]
    professional: bool

    @classmethod
    def of(cls, person_id: int) -> Reader:
        """A person as of now, in two queries; three for the prefecture's people."""
        offices, parts = _offices(person_id), _belongings(person_id)
        own = {one.institution_id: one.code for one in offices}
        bases = {one.institution_id for one in offices if one.role == Role.BASE_STAFF}
        run = frozenset(part.area_id for part in parts if part.institution_id in bases)
        return cls(
            person_id=person_id,
            reach=_land(parts, own, _of_prefectures(offices)),
            looked_after=_land([part for part in parts if part.area_id in run], own),
            areas={part.area_id: part.area for part in sorted(parts, key=lambda one: one.area_id)},
            run=run,
            professional=any(one.role == Role.BASE_STAFF or one.treats for one in offices),
        )

    def sees(self, visibility: InstrumentedAttribute[Visibility]) -> ColumnElement[bool]:
        """Condition beside Institution, which must be in reach: the value of this visibility may be seen."""
        levels = [Visibility.EVERYONE, Visibility.AREA, *([Visibility.PROFESSIONALS] if self.professional else [])]
        return or_(visibility.in_(levels), self.looked_after.holds)

    @cached_property
    def reaches_few(self) -> bool:
        """So few institutions that looking at each is quicker than asking an index of the whole country."""
        few = FEW[db.connection().dialect.name]
        some = select(Institution.id).where(self.everything).limit(few + 1).subquery()
        return (db.scalar(select(func.count()).select_from(some)) or 0) <= few

    @property
    def everything(self) -> ColumnElement[bool]:
        """Condition on Institution: in reach."""
        return self.reach.holds


def _offices(person_id: int) -> list[_Office]:
    treats = select(AffiliationProfession.affiliation_id).where(AffiliationProfession.profession.in_(PROFESSIONALS))
    rows = (
        select(Affiliation.institution_id, Affiliation.role, Institution.municipality_code, Affiliation.id.in_(treats))
        .join(Institution, Institution.id == Affiliation.institution_id)
        .where(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None))
    )
    return [_Office(one[0], one[2], Role(one[1]), bool(one[3])) for one in db.execute(rows)]


def _belongings(person_id: int) -> list[_Belonging]:
    """Municipalities and bases of the areas in reach, today; an area that has neither still once."""
    areas = select(Area.id, Area.name).where(Area.id.in_(areas_in_reach(person_id))).cte()
    places = and_(AreaMunicipality.area_id == areas.c.id, AreaMunicipality.today())
    bases = and_(CoordinationBase.area_id == areas.c.id, CoordinationBase.today())
    rows = union_all(
        select(areas.c.id, areas.c.name, AreaMunicipality.municipality_code, null()).outerjoin_from(areas, AreaMunicipality, places),
        select(areas.c.id, areas.c.name, Institution.municipality_code, CoordinationBase.institution_id)
        .join_from(areas, CoordinationBase, bases)
        .join(Institution, Institution.id == CoordinationBase.institution_id),
    )
    return [_Belonging(one[0], one[1], one[2], one[3]) for one in db.execute(rows)]


def _land(parts: list[_Belonging], own: dict[int, str | None], more: frozenset[str] = frozenset()) -> Land:
    """The municipalities, and those institutions that stand in none of them."""
    codes = more | {one.code for one in parts if one.is_land and one.code}
    apart = own | {one.institution_id: one.code for one in parts if one.institution_id}
    return Land(codes, frozenset(id_ for id_, code in apart.items() if code not in codes))


def _of_prefectures(offices: list[_Office]) -> frozenset[str]:
    prefectures = {one.code[:2] for one in offices if one.role == Role.PREFECTURE and one.code}
    if not prefectures:
        return frozenset()
    within = or_(*(Municipality.code.startswith(one) for one in prefectures))
    return frozenset(db.scalars(select(Municipality.code).where(within)))
