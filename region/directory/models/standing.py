"""How areas stand on one day: their land, their bases, their active institutions. What lies in several areas counts once in each.

A base area counts for the 圏域 in which it lies whole: its bases and active institutions are the 圏域's too. Where it straddles several,
each of them stands where its institution stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from region.directory.models.status import InstitutionStatus
from region.models import Area, AreaKind, AreaMunicipality, CoordinationBase, Institution
from region.models.area import Dated

Appointment = CoordinationBase | InstitutionStatus
"""An institution has a part in an area."""


def holds(row: Dated, day: date) -> bool:
    """Does a dated row hold on the day? Its last day counts."""
    return row.from_on <= day and (row.until_on is None or row.until_on >= day)


def open_on(institution: Institution, day: date) -> bool:
    """Had it not closed by the day?"""
    return institution.closed_on is None or institution.closed_on > day


@dataclass
class Standing:
    """What holds on `day`. Appointments of institutions that have closed are kept apart: they hold, and do not count."""

    day: date
    areas: Sequence[Area]
    members: dict[int, list[AreaMunicipality]]
    bases: list[CoordinationBase]
    designations: list[InstitutionStatus]
    to_come: list[Appointment]

    @classmethod
    def of(
        cls, day: date, areas: Sequence[Area], memberships: Iterable[AreaMunicipality], bases: Iterable[CoordinationBase],
        designations: Iterable[InstitutionStatus],
    ) -> Standing:  # fmt: skip
        """The rows of all time, on one day."""
        members: dict[int, list[AreaMunicipality]] = {area.id: [] for area in areas}
        for row in memberships:
            if holds(row, day):
                members[row.area_id].append(row)
        appointed, designated = list(bases), list(designations)
        everything: list[Appointment] = [*appointed, *designated]
        return cls(
            day, areas, members, [row for row in appointed if holds(row, day)], [row for row in designated if holds(row, day)],
            to_come=[row for row in everything if row.from_on > day and holds(row, row.from_on)],
        )  # fmt: skip

    @cached_property
    def _known(self) -> dict[int, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _lands(self) -> dict[int, frozenset[str]]:
        return {number: frozenset(row.municipality_code for row in rows) for number, rows in self.members.items()}

    def area(self, area_id: int | None) -> Area | None:
        """The area of this number, where it is known here."""
        return self._known.get(area_id or 0)

    def land(self, area: Area) -> frozenset[str]:
        """The codes of its municipalities and wards."""
        return self._lands.get(area.id, frozenset())

    def lies_in(self, part: Area, whole: Area) -> bool:
        """Does all of its land, and there is some, lie in the other's?"""
        return bool(self.land(part)) and self.land(part) <= self.land(whole)

    def zones(self) -> list[Area]:
        """The 圏域, by their number."""
        return [area for area in self.areas if area.kind == AreaKind.HOME_CARE_AREA]

    def zone_of(self, area: Area) -> Area | None:
        """The 圏域 in which an area lies whole."""
        return next((zone for zone in self.zones() if self.lies_in(area, zone)), None)

    def base_areas_in(self, zone: Area) -> list[Area]:
        """The base areas that lie in a 圏域."""
        return [area for area in self.areas if area.kind == AreaKind.BASE_AREA and self.lies_in(area, zone)]

    def overlapping(self, area: Area) -> list[Area]:
        """Other areas of its kind that share land with it."""
        others = (one for one in self.areas if one.kind == area.kind and one.id != area.id)
        return [one for one in others if self.land(one) & self.land(area)]

    def bases_of(self, area: Area) -> list[CoordinationBase]:
        """The bases that count for an area, each institution once."""
        return _once(row for row in self.bases if open_on(row.institution, self.day) and self._counts(row, area))

    def active_in(self, area: Area) -> list[InstitutionStatus]:
        """The active institutions that count for an area, each once."""
        return _once(self.designated_for(area))

    def designated_for(self, area: Area) -> list[InstitutionStatus]:
        """The designations that count for an area; an institution may have several, for areas within it."""
        return [row for row in self.designations if open_on(row.institution, self.day) and self._counts(row, area)]

    @property
    def appointments(self) -> list[Appointment]:
        """Bases and designations together, also of institutions that have closed."""
        return [*self.bases, *self.designations]

    def goes_on(self, row: Appointment) -> bool:
        """Does the same hold again from the day after it ends?"""
        return row.until_on is None or any(
            type(one) is type(row) and (one.area_id, one.institution_id) == (row.area_id, row.institution_id)
            and one.from_on <= row.until_on + timedelta(days=1)
            for one in self.to_come
        )  # fmt: skip

    def _counts(self, row: Appointment, area: Area) -> bool:
        """Is it the area's own, or that of a base area within it, or (of a wider area) does it stand on its land?"""
        if row.area_id == area.id:
            return True
        given = self.area(row.area_id)
        if given is not None and (given.kind == area.kind or (area.kind == AreaKind.BASE_AREA and isinstance(row, CoordinationBase))):
            return False
        if given is not None and self.lies_in(given, area):
            return True
        return row.institution.municipality_code in self.land(area) and (given is None or bool(self.land(given) & self.land(area)))


Row = TypeVar("Row", CoordinationBase, InstitutionStatus)


def _once(rows: Iterable[Row]) -> list[Row]:
    """The first row of each institution."""
    kept: dict[int, Row] = {}
    for row in rows:
        kept.setdefault(row.institution_id, row)
    return list(kept.values())
