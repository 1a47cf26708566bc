"""The areas somebody may read, on a day: 圏域 with the base areas in them, how their land came to be theirs, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from flask_babel import format_date
from flask_babel import gettext as _

from core import clock
from region.codes import city_of
from region.directory import rules
from region.directory.models.chronicle import Chronicle
from region.directory.models.dating import taken_back
from region.directory.models.standing import Standing
from region.models import Area, AreaKind, AreaMunicipality


@dataclass(frozen=True)
class Group:
    """A 圏域 and the base areas in it; without a 圏域, those that lie in none."""

    zone: Area | None
    parts: list[Area]


@dataclass
class Overview:
    """These areas on a day, with everything around them in their prefectures."""

    mine: list[Area]
    chronicle: Chronicle
    day: date

    @classmethod
    def of(cls, areas: list[Area], day: date) -> Overview:
        """Only the areas that are there on the day; what lies around them is read with them."""
        chronicle = Chronicle.of({area.prefecture_code for area in areas})
        return cls([area for area in areas if chronicle.exists(area, day)], chronicle, day)

    @property
    def standing(self) -> Standing:
        return self.chronicle.on(self.day)

    @cached_property
    def groups(self) -> list[Group]:
        """圏域 first, each with its base areas; a base area that straddles stands with those that lie in none."""
        zones = [area for area in self.mine if area.kind == AreaKind.HOME_CARE_AREA]
        parts = {zone.id: [area for area in self.standing.base_areas_in(zone) if area in self.mine] for zone in zones}
        placed = {area.id for inside in parts.values() for area in inside} | set(parts)
        rest = [area for area in self.mine if area.id not in placed]
        return [Group(zone, parts[zone.id]) for zone in zones] + ([Group(None, rest)] if rest else [])

    @cached_property
    def lacking(self) -> list[rules.Breach]:
        """What these areas lack."""
        return rules.breaches(self.chronicle, [area.id for area in self.mine], self.day)

    @property
    def municipalities(self) -> int:
        """How many municipalities and wards there are, each counted once."""
        return len({code for area in self.mine for code in leaves(self.standing.land(area))})

    def count(self, area: Area) -> int:
        """How many municipalities and wards an area has."""
        return len(leaves(self.standing.land(area)))

    def names(self, area: Area) -> list[str]:
        """Its municipalities; the wards of a city that is there itself are counted, not named."""
        rows = self.standing.members[area.id]
        codes = {row.municipality_code for row in rows}
        wards = [row for row in rows if city_of(row.municipality_code) in codes]
        return [_with_wards(row, wards) for row in rows if row not in wards]

    def notes(self, area: Area) -> Iterator[str]:
        """What changed or will: who came later, who left, who shares the land."""
        rows = [row for row in self.chronicle.memberships if row.area_id == area.id and not taken_back(row)]
        first = min((row.from_on for row in rows), default=self.day)
        for row in rows:
            if row.from_on > first:
                yield _("%(name)sは%(day)sから", name=row.municipality.name, day=_said(row.from_on)) + self._before(row)
            if row.until_on:
                yield _("%(name)sは%(day)sまで", name=row.municipality.name, day=_said(row.until_on))
        if area.kind == AreaKind.BASE_AREA and (others := self.standing.overlapping(area)):
            yield _("%(names)sと重なっています", names="、".join(one.name for one in others))

    def base_notes(self, area: Area) -> Iterator[str]:
        """Of the area's own bases: who came lately and who has an end."""
        for row in self.chronicle.bases:
            if row.area_id == area.id and row.until_on and not taken_back(row):
                yield _("%(name)sは%(day)sまで", name=row.institution.name, day=_said(row.until_on))

    @property
    def years(self) -> list[int]:
        """Fiscal years to jump to: from the first row on until the next one."""
        first = min((row.from_on for row in self.chronicle.memberships), default=self.day)
        now = clock.fiscal_year(clock.today())
        return list(range(max(clock.fiscal_year(first), now - 5), now + 2))

    def _before(self, row: AreaMunicipality) -> str:
        """Where the municipality was until the day before, in an area of the same kind."""
        eve = row.from_on - timedelta(days=1)
        kinds = {area.id: area for area in self.chronicle.areas}
        there = (one for one in self.chronicle.memberships if one.municipality_code == row.municipality_code and one.until_on == eve)
        names = [kinds[one.area_id].name for one in there if kinds[one.area_id].kind == kinds[row.area_id].kind]
        return _("（前は%(name)s）", name=names[0]) if names else ""


def leaves(codes: frozenset[str]) -> set[str]:
    """Wards stand for their city: a city counts where none of its wards is there."""
    return set(codes) - {city_of(code) for code in codes}


def _with_wards(row: AreaMunicipality, wards: list[AreaMunicipality]) -> str:
    number = sum(city_of(one.municipality_code) == row.municipality_code for one in wards)
    return _("%(city)s（%(count)s区）", city=row.municipality.name, count=number) if number else row.municipality.name


def _said(day: date) -> str:
    return str(format_date(day, "long"))
