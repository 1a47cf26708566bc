"""Neighbours of a candidate in the directory: whoever shares a key, compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from region.directory.identity.likeness import Likeness, compare
from region.directory.identity.sketch import Sketch, Told, sketch
from region.directory.models.key import InstitutionKey
from region.models import Institution, InstitutionMerge, InstitutionSource, Municipality

CROWD = 60
"""A key that so many institutions share says nothing: the telephone of a head office, the address of an airport."""
STEP = 500
"""Values in one query."""

Value = TypeVar("Value")
Found = list[tuple[Institution, Likeness]]


def neighbours(sketches: Sequence[Sketch], *, but: int | None = None) -> list[Found]:
    """For each sketch the institutions that may be the same, compared."""
    near = _near({key for one in sketches for key in one.keys})
    known = drawn({one_id for ids in near.values() for one_id in ids if one_id != but})
    found = []
    for one in sketches:
        ids = sorted({one_id for key in one.keys for one_id in near.get(key, ()) if one_id in known})
        compared = ((known[one_id][0], compare(one, known[one_id][1])) for one_id in ids)
        found.append([(other, likeness) for other, likeness in compared if likeness.doubtful or likeness.sure])
    return found


def drawn(ids: Iterable[int]) -> dict[int, tuple[Institution, Sketch]]:
    """Institutions with their sketches; not those that are merged into another."""
    drawn: dict[int, tuple[Institution, Sketch]] = {}
    for step in _steps(sorted(ids)):
        numbers = _numbers(step)
        wanted = select(Institution).where(Institution.id.in_(step), Institution.id.not_in(InstitutionMerge.merged_ids()))
        for one in db.scalars(wanted.options(joinedload(Institution.municipality))):
            drawn[one.id] = one, sketch_of(one, numbers.get(one.id, []))
    return drawn


def alike(one: Institution, other: Institution) -> Likeness:
    """How alike two institutions of the directory are."""
    both = drawn({one.id, other.id})
    return compare(both[one.id][1], both[other.id][1])


def sketch_of(one: Institution, numbers: Iterable[tuple[str, str, bool]]) -> Sketch:
    """An institution as it is compared; `numbers`: source, number, does the file still have it?"""
    where, there = one.municipality, [(source, number) for source, number, still in numbers if still]
    told = Told(
        name=one.name, kana=one.name_kana, type=one.type, municipality_code=one.municipality_code, address=one.address,
        telephone=one.telephone, corporation_number=one.corporation_number, numbers=there,
        gone=[(source, number) for source, number, still in numbers if not still], closed=one.closed_on is not None,
        latitude=one.latitude, longitude=one.longitude, municipality=where.name if where else "",
        prefecture=where.prefecture_name if where else "", building=one.building,
    )  # fmt: skip
    return sketch(told)


def municipalities(codes: set[str]) -> dict[str, tuple[str, str]]:
    """Name and prefecture of municipalities by their code."""
    rows = select(Municipality).where(Municipality.code.in_(sorted(codes)))
    return {one.code: (one.name, one.prefecture_name) for one in db.scalars(rows)}


def _near(keys: set[str]) -> dict[str, list[int]]:
    near: dict[str, list[int]] = defaultdict(list)
    for step in _steps(sorted(keys)):
        rows = select(InstitutionKey.key, InstitutionKey.institution_id).where(InstitutionKey.key.in_(step))
        for key, institution_id in db.execute(rows):
            near[key].append(institution_id)
    return {key: ids for key, ids in near.items() if len(ids) <= CROWD or key.startswith("n:")}


def _numbers(ids: Sequence[int]) -> dict[int, list[tuple[str, str, bool]]]:
    said = InstitutionSource
    numbers: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    for institution_id, source, number, missing in db.execute(
        select(said.institution_id, said.source, said.number, said.missing_since).where(said.institution_id.in_(ids))
    ):
        numbers[institution_id].append((source, number, missing is None))
    return numbers


def _steps(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    return (values[start : start + STEP] for start in range(0, len(values), STEP))
