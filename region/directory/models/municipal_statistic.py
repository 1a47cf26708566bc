"""Figures of municipalities by year out of 在宅医療にかかる地域別データ集, and which 二次医療圏 each belonged to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, db
from region.models import Municipality
from region.open_data.municipal_statistics import State

POPULATION, AGED = "1", "2"
"""人口, うち65歳以上 (項目番号 of the data set)."""


class MunicipalYear(Base):
    """A municipality in one year's sheet: its 二次医療圏 (four digits), the file's date and the licence line that must be shown."""

    __tablename__ = "municipal_year"

    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    medical_area_code: Mapped[str | None] = mapped_column(String(4), index=True)
    licence: Mapped[str] = mapped_column(String(120))
    file_on: Mapped[date | None]
    read_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]

    municipality: Mapped[Municipality] = relationship()

    @classmethod
    def newest(cls) -> int | None:
        """The latest year of which anything is known."""
        return db.scalar(select(cls.year).order_by(cls.year.desc()).limit(1))


class MunicipalStatistic(Base):
    """One figure. `value` is None unless `state` is value: blank, masked, － and unknown are four things, and none of them is 0."""

    __tablename__ = "municipal_statistic"

    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[float | None]
    state: Mapped[State] = mapped_column(String(10))

    @classmethod
    def of(cls, codes: list[str], year: int) -> dict[tuple[str, str], MunicipalStatistic]:
        """Figures of these municipalities, by code and item."""
        rows = select(cls).where(cls.municipality_code.in_(codes), cls.year == year)
        return {(one.municipality_code, one.item): one for one in db.scalars(rows)}


class StatisticItem(Base):
    """What an item of a year's sheet is called there."""

    __tablename__ = "statistic_item"

    item: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(300))
