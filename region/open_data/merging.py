"""Rows of one office become one institution: every service keeps its own source, the main service gives the name."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from core import clock
from core.database import db
from region.models import Institution, InstitutionSource, Municipality
from region.models.institution_source import CARE_SERVICES as SOURCE
from region.open_data import care_services
from region.open_data.care_services import LICENCE, CareRow
from region.vocabulary import CARE_SERVICES, main_service

Known = dict[tuple[str, str], InstitutionSource]
"""Sources by number and service."""


def known_of(numbers: set[str]) -> Known:
    """Everything the directory holds of these numbers."""
    held = select(InstitutionSource).where(InstitutionSource.source == SOURCE, InstitutionSource.number.in_(sorted(numbers)))
    return {(one.number, one.service): one for one in db.scalars(held)}


def make_municipalities(rows: list[CareRow]) -> None:
    """Municipalities the directory meets for the first time, by the names the file gives them."""
    said = {row.municipality_code: row.values for row in rows}
    there = set(db.scalars(select(Municipality.code).where(Municipality.code.in_(sorted(said)))))
    for code in sorted(said.keys() - there):
        names = said[code]
        db.add(Municipality(code=code, name=names[care_services.MUNICIPALITY], prefecture_name=names[care_services.PREFECTURE]))
    db.flush()


def take(rows: list[CareRow], known: Known, *, touched: set[str], file_on: date) -> None:
    """Writes rows beside what is `known` of their numbers; offices whose number is `touched` are renewed."""
    houses = _houses(known, touched)
    for row in rows:
        if row.number in touched and row.number not in houses:
            houses[row.number] = _newcomer(row)
        source = known.get(row.key) or _first_said(row, known, houses[row.number])
        if row.number in touched or source.file_on != file_on:
            source.values, source.licence, source.missing_since = row.values, LICENCE, None
            source.file_on, source.read_at = file_on, clock.now()
    offered: dict[str, list[InstitutionSource]] = defaultdict(list)
    for (number, _service), source in known.items():
        offered[number].append(source)
    for number, house in houses.items():
        _renew(house, offered[number])
    db.flush()


def _houses(known: Known, touched: set[str]) -> dict[str, Institution]:
    ids = {source.institution_id: number for (number, _service), source in known.items() if number in touched}
    return {ids[one.id]: one for one in db.scalars(select(Institution).where(Institution.id.in_(sorted(ids))))}


def _newcomer(row: CareRow) -> Institution:
    house = Institution(**care_services.facts(row.values), type=CARE_SERVICES[row.service].type, edited_fields=[])
    db.add(house)
    return house


def _first_said(row: CareRow, known: Known, house: Institution) -> InstitutionSource:
    source = known[row.key] = InstitutionSource(source=SOURCE, number=row.number, service=row.service, institution=house)
    db.add(source)
    return source


def _renew(house: Institution, sources: list[InstitutionSource]) -> None:
    """The institution is what its main service says; services that vanished count only where all have."""
    present = [one for one in sources if one.missing_since is None] or sources
    by_service = {one.service: one for one in present}
    main = main_service(list(by_service))
    house.take(care_services.facts(by_service[main].values) | {"type": CARE_SERVICES[main].type})
