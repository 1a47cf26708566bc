"""Areas: named sets of municipalities with dates. They may overlap."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.database import Base


class AreaKind(StrEnum):
    """What an area is set up for."""

    PREFECTURE = "prefecture"
    HOME_CARE_AREA = "home_care_area"
    BASE_AREA = "base_area"
    MUNICIPALITY = "municipality"


class Municipality(Base):
    """A city, town, village or ward. The code is the six digits of 全国地方公共団体コード, check digit included."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    prefecture_name: Mapped[str] = mapped_column(String(10))


class Area(Base):
    """A permanent name for a piece of land; which municipalities belong to it is dated."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[AreaKind] = mapped_column(String(20))
    prefecture_code: Mapped[str] = mapped_column(String(2), index=True)

    municipalities: Mapped[list[AreaMunicipality]] = relationship(back_populates="area")


class AreaMunicipality(Base):
    """A municipality belongs to an area from one day, and until another where it left."""

    __tablename__ = "area_municipality"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True, index=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]

    area: Mapped[Area] = relationship(back_populates="municipalities")
    municipality: Mapped[Municipality] = relationship()

    @classmethod
    def today(cls) -> ColumnElement[bool]:
        """Condition: the row holds today."""
        return holds_on(cls.from_on, cls.until_on, clock.today())


def holds_on(from_on: Mapped[date], until_on: Mapped[date | None], day: date) -> ColumnElement[bool]:
    """Condition: a dated row holds on `day`; its last day counts."""
    return and_(from_on <= day, or_(until_on.is_(None), until_on >= day))
