"""How far a person reaches: the areas they belong to, the areas their base runs, the institutions there."""

from __future__ import annotations

from sqlalchemy import BindParameter, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from region.models.affiliation import Affiliation, Role
from region.models.area import Area, AreaMunicipality
from region.models.base import CoordinationBase, belongs_to
from region.models.institution import Institution


def areas_in_reach(person_id: int | BindParameter[int]) -> Select[int]:
    """Ids of the areas a person's institutions stand in or are the base of today; the prefecture's people reach all of its areas."""
    mine = aliased(Institution)
    stands_in = select(AreaMunicipality.area_id).where(
        AreaMunicipality.municipality_code == mine.municipality_code, AreaMunicipality.today()
    )
    serves = select(CoordinationBase.area_id).where(CoordinationBase.institution_id == mine.id, CoordinationBase.today())
    prefecture = and_(Affiliation.role == Role.PREFECTURE, func.substr(mine.municipality_code, 1, 2) == Area.prefecture_code)
    return (
        select(Area.id)
        .join(Affiliation, and_(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None)))
        .join(mine, mine.id == Affiliation.institution_id)
        .where(or_(Area.id.in_(stands_in), Area.id.in_(serves), prefecture))
        .distinct()
    )


def institutions_in_reach(person_id: int) -> Select[Institution]:
    """The institutions that belong to an area in reach today, those of the prefecture for its people, and one's own."""
    mine = select(Affiliation.institution_id).where(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None))
    office = aliased(Institution)
    prefectures = (
        select(func.substr(office.municipality_code, 1, 2))
        .join(Affiliation, Affiliation.institution_id == office.id)
        .where(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None), Affiliation.role == Role.PREFECTURE)
    )
    return select(Institution).where(
        or_(
            belongs_to(areas_in_reach(person_id)),
            Institution.id.in_(mine),
            func.substr(Institution.municipality_code, 1, 2).in_(prefectures),
        )
    )


def areas_run_by(affiliation: Affiliation) -> Select[int]:
    """Ids of the areas whose base employs this affiliation today; none unless it is base staff."""
    return select(CoordinationBase.area_id).where(
        CoordinationBase.institution_id == affiliation.institution_id,
        CoordinationBase.today(),
        true() if affiliation.is_base_staff and affiliation.ended_at is None else false(),
    )
