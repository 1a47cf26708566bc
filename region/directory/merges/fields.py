"""Name, address, telephone … of two entries: by hand wins, the kept one is believed, the other fills what is unknown."""

from __future__ import annotations

from typing import Any

from region.models import Affiliation, Institution, InstitutionSource

FIELDS = (
    "name", "name_kana", "type", "municipality_code", "address", "building", "telephone", "fax", "url",
    "corporation_name", "corporation_number", "latitude", "longitude",
)  # fmt: skip
_PLACE = {"municipality_code", "address", "building", "latitude", "longitude"}
"""These go together: half an address of each would be no place at all."""


def move(merged: Institution, kept: Institution, *, by: Affiliation) -> dict[str, Any]:
    """Writes what the kept one takes over. Returns before and after by field, and which became corrections by hand."""
    taken = _taken(merged, kept)
    before = {name: getattr(kept, name) for name in taken}
    by_hand = sorted(set(taken) & set(merged.edited_fields) - set(kept.edited_fields))
    _write(kept, taken, by)
    kept.edited_fields = sorted({*kept.edited_fields, *by_hand})
    kept.refold()
    return {"before": before, "after": taken, "by_hand": by_hand}


def take_back(moved: dict[str, Any], kept: Institution, *, by: Affiliation) -> None:
    """Fields are what they were, where nobody has changed them since."""
    unchanged = [name for name, value in moved["after"].items() if getattr(kept, name) == value]
    _write(kept, {name: moved["before"][name] for name in unchanged}, by)
    kept.edited_fields = sorted(set(kept.edited_fields) - (set(moved["by_hand"]) & set(unchanged)))
    kept.refold()


def _taken(merged: Institution, kept: Institution) -> dict[str, Any]:
    newer = _vanished(kept.sources) and not _vanished(merged.sources)
    chosen = {name for name in FIELDS if name not in kept.edited_fields and _better(name, merged, kept, newer=newer)}
    if not newer and kept.address and "address" not in chosen:
        chosen -= {name for name in _PLACE if getattr(kept, name) is not None}
    elif "address" in chosen:
        chosen |= {name for name in _PLACE if name not in kept.edited_fields}
    return {name: getattr(merged, name) for name in FIELDS if name in chosen and getattr(merged, name) != getattr(kept, name)}


def _better(name: str, merged: Institution, kept: Institution, *, newer: bool) -> bool:
    theirs = getattr(merged, name)
    return theirs is not None and (name in merged.edited_fields or getattr(kept, name) is None or newer)


def _vanished(sources: list[InstitutionSource]) -> bool:
    return bool(sources) and all(one.missing_since for one in sources)


def _write(kept: Institution, values: dict[str, Any], by: Affiliation) -> None:
    for name, value in values.items():
        if name not in ("latitude", "longitude"):
            kept.note(name, value, by)
        setattr(kept, name, value)
