"""What begins also ends, by a day; what was a mistake is taken back. Nothing is deleted: the row stays, and holds on no day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core import audit
from core.database import db
from core.rules import RuleBroken
from region.directory.models.status import InstitutionStatus
from region.models import Affiliation, AreaMunicipality, CoordinationBase
from region.models.area import reaches

Row = AreaMunicipality | CoordinationBase | InstitutionStatus
"""What is dated about an area."""


def end(row: Row, until_on: date, *, by: Affiliation) -> None:
    """The row holds until this day. Raises RuleBroken for a day before it begins, or on which the same has begun again."""
    if until_on < row.from_on:
        raise RuleBroken(_("終わりの日は、始まりの日か、それより後にしてください。"))
    if any(reaches(other, row.from_on) for other in _others(row) if row.from_on < other.from_on <= until_on):
        raise RuleBroken(_("その日には、もうつぎの期間が始まっています。もっと前の日にしてください。"))
    if isinstance(row, InstitutionStatus):
        row.end(until_on, by=by)
        return
    row.until_on = until_on
    _record("let_go" if isinstance(row, AreaMunicipality) else "base_ended", row, by)


def take_back(row: Row, *, by: Affiliation) -> None:
    """It was a mistake: the row holds on no day."""
    if isinstance(row, InstitutionStatus):
        row.withdraw(by=by)
        return
    row.until_on = row.from_on - timedelta(days=1)
    _record("taken_back", row, by)


def taken_back(row: Row) -> bool:
    """Was it a mistake?"""
    withdrawn = isinstance(row, InstitutionStatus) and row.withdrawn_at is not None
    return withdrawn or (row.until_on is not None and row.until_on < row.from_on)


def _others(row: Row) -> Iterable[Row]:
    """Rows that say the same for another time."""
    if isinstance(row, InstitutionStatus):
        return [one for one in InstitutionStatus.of(row.institution_id) if (one.status, one.area_id) == (row.status, row.area_id)]
    if isinstance(row, CoordinationBase):
        of_both = (CoordinationBase.institution_id == row.institution_id, CoordinationBase.area_id == row.area_id)
        return db.scalars(select(CoordinationBase).where(*of_both))
    return [one for one in row.area.municipalities if one.municipality_code == row.municipality_code]


def _record(what: str, row: AreaMunicipality | CoordinationBase, by: Affiliation) -> None:
    thing = {"municipality": row.municipality_code} if isinstance(row, AreaMunicipality) else {"institution": row.institution_id}
    audit.record(f"area.{what}", row.area, by=by, from_on=str(row.from_on), until_on=str(row.until_on), **thing)
