"""What begins also ends, by a day; what was a mistake is taken back. Nothing is deleted: the row stays, and holds on no day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core import audit
from core.database import db
from core.rules import RuleBroken
from region.directory.models.status import InstitutionStatus, Status
from region.models import Affiliation, Area, AreaMunicipality, CoordinationBase, Institution
from region.models.area import reaches

Row = AreaMunicipality | CoordinationBase | InstitutionStatus
VERBS = {AreaMunicipality: "area.municipality", CoordinationBase: "area.base", InstitutionStatus: "area.designation"}


def designate(
    institution: Institution, area: Area, *, from_on: date, until_on: date | None, source: str, by: Affiliation | None
) -> InstitutionStatus:
    """The institution is an active one (積極的医療機関) for the area. Raises RuleBroken where it is already, on any of these days."""
    for row in _designations(institution.id, area.id):
        if reaches(row, from_on) and (until_on is None or row.from_on <= until_on):
            raise RuleBroken(_("%(name)sは、その期間に、もうこの地域の積極的医療機関です。", name=institution.name))
    return InstitutionStatus.designate(
        institution, Status.ACTIVE_INSTITUTION, from_on=from_on, until_on=until_on, source=source, by=by, area=area
    )


def end(row: Row, until_on: date, *, by: Affiliation | None) -> None:
    """The row holds until this day. Raises RuleBroken for a day before it begins, or on which the same has begun again."""
    if until_on < row.from_on:
        raise RuleBroken(_("終わりの日は、始まりの日か、それより後にしてください。"))
    if any(other.from_on <= until_on and reaches(other, row.from_on) for other in _others(row) if other.from_on > row.from_on):
        raise RuleBroken(_("その日には、もうつぎの期間が始まっています。もっと前の日にしてください。"))
    row.until_on = until_on
    _record("ended", row, by)


def take_back(row: Row, *, by: Affiliation | None) -> None:
    """It was a mistake: the row holds on no day."""
    row.until_on = row.from_on - timedelta(days=1)
    _record("taken_back", row, by)


def taken_back(row: Row) -> bool:
    """Was it a mistake?"""
    return row.until_on is not None and row.until_on < row.from_on


def _designations(institution_id: int, area_id: int | None) -> Iterable[InstitutionStatus]:
    active = InstitutionStatus.status == Status.ACTIVE_INSTITUTION
    return db.scalars(
        select(InstitutionStatus).where(active, InstitutionStatus.institution_id == institution_id, InstitutionStatus.area_id == area_id)
    )


def _others(row: Row) -> Iterable[Row]:
    """Rows that say the same for another time."""
    if isinstance(row, InstitutionStatus):
        return _designations(row.institution_id, row.area_id)
    if isinstance(row, CoordinationBase):
        return db.scalars(
            select(CoordinationBase).where(CoordinationBase.institution_id == row.institution_id, CoordinationBase.area_id == row.area_id)
        )
    return [one for one in row.area.municipalities if one.municipality_code == row.municipality_code]


def _record(what: str, row: Row, by: Affiliation | None) -> None:
    detail = {"municipality": row.municipality_code} if isinstance(row, AreaMunicipality) else {"institution": row.institution_id}
    audit.record(f"{VERBS[type(row)]}_{what}", row.area, by=by, from_on=str(row.from_on), until_on=str(row.until_on), **detail)
