"""What belongs to one area, did or will: its rows in lines for its page."""

from __future__ import annotations

from typing import NamedTuple

from region.directory.models.chronicle import Chronicle
from region.directory.models.dating import Row, taken_back
from region.directory.models.standing import Appointment, Standing
from region.directory.models.status import InstitutionStatus
from region.models import Area, CoordinationBase

Line = tuple[Row, str, str, str]
"""A dated row with its name, the page of what it names, and the page where its end is set."""


class Parts(NamedTuple):
    """What belongs to an area, did or will: nothing that was taken back."""

    land: list[Line]
    bases: list[Line]
    designations: list[Line]

    @classmethod
    def of(cls, chronicle: Chronicle, area: Area) -> Parts:
        """With their addresses."""
        land = [row for row in chronicle.memberships if row.area_id == area.id and not taken_back(row)]
        bases = [row for row in chronicle.bases if row.area_id == area.id and not taken_back(row)]
        active = [row for row in chronicle.designations if row.area_id == area.id and not taken_back(row)]
        at = f"/areas/{area.id}"
        return cls(
            [(row, row.municipality.name, "", f"{at}/municipalities/{row.municipality_code}/{row.from_on}") for row in land],
            [
                (row, row.institution.name, f"/institutions/{row.institution_id}", f"{at}/bases/{row.institution_id}/{row.from_on}")
                for row in bases
            ],
            [(row, *_named(row), f"{at}/designations/{row.id}") for row in active],
        )


class Inside(NamedTuple):
    """What belongs to areas within this one and counts for it as well, on one day."""

    bases: list[CoordinationBase]
    active: list[InstitutionStatus]

    @classmethod
    def of(cls, standing: Standing, area: Area) -> Inside:
        """Not what is the area's own."""
        own = {(type(row), row.institution_id) for row in standing.appointments if row.area_id == area.id}
        return cls(
            [row for row in standing.bases_of(area) if (CoordinationBase, row.institution_id) not in own],
            [row for row in standing.active_in(area) if (InstitutionStatus, row.institution_id) not in own],
        )


def _named(row: Appointment) -> tuple[str, str]:
    """The institution's name, and its page."""
    return row.institution.name, f"/institutions/{row.institution_id}"
