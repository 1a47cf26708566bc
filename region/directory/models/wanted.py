"""What somebody looks for among the institutions, and the conditions it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from region.directory.items import CARE_FACILITY, DISABILITY, ITEMS, MEDICAL, Kind
from region.directory.models import fitting
from region.directory.models.fitting import State
from region.directory.models.place import Place
from region.directory.models.reader import Reader
from region.directory.models.status import Status
from region.models import Institution
from region.models.base import belongs_to

KINDS: dict[str, tuple[str, ...]] = {"medical": MEDICAL, "care_facility": CARE_FACILITY, "disability": DISABILITY}
"""Several types that are looked for as one."""


@dataclass(frozen=True)
class Wanted:
    """Empty means any. `can` and `status`: all must hold. `can` is an item (yes or △) or item:choice; `hour` is as 18:00 or 26:00.

    `near` is i and an institution's id, or m and a municipality's code; `within` in km.
    """

    q: str = ""
    type: str = ""
    can: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    serves: str = ""
    municipality: str = ""
    area: int | None = None
    day: str = ""
    hour: str = ""
    near: str = ""
    within: int | None = None
    state: State | None = None

    def among(self, reader: Reader, place: Place | None = None) -> Select[Institution]:
        """Those of the institutions a person may read that fit: the lately confirmed first, then the nearest, then by reading."""
        order: list[Any] = [
            *([place.km.nulls_last()] if place else []),
            Institution.name_kana.nulls_last(),
            Institution.name,
            Institution.id,
        ]
        if self.items:
            order.insert(0, fitting.aged(self.items, reader))
        return self.unordered(reader, place).order_by(*order).options(joinedload(Institution.municipality))

    def unordered(self, reader: Reader, place: Place | None = None) -> Select[Institution]:
        """The same in no order, to be counted."""
        return select(Institution).where(reader.everything, *self._conditions(reader, place))

    def loosened(self) -> list[tuple[str, str, Wanted]]:
        """The same with one condition less: its name, which of several, and the rest."""
        less: list[tuple[str, str, Wanted]] = []
        for name, value in self.asked.items():
            if name == "type" and replace(self, type="")._able == self._able:
                continue  # what it must be able to do says the type already
            if isinstance(value, list):
                less += [(name, one, self._with(name, tuple(other for other in getattr(self, name) if other != one))) for one in value]
            elif name != "near" or not self.within:  # without a place there is no distance to drop
                less.append((name, value, self._with(name, getattr(Wanted(), name))))
        return less

    def loosened_together(self, *drops: tuple[str, ...]) -> list[tuple[tuple[str, ...], Wanted]]:
        """The same without several conditions at once, wherever each part of a drop was asked for; no drop twice."""
        free = Wanted()
        less: dict[tuple[str, ...], Wanted] = {}
        for names in drops:
            dropped: dict[str, Any] = {name: getattr(free, name) for name in names}
            rest = replace(self, **dropped)
            if rest != self and rest not in less.values():
                less[names] = rest
        return list(less.items())

    def _with(self, name: str, value: object) -> Wanted:
        changed: dict[str, Any] = {name: value}
        return replace(self, **changed)

    @property
    def asked(self) -> dict[str, str | list[str]]:
        """What is asked for, by name, as an address says it; nothing else."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: [str(one) for one in value] if isinstance(value, tuple) else str(value) for name, value in said.items() if value}

    @property
    def types(self) -> tuple[str, ...]:
        """The types that fit; none means any."""
        return KINDS.get(self.type, (self.type,) if self.type else ())

    @property
    def _able(self) -> set[str] | None:
        """Those of the types that are asked of everything in `can`: others cannot, and need not be looked at. None means any."""
        limits = [set(types) for types in (self.types, *(ITEMS[one.partition(":")[0]].types for one in self.can)) if types]
        return set.intersection(*limits) if limits else None

    @property
    def items(self) -> list[str]:
        """The items whose values are asked for."""
        named = [one.partition(":")[0] for one in self.can]
        also = {"area_served": self.serves, "opening_hours": self.day or self.hour}
        return list(dict.fromkeys([*named, *(item for item, asked in also.items() if asked)]))

    @property
    def is_a_need(self) -> bool:
        """Is it something an area may lack? A name, or an entry to look after, is not."""
        return bool(self.can or self.status or self.serves or self.day or self.hour) and not self.q and not self.state

    def _conditions(self, reader: Reader, place: Place | None) -> Iterator[ColumnElement[bool]]:
        yield from fitting.says(self.q.split(), reader)
        if self._able is not None:
            yield Institution.type.in_(sorted(self._able))
        if self.municipality:
            yield Institution.municipality_code == self.municipality
        if self.area:
            yield belongs_to([self.area])
        yield fitting.in_state(self.state)
        yield from (fitting.has(status) for status in self.status)
        if self.serves:
            yield fitting.serves(self.serves, reader)
        yield from (fitting.can(one, reader) for one in self.can)
        if self.day or self.hour:
            yield fitting.open_(self.day, self.hour, reader)
        if place and self.within:
            yield place.closer_than(self.within)


def askable(item: str, choice: str, types: tuple[str, ...]) -> bool:
    """Can `item:choice` (or an item of yes and no) be looked for among these types?"""
    asked = ITEMS.get(item)
    if asked is None or (types and not any(asked.asked_of(one) for one in types)):
        return False
    return asked.kind == Kind.YES_NO if not choice else asked.kind == Kind.CHOICES and choice in asked.choices
