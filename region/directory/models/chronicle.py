"""Everything that is dated about areas, read once and asked for any day: how they stood, stand and will stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload

from core.database import db
from region.directory.models.standing import Appointment, Standing
from region.directory.models.status import InstitutionStatus, Status
from region.models import Area, AreaMunicipality, CoordinationBase, Institution
from region.models.area import Dated

A_DAY = timedelta(days=1)


@dataclass
class Chronicle:
    """The areas of some prefectures with all rows about them, past and to come."""

    areas: list[Area]
    memberships: list[AreaMunicipality]
    bases: list[CoordinationBase]
    designations: list[InstitutionStatus]
    _days: dict[date, Standing] = field(default_factory=dict)

    @classmethod
    def of(cls, prefectures: Collection[str]) -> Chronicle:
        """Of whole prefectures: what a 圏域 has, it has by the base areas within it, also those one does not work in."""
        land = select(Area, AreaMunicipality).outerjoin(AreaMunicipality, AreaMunicipality.area_id == Area.id)
        land = land.where(Area.prefecture_code.in_(prefectures)).options(joinedload(AreaMunicipality.municipality))
        rows = db.execute(land.order_by(Area.id, AreaMunicipality.municipality_code, AreaMunicipality.from_on)).all()
        areas = list(dict.fromkeys(area for area, _member in rows))
        ids = [area.id for area in areas]
        bases = select(CoordinationBase).where(CoordinationBase.area_id.in_(ids)).options(joinedload(CoordinationBase.institution))
        return cls(
            areas=areas,
            memberships=sorted((one for _area, one in rows if one), key=lambda one: (one.municipality_code, one.from_on)),
            bases=list(db.scalars(bases.order_by(CoordinationBase.from_on, CoordinationBase.institution_id))),
            designations=list(db.scalars(_active(ids, prefectures))),
        )

    @classmethod
    def around(cls, area_ids: Collection[int]) -> Chronicle:
        """Of the prefectures in which these areas lie."""
        return cls.of(set(db.scalars(select(Area.prefecture_code).where(Area.id.in_(area_ids)))))

    def on(self, day: date) -> Standing:
        """How everything stands on a day."""
        if day not in self._days:
            self._days[day] = Standing.of(day, self.areas, self.memberships, self.bases, self.designations)
        return self._days[day]

    def exists(self, area: Area, day: date) -> bool:
        """From its first municipality on, until nothing belongs to it any more. An area that never had any is there, and lacks them."""
        first = min((row.from_on for row in self.memberships if row.area_id == area.id), default=None)
        standing = self.on(day)
        holding = any(row.area_id == area.id for row in standing.appointments)
        return first is None or (first <= day and (holding or bool(standing.land(area))))

    def turning_points(self, until: date) -> list[date]:
        """The days up to `until` on which anything changed, the latest first."""
        appointments: list[Appointment] = [*self.bases, *self.designations]
        rows: list[Dated] = [*self.memberships, *appointments]
        begun = {row.from_on for row in rows}
        ended = {row.until_on + A_DAY for row in rows if row.until_on}
        closed = {row.institution.closed_on for row in appointments if row.institution.closed_on}
        return sorted((day for day in begun | ended | closed if day <= until), reverse=True)


def _active(area_ids: list[int], prefectures: Collection[str]) -> Select[InstitutionStatus]:
    """Designations as 積極的医療機関 for these areas, and for no area in these prefectures."""
    there = or_(*(Institution.municipality_code.startswith(code) for code in prefectures), false())
    return (
        select(InstitutionStatus)
        .join(Institution, Institution.id == InstitutionStatus.institution_id)
        .where(InstitutionStatus.status == Status.ACTIVE_INSTITUTION, InstitutionStatus.withdrawn_at.is_(None))
        .where(or_(InstitutionStatus.area_id.in_(area_ids), InstitutionStatus.area_id.is_(None) & there))
        .options(joinedload(InstitutionStatus.institution).joinedload(Institution.municipality))
        .order_by(InstitutionStatus.from_on, InstitutionStatus.id)
    )
