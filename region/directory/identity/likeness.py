"""How alike two sketches are, and why. Comparing is symmetric: it does not matter who was there first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import cos, exp, hypot, radians

from flask_babel import lazy_gettext as _

from region.directory.identity.names import alike, work_of
from region.directory.identity.sketch import Sketch

MIDDLE, SURE, DOUBTFUL = 3.5, 7.0, 3.0
"""Weights: where the score is one half; from where on name, address and telephone are enough; from where on a person is asked."""

REASONS = {
    "number_same": _("番号が同じです"),
    "number_other": _("番号がちがいます"),
    "number_gone": _("前の番号は、公表データから消えています"),
    "closed": _("一方は閉じています"),
    "name_same": _("名前が同じです"),
    "name_alike": _("名前が似ています"),
    "name_other": _("名前がちがいます"),
    "branch_other": _("店の名前がちがいます"),
    "work_other": _("していることがちがいます"),
    "kana_same": _("読みが同じです"),
    "address_same": _("住所が同じです"),
    "address_near": _("住所が似ています"),
    "address_other": _("住所がちがいます"),
    "place_near": _("地図の上で、すぐ近くです"),
    "place_far": _("地図の上で、はなれています"),
    "telephone_same": _("電話番号が同じです"),
    "telephone_other": _("電話番号がちがいます"),
    "corporation_same": _("法人が同じです"),
    "corporation_other": _("法人がちがいます"),
    "type_other": _("種類がちがいます"),
}
"""Why two institutions may be one, or not; pairs keep the codes."""

_MEDICAL = {"hospital", "clinic", "clinic_with_beds"}
_SIDELINES = {"home_rehab", "visiting_nursing", "day_rehab", "short_stay", "kaigo_iryoin"}
"""What hospitals and clinics do by their medical licence (みなし指定), under their own name."""
_AGREE = {"number_same", "name_same", "name_alike", "kana_same", "address_same", "address_near", "telephone_same"}

Clue = tuple[str, float]


@dataclass(frozen=True)
class Likeness:
    """What two sketches have in common."""

    clues: tuple[Clue, ...]

    @cached_property
    def said(self) -> frozenset[str]:
        return frozenset(reason for reason, _weight in self.clues)

    @property
    def reasons(self) -> list[str]:
        """Codes of REASONS, what speaks for it first."""
        return [reason for reason, weight in sorted(self.clues, key=lambda clue: (-clue[1], clue[0]))]

    @cached_property
    def weight(self) -> float:
        return sum(weight for _reason, weight in self.clues)

    @property
    def score(self) -> float:
        """From 0 (two) to 1 (one)."""
        return round(1 / (1 + exp(MIDDLE - self.weight)), 3)

    @property
    def by_code(self) -> bool:
        """The same number, and something else that agrees or nothing that disagrees."""
        return "number_same" in self.said and bool(self.said & (_AGREE - {"number_same"}) or not self.said - {"number_same"})

    @property
    def sure(self) -> bool:
        """One institution, without asking anybody."""
        if self.by_code:
            return True
        against = {"number_other", "number_gone", "closed", "type_other", "work_other", "branch_other", "corporation_other", "place_far"}
        if "name_same" not in self.said or self.said & against or self.weight < SURE:
            return False
        reached = {"address_same", "telephone_same"} & self.said
        return len(reached) == 2 or (bool(reached) and not self.said & {"address_other", "telephone_other", "address_near"})

    @property
    def doubtful(self) -> bool:
        return "number_same" in self.said or self.weight >= DOUBTFUL


def compare(one: Sketch, other: Sketch) -> Likeness:
    """What speaks for one institution, and what for two."""
    parts = (_numbers, _names, _addresses, _places, _telephones, _corporations, _types)
    return Likeness(tuple(clue for part in parts for clue in part(one, other)))


def _numbers(one: Sketch, other: Sketch) -> Iterator[Clue]:
    if (one.numbers | one.gone) & (other.numbers | other.gone):
        yield "number_same", 6.0
        return
    if one.closed != other.closed:
        yield "closed", -0.2
    if {space for space, _n in one.numbers} & {space for space, _n in other.numbers}:
        yield "number_other", -2.5
    elif {space for space, _n in one.numbers | one.gone} & {space for space, _n in other.numbers | other.gone}:
        yield "number_gone", 0.8 if one.name == other.name else 0.0  # who opens again under a new number keeps the name


def _names(one: Sketch, other: Sketch) -> Iterator[Clue]:
    kana = bool(one.kana) and one.kana == other.kana
    if one.name == other.name:
        yield "name_same", 4.0
    elif work_of(one.name) != work_of(other.name) and one.stem != other.stem:
        yield "work_other", -4.0
    elif one.stem == other.stem:
        yield from [("name_alike", 3.0)] if not (one.branch and other.branch) else [("branch_other", 0.3)]
    else:
        yield from _spelling(one, other, kana=kana)
    if kana and one.name != other.name:
        yield "kana_same", 1.5


def _spelling(one: Sketch, other: Sketch, *, kana: bool) -> Iterator[Clue]:
    likeness = max(alike(one.name, other.name), alike(one.stem, other.stem))
    short, long = sorted((one.name, other.name), key=len)
    if likeness >= 0.6 or (len(short) >= 4 and short in long):
        yield "name_alike", 1.0 + 2.0 * likeness
    elif not kana:
        yield "name_other", -3.0 + 2.0 * likeness


def _addresses(one: Sketch, other: Sketch) -> Iterator[Clue]:
    if not one.town + other.town or not (one.blocks and other.blocks):
        return
    town = one.town.endswith(other.town) or other.town.endswith(one.town)
    shorter = min(len(one.blocks), len(other.blocks))
    shared = next((at for at in range(shorter) if one.blocks[at] != other.blocks[at]), shorter)
    whole = shared == len(one.blocks) == len(other.blocks)
    if town and whole and one.municipality_code == other.municipality_code:
        yield "address_same", 3.0
    elif town and shared and shared == shorter:
        yield "address_near", 1.5
    elif not _within(one, other, 60):
        yield "address_other", -0.8 if town else -1.5


def _places(one: Sketch, other: Sketch) -> Iterator[Clue]:
    if _within(one, other, 60):
        yield "place_near", 0.7
    elif _within(one, other, 1500) is False:
        yield "place_far", -0.7


def _within(one: Sketch, other: Sketch, metres: float) -> bool | None:
    """None where a place is not known."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    north = (one.latitude - other.latitude) * 111_000
    east = (one.longitude - other.longitude) * 111_000 * cos(radians(one.latitude))
    return hypot(north, east) <= metres


def _telephones(one: Sketch, other: Sketch) -> Iterator[Clue]:
    if one.telephone and other.telephone:
        yield ("telephone_same", 3.0) if one.telephone == other.telephone else ("telephone_other", -1.0)


def _corporations(one: Sketch, other: Sketch) -> Iterator[Clue]:
    if one.corporation_number and other.corporation_number:
        yield ("corporation_same", 0.7) if one.corporation_number == other.corporation_number else ("corporation_other", -1.0)


def _types(one: Sketch, other: Sketch) -> Iterator[Clue]:
    kinds = {one.kind, other.kind}
    if len(kinds) == 1 or "other" in kinds or kinds <= _MEDICAL or (kinds & _MEDICAL and kinds & _SIDELINES):
        return
    yield "type_other", -1.5
