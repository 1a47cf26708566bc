"""Where the figures of municipalities stand: beside InstitutionSource the second shelf an intake can fill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from core import audit, clock
from core.database import db
from region.codes import PREFECTURES
from region.directory.models.municipal_statistic import MunicipalStatistic, MunicipalYear, StatisticItem
from region.models import Municipality
from region.open_data.municipal_statistics import ITEMS, LABEL, LICENCE, MunicipalStatistics
from region.open_data.publication import Publication, Row

Key = tuple[str, str]
_YEARS = 1_000_000


@dataclass
class HeldYear:
    """What is kept of one municipality and year, in the shape of a row."""

    values: dict[str, Any]
    file_on: date | None = None
    missing_since: datetime | None = None


@dataclass
class StatisticShelf:
    """One row is one municipality in one year; one more names the items."""

    publication: Publication = field(default_factory=MunicipalStatistics)

    def known_of(self, rows: Sequence[Row]) -> dict[Key, HeldYear]:
        """What is kept of these municipalities and years."""
        years = sorted({int(row.service) for row in rows})
        codes = sorted({row.number for row in rows})
        items: dict[Key, dict[str, list[Any]]] = defaultdict(dict)
        for row in db.execute(_figures().where(MunicipalStatistic.municipality_code.in_(codes), MunicipalStatistic.year.in_(years))):
            items[row.municipality_code, str(row.year)][row.item] = [row.state, row.value]
        held: dict[Key, HeldYear] = {}
        for year, name in db.execute(_years().where(MunicipalYear.municipality_code.in_(codes), MunicipalYear.year.in_(years))):
            key = year.municipality_code, str(year.year)
            values = {"code": key[0], "area": year.medical_area_code or "", "name": name, "items": items[key]}
            held[key] = HeldYear(values, year.file_on, year.missing_since)
        return held | (_known_items(years) if ITEMS in codes else {})

    def homes_of(self, rows: Sequence[Row], known: Any) -> dict[str, Any]:
        return {}

    def housed(self, rows: Sequence[Row], known: Any, homes: Any) -> Sequence[Row]:
        return rows

    def where(self, row: Row) -> str:
        return row.municipality_code

    def announce(self, rows: Sequence[Row]) -> None:
        return None

    def take(self, rows: Sequence[Row], known: dict[Key, HeldYear], homes: Any, *, touched: set[str], file_on: date) -> None:
        """Writes what differs, and the date of what does not."""
        items = [row for row in rows if row.number == ITEMS]
        figures = [row for row in rows if row.number != ITEMS]
        _make_municipalities(figures)
        for row in items:
            _write_items(row)
        differing = [row for row in figures if row.key not in known or known[row.key].values != row.values]
        for row in differing:
            _forget(row)
        _write(differing)
        _date(figures, known, file_on)

    def held(self, service: str, *, after: int, limit: int) -> Sequence[tuple[int, str, dict[str, Any]]]:
        """Municipalities of a year, a step at a time; the number behind stands for year and code."""
        rows = _years().where(MunicipalYear.year == int(service), MunicipalYear.missing_since.is_(None))
        beyond = f"{after % _YEARS:06}"
        found = db.execute(rows.where(MunicipalYear.municipality_code > beyond).order_by(MunicipalYear.municipality_code).limit(limit))
        return [(year.year * _YEARS + int(year.municipality_code), year.municipality_code, {"name": name}) for year, name in found]

    def mark_vanished(self, ids: Sequence[int]) -> None:
        """These municipalities left their year's sheet."""
        for year in {one // _YEARS for one in ids}:
            codes = [f"{one % _YEARS:06}" for one in ids if one // _YEARS == year]
            gone = update(MunicipalYear).where(MunicipalYear.year == year, MunicipalYear.municipality_code.in_(codes))
            db.execute(gone.values(missing_since=clock.now()))
            audit.record(f"{self.publication.source}.vanished", year=year, municipalities=codes)


def _figures() -> Any:
    one = MunicipalStatistic
    return select(one.municipality_code, one.year, one.item, one.value, one.state)


def _years() -> Any:
    return select(MunicipalYear, Municipality.name).join(Municipality, Municipality.code == MunicipalYear.municipality_code)


def _known_items(years: Sequence[int]) -> dict[Key, HeldYear]:
    found: dict[Key, HeldYear] = {}
    for item in db.scalars(select(StatisticItem).where(StatisticItem.year.in_(years))):
        found.setdefault((ITEMS, str(item.year)), HeldYear({"items": {}})).values["items"][item.item] = [LABEL, item.label]
    return found


def _make_municipalities(rows: Sequence[Row]) -> None:
    said = {row.number: row.values["name"] for row in rows if row.values["name"]}
    there = set(db.scalars(select(Municipality.code).where(Municipality.code.in_(sorted(said)))))
    new = [{"code": code, "name": name, "prefecture_name": PREFECTURES[code[:2]]} for code, name in said.items() if code not in there]
    if new:
        db.execute(insert(Municipality), new)


def _write_items(row: Row) -> None:
    year = int(row.service)
    db.execute(delete(StatisticItem).where(StatisticItem.year == year))
    told = [{"item": item, "year": year, "label": label} for item, (_label, label) in row.values["items"].items()]
    if told:
        db.execute(insert(StatisticItem), told)


def _forget(row: Row) -> None:
    where = MunicipalStatistic.municipality_code == row.number, MunicipalStatistic.year == int(row.service)
    db.execute(delete(MunicipalStatistic).where(*where))


def _write(rows: Sequence[Row]) -> None:
    figures = [
        {"municipality_code": row.number, "year": int(row.service), "item": item, "state": state, "value": value}
        for row in rows
        for item, (state, value) in row.values["items"].items()
    ]
    if figures:
        db.execute(insert(MunicipalStatistic), figures)


def _date(rows: Sequence[Row], known: dict[Key, HeldYear], file_on: date) -> None:
    for row in rows:
        held = known.get(row.key)
        said = {"medical_area_code": row.values["area"] or None, "licence": LICENCE, "file_on": file_on, "missing_since": None}
        if held is None:
            key = {"municipality_code": row.number, "year": int(row.service)}
            db.execute(insert(MunicipalYear), [key | said | {"read_at": clock.now()}])
        elif held.values != row.values or held.file_on != file_on or held.missing_since:
            there = update(MunicipalYear).where(MunicipalYear.municipality_code == row.number, MunicipalYear.year == int(row.service))
            db.execute(there.values(**said, read_at=clock.now()))
