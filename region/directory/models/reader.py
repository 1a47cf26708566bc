"""Who reads: how far they reach and what they may see there, worked out once, so that a search asks only for codes and ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from core.database import db
from region.directory.items import Visibility
from region.directory.models.readership import PROFESSIONALS
from region.models import Affiliation, Area, AreaMunicipality, CoordinationBase, Institution, Municipality, Role
from region.models.affiliation import AffiliationProfession
from region.models.reach import areas_in_reach


@dataclass(frozen=True)
class Land:
    """Institutions by where they stand (codes of municipalities) and, apart from these, by their ids."""

    codes: frozenset[str] = frozenset()
    ids: frozenset[int] = frozenset()

    @property
    def holds(self) -> ColumnElement[bool]:
        """Condition on Institution: it is one of these."""
        return or_(Institution.municipality_code.in_(sorted(self.codes)), Institution.id.in_(sorted(self.ids)))


@dataclass(frozen=True)
class _Office:
    institution_id: int
    role: Role
    prefecture: str
    treats: bool


@dataclass(frozen=True)
class _Belonging:
    """A municipality or a base of an area in reach."""

    area_id: int
    area: str
    code: str | None
    institution_id: int | None


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
        own = frozenset(one.institution_id for one in offices)
        bases = {one.institution_id for one in offices if one.role == Role.BASE_STAFF}
        run = frozenset(part.area_id for part in parts if part.institution_id in bases)
        far, near = _land(parts, own), _land((part for part in parts if part.area_id in run), own)
        return cls(
            person_id=person_id,
            reach=Land(far.codes | _of_prefectures(offices), far.ids),
            looked_after=near,
            areas={part.area_id: part.area for part in sorted(parts, key=lambda one: one.area_id)},
            run=run,
            professional=any(one.role == Role.BASE_STAFF or one.treats for one in offices),
        )

    def sees(self, visibility: InstrumentedAttribute[Visibility]) -> ColumnElement[bool]:
        """Condition beside Institution, which must be in reach: the value of this visibility may be seen."""
        levels = [Visibility.EVERYONE, Visibility.AREA, *([Visibility.PROFESSIONALS] if self.professional else [])]
        return or_(visibility.in_(levels), self.looked_after.holds)

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
    return [_Office(one[0], Role(one[1]), (one[2] or "")[:2], bool(one[3])) for one in db.execute(rows)]


def _belongings(person_id: int) -> list[_Belonging]:
    """Municipalities and bases of the areas in reach, today; an area that has neither still once."""
    areas = select(Area.id, Area.name).where(Area.id.in_(areas_in_reach(person_id))).cte()
    places = and_(AreaMunicipality.area_id == areas.c.id, AreaMunicipality.today())
    bases = and_(CoordinationBase.area_id == areas.c.id, CoordinationBase.today())
    rows = union_all(
        select(areas.c.id, areas.c.name, AreaMunicipality.municipality_code, null()).outerjoin_from(areas, AreaMunicipality, places),
        select(areas.c.id, areas.c.name, null(), CoordinationBase.institution_id).join_from(areas, CoordinationBase, bases),
    )
    return [_Belonging(one[0], one[1], one[2], one[3]) for one in db.execute(rows)]


def _land(parts: Iterable[_Belonging], own: frozenset[int]) -> Land:
    told = list(parts)
    return Land(
        codes=frozenset(one.code for one in told if one.code),
        ids=own | frozenset(one.institution_id for one in told if one.institution_id),
    )


def _of_prefectures(offices: list[_Office]) -> frozenset[str]:
    prefectures = {one.prefecture for one in offices if one.role == Role.PREFECTURE and one.prefecture}
    if not prefectures:
        return frozenset()
    within = or_(*(Municipality.code.startswith(one) for one in prefectures))
    return frozenset(db.scalars(select(Municipality.code).where(within)))
