"""拠点: an institution that is the base of an area. It may also be the base of several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models.area import Area, AreaMunicipality, holds_on, reaches
from region.models.institution import Institution


class CoordinationBase(Base):
    """An institution is the base (在宅医療に必要な連携を担う拠点) of an area, from a day on."""

    __tablename__ = "base"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, index=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]

    area: Mapped[Area] = relationship()
    institution: Mapped[Institution] = relationship()

    @classmethod
    def appoint(cls, institution: Institution, area: Area, *, from_on: date) -> CoordinationBase:
        """The institution is the area's base from a day on. Raises RuleBroken when it is already, then or later."""
        rows = db.scalars(select(cls).where(cls.institution_id == institution.id, cls.area_id == area.id)).all()
        if any(reaches(row, from_on) for row in rows):
            raise RuleBroken(_("%(name)sは、もうこの地域の拠点です。", name=institution.name))
        appointed = next((row for row in rows if row.from_on == from_on), None) or cls(
            institution_id=institution.id, area_id=area.id, from_on=from_on
        )
        appointed.until_on = None
        db.add(appointed)
        db.flush()
        audit.record("base.appointed", area, institution=institution.id)
        return appointed

    def end(self, *, until_on: date) -> None:
        """It is the area's base until a day."""
        self.until_on = until_on
        audit.record("base.ended", self.area, institution=self.institution_id)

    @classmethod
    def today(cls) -> ColumnElement[bool]:
        """Condition: the row holds today."""
        return holds_on(cls.from_on, cls.until_on, clock.today())

    @classmethod
    def of_area(cls, area_id: int) -> CoordinationBase | None:
        """The base that answers for an area today (the one of longest standing, where there are several)."""
        return db.scalar(_base_of_area(clock.today()), {"area_id": area_id})


@lru_cache(maxsize=2)
def _base_of_area(day: date) -> Select[CoordinationBase]:
    """Built once a day. `day` is today, which stands in its conditions."""
    return base_of_area().options(joinedload(CoordinationBase.institution))


def base_of_area() -> Select[CoordinationBase]:
    """The base that answers for `area_id` today; for who builds it once a day, for the foot of every page."""
    serving = select(CoordinationBase).where(CoordinationBase.area_id == bindparam("area_id", type_=Integer), CoordinationBase.today())
    return serving.order_by(CoordinationBase.from_on, CoordinationBase.institution_id).limit(1)


def areas_of(institution_id: int) -> Select[int]:
    """Ids of the areas an institution belongs to today: where it stands, and those it is the base of."""
    stands_in = (
        select(AreaMunicipality.area_id)
        .join(Institution, Institution.municipality_code == AreaMunicipality.municipality_code)
        .where(Institution.id == institution_id, AreaMunicipality.today())
    )
    serves = select(CoordinationBase.area_id).where(CoordinationBase.institution_id == institution_id, CoordinationBase.today())
    return select(Area.id).where(or_(Area.id.in_(stands_in), Area.id.in_(serves)))


def institutions_in(area_id: int) -> Select[Institution]:
    """The institutions that belong to an area today and have not closed."""
    return select(Institution).where(Institution.closed_on.is_(None), belongs_to([area_id]))


def belongs_to(area_ids: Sequence[int] | Select[int]) -> ColumnElement[bool]:
    """Condition: the institution stands in one of these areas today, or is the base of one."""
    codes = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id.in_(area_ids), AreaMunicipality.today())
    bases = select(CoordinationBase.institution_id).where(CoordinationBase.area_id.in_(area_ids), CoordinationBase.today())
    return or_(Institution.municipality_code.in_(codes), Institution.id.in_(bases))
