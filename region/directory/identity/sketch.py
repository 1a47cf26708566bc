"""What is compared of an institution, folded: both a row of a file and an institution of the directory become this."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.folding import dialled
from region.directory.identity.addresses import placed
from region.directory.identity.names import called, plainly

OFFICE = "office"
_OFFICE_SOURCES = {"care_services", "telephones", "insurance", OFFICE}
"""介護の事業所番号 of a clinic, dentist or pharmacy is its prefecture, 点数表 and 保険医療機関コード."""
_TABLES = {"dental_clinic": "3", "pharmacy": "4", "visiting_nursing": "6"}
"""点数表 by type of institution; 1 (医科) for hospitals and clinics."""

Number = tuple[str, str]


@dataclass(frozen=True)
class Sketch:
    """One side of a comparison. `numbers`: (namespace, number) that hold today; `gone`: those that files no longer have."""

    name: str
    stem: str
    branch: str
    kana: str
    kind: str
    municipality_code: str
    town: str
    blocks: tuple[str, ...]
    building: str
    telephone: str
    corporation_number: str
    numbers: frozenset[Number]
    gone: frozenset[Number] = frozenset()
    closed: bool = False
    latitude: float | None = None
    longitude: float | None = None

    @property
    def keys(self) -> set[str]:
        """By any of these somebody alike is found."""
        found = {f"n:{space}:{number}" for space, number in self.numbers | self.gone}
        found |= {f"t:{self.telephone}"} if self.telephone else set()
        found |= {f"c:{self.corporation_number}:{self.municipality_code}"} if self.corporation_number else set()
        found |= {f"m:{name[:80]}:{self.municipality_code}" for name in (self.name, self.stem, self.kana) if name}
        if self.blocks:
            found.add(f"a:{self.town[-20:]}:{'-'.join(self.blocks[:2])[:40]}:{self.municipality_code}")
        return found


@dataclass(frozen=True)
class Told:
    """What is told of an institution, as it is written; unknown is None. Numbers are (source, number)."""

    name: str
    kana: str | None
    type: str
    municipality_code: str | None
    address: str | None
    telephone: str | None
    corporation_number: str | None
    numbers: Sequence[Number]
    gone: Sequence[Number] = ()
    closed: bool = False
    latitude: float | None = None
    longitude: float | None = None
    municipality: str = ""
    prefecture: str = ""
    building: str | None = None


def sketch(told: Told) -> Sketch:
    """Folds what is told; unknown is empty."""
    said, where = called(told.name), placed(told.address, told.municipality, told.prefecture)
    return Sketch(
        name=said.name, stem=said.stem, branch=said.branch, kana=called(told.kana).name if told.kana else "", kind=told.type,
        municipality_code=told.municipality_code or "", town=where.town, blocks=where.blocks,
        building=plainly(told.building or where.building), telephone=dialled(told.telephone) or "",
        corporation_number=told.corporation_number or "", numbers=_whose(told, told.numbers), gone=_whose(told, told.gone),
        closed=told.closed, latitude=told.latitude, longitude=told.longitude,
    )  # fmt: skip


def _whose(told: Told, numbers: Iterable[Number]) -> frozenset[Number]:
    return frozenset(whose(source, number, told.type, told.municipality_code) for source, number in numbers)


def whose(source: str, number: str, kind: str, municipality_code: str | None) -> Number:
    """The namespace of a number and its one way of writing."""
    plain = re.sub(r"[^0-9A-Z]", "", number.upper())
    if source not in _OFFICE_SOURCES or len(plain) not in (7, 10):  # a list without numbers is kept under keys of our own
        return source, plain
    if len(plain) == 7 and municipality_code:
        return OFFICE, municipality_code[:2] + _TABLES.get(kind, "1") + plain
    return OFFICE, plain
