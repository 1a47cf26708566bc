"""Areas: named sets of municipalities with dates. They may overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken


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

    @classmethod
    def set_up(cls, name: str, kind: AreaKind, municipalities: Sequence[Municipality], *, from_on: date) -> Area:
        """A new area of these municipalities from a day on. Raises RuleBroken when they are none or of two prefectures."""
        prefectures = {one.code[:2] for one in municipalities}
        if len(prefectures) != 1:
            raise RuleBroken(_("地域には、同じ都道府県の市区町村を1つ以上入れてください。"))
        area = cls(name=name, kind=kind, prefecture_code=prefectures.pop())
        db.add(area)
        db.flush()
        audit.record("area.set_up", area, municipalities=sorted(one.code for one in municipalities))
        for one in municipalities:
            db.add(AreaMunicipality(area_id=area.id, municipality_code=one.code, from_on=from_on))
        db.flush()
        return area

    def take_in(self, municipality: Municipality, *, from_on: date) -> None:
        """A municipality belongs to the area from a day on. Raises RuleBroken when it does already, then or later."""
        rows = [row for row in self.municipalities if row.municipality_code == municipality.code]
        if any(reaches(row, from_on) for row in rows):
            raise RuleBroken(_("%(name)sは、もうこの地域に入っています。", name=municipality.name))
        taken_back = next((row for row in rows if row.from_on == from_on), None)
        if taken_back:
            taken_back.until_on = None
        else:
            self.municipalities.append(AreaMunicipality(municipality_code=municipality.code, from_on=from_on))
        audit.record("area.took_in", self, municipality=municipality.code)

    def let_go(self, municipality: Municipality, *, until_on: date) -> None:
        """A municipality belongs to the area until a day. Raises RuleBroken when it does not belong to it."""
        rows = [row for row in self.municipalities if row.municipality_code == municipality.code and row.until_on is None]
        if not rows:
            raise RuleBroken(_("%(name)sは、この地域に入っていません。", name=municipality.name))
        if until_on < rows[0].from_on:
            raise RuleBroken(_("終わりの日は、始まりの日か、それより後にしてください。"))
        rows[0].until_on = until_on
        audit.record("area.let_go", self, municipality=municipality.code)


class AreaMunicipality(Base):
    """A municipality belongs to an area from one day, and until another where it left."""

    __tablename__ = "area_municipality"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True, index=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]

    area: Mapped[Area] = relationship(back_populates="municipalities")
    municipality: Mapped[Municipality] = relationship()

    def holds(self, day: date) -> bool:
        """Does the municipality belong to the area on `day`? Its last day counts."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)

    @classmethod
    def today(cls) -> ColumnElement[bool]:
        """Condition: the row holds today."""
        return holds_on(cls.from_on, cls.until_on, clock.today())


def holds_on(from_on: Mapped[date], until_on: Mapped[date | None], day: date) -> ColumnElement[bool]:
    """Condition: a dated row holds on `day`; its last day counts."""
    return and_(from_on <= day, or_(until_on.is_(None), until_on >= day))


class Dated(Protocol):
    """A row that holds from one day, and until another where there is an end. One that ends before it begins was taken back: a mistake."""

    @property
    def from_on(self) -> date: ...

    @property
    def until_on(self) -> date | None: ...


def reaches(row: Dated, day: date) -> bool:
    """Does the row hold on `day` or on any later one?"""
    return row.until_on is None or (row.until_on >= day and row.until_on >= row.from_on)
