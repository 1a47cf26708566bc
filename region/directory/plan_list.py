"""The active institutions (積極的医療機関) of areas on a day, each under the area it is designated for: the list the medical plan names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy import select

from core import clock
from core.database import db
from region.directory.items import Visibility
from region.directory.models.fact import Fact
from region.directory.models.status import InstitutionStatus, Status
from region.directory.overview import Overview
from region.models import Area, Institution
from region.vocabulary import type_name

COLUMNS = (
    lazy("年度"), lazy("圏域"), lazy("地域"), lazy("名前"), lazy("種類"), lazy("住所"), lazy("電話番号"), lazy("始まり"), lazy("終わり"),
    lazy("機能"), lazy("根拠"),
)  # fmt: skip
"""Of the file."""


@dataclass(frozen=True)
class Chapter:
    """The institutions designated for one area."""

    zone: Area | None
    area: Area | None
    rows: list[InstitutionStatus]


@dataclass
class PlanList:
    """What an overview's areas have, in their order."""

    around: Overview

    @cached_property
    def rows(self) -> list[InstitutionStatus]:
        """Every designation that counts for one of the areas, once."""
        standing = self.around.standing
        kept = {row.id: row for area in self.around.mine for row in standing.designated_for(area)}
        return sorted(kept.values(), key=lambda row: (row.institution.municipality_code or "", row.institution.name_kana or "", row.id))

    @cached_property
    def chapters(self) -> list[Chapter]:
        """By 圏域, then by the area for which they are designated."""
        standing, found = self.around.standing, dict[int, Chapter]()
        for row in self.rows:
            area = standing.area(row.area_id) or self._where(row.institution)
            zone = (standing.zone_of(area) if area not in standing.zones() else area) if area else None
            found.setdefault(area.id if area else 0, Chapter(zone, area, [])).rows.append(row)
        return sorted(found.values(), key=_place)

    @property
    def institutions(self) -> int:
        """How many there are: one in several areas counts once."""
        return len({row.institution_id for row in self.rows})

    @cached_property
    def functions(self) -> dict[int, list[str]]:
        """What each can do, as everybody may know it: its other statuses on the day, its beds."""
        ids = [row.institution_id for row in self.rows]
        said: dict[int, list[str]] = {number: [] for number in ids}
        others = select(InstitutionStatus).where(
            InstitutionStatus.institution_id.in_(ids),
            InstitutionStatus.on(self.around.day),
            InstitutionStatus.status != Status.ACTIVE_INSTITUTION,
        )
        for status in db.scalars(others.order_by(InstitutionStatus.status)):
            said[status.institution_id].append(f"{status.short_name} {status.note}".strip())
        beds = (Fact.item == "beds", Fact.superseded_at.is_(None), Fact.visibility == Visibility.EVERYONE, Fact.institution_id.in_(ids))
        for fact in db.scalars(select(Fact).where(*beds)):
            if fact.value.get("number"):
                said[fact.institution_id].append(_("入院 %(number)s床", number=fact.value["number"]))
        return {number: list(dict.fromkeys(words)) for number, words in said.items()}

    def lines(self) -> Iterator[list[object]]:
        """The rows of the file."""
        year = clock.fiscal_year(self.around.day)
        for chapter in self.chapters:
            for row in chapter.rows:
                one = row.institution
                where = [chapter.zone.name if chapter.zone else "", chapter.area.name if chapter.area else ""]
                contact = [type_name(one.type), one.full_address, one.telephone]
                yield [year, *where, one.name, *contact, row.from_on, row.until_on, "・".join(self.functions[one.id]), row.source]

    def _where(self, institution: Institution) -> Area | None:
        """The 圏域 on whose land it stands."""
        standing = self.around.standing
        return next((zone for zone in standing.zones() if institution.municipality_code in standing.land(zone)), None)


def _place(chapter: Chapter) -> tuple[int, bool, int]:
    """A 圏域's own first, then its base areas."""
    return chapter.zone.id if chapter.zone else 0, chapter.area != chapter.zone, chapter.area.id if chapter.area else 0
