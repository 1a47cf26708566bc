"""What two entries can do, item by item: what was said by hand wins over files, then what was confirmed last."""

from __future__ import annotations

from typing import Any

from core import clock
from core.database import db
from region.directory.items import ITEMS, Visibility
from region.directory.models import Fact, FactChoice
from region.models import Institution

_COPIED = ("item", "value", "source", "visibility", "stated_at", "stated_by_id", "confirmed_at", "confirmed_by_id")


def move(merged: Institution, kept: Institution) -> list[dict[str, Any]]:
    """The kept one says what either said. Returns ids: `theirs` at the merged one, `ours` before, `copy` at the kept one."""
    mine = Fact.current_of(kept.id)
    moved = []
    for item, theirs in sorted(Fact.current_of(merged.id).items()):
        ours = mine.get(item)
        copied = _better(theirs, ours)
        for over in (theirs, ours if copied else None):
            if over:
                over.superseded_at = clock.now()
        db.flush()
        copy = _copy(theirs, kept.id) if copied else None
        moved.append({"theirs": theirs.id, "ours": ours.id if ours and copied else None, "copy": copy.id if copy else None})
        _found(merged.id, item, None)
    return moved


def take_back(moved: list[dict[str, Any]]) -> None:
    """Both say again what they said, where nobody has said something new since. What is said again is a new row: nothing is rewritten."""
    for one in moved:
        theirs, copy = db.get_one(Fact, one["theirs"]), db.get(Fact, one["copy"]) if one["copy"] else None
        if copy and copy.superseded_at is None:
            copy.superseded_at = clock.now()
            db.flush()
            if ours := db.get(Fact, one["ours"]) if one["ours"] else None:
                _copy(ours, ours.institution_id)
            else:
                _found(copy.institution_id, copy.item, None)
        if theirs.item not in Fact.current_of(theirs.institution_id):
            _copy(theirs, theirs.institution_id)


def _better(theirs: Fact, ours: Fact | None) -> bool:
    return ours is None or (theirs.by_hand, theirs.confirmed_at) > (ours.by_hand, ours.confirmed_at)


def _copy(fact: Fact, institution_id: int) -> Fact:
    copy = Fact(institution_id=institution_id, **{name: getattr(fact, name) for name in _COPIED})
    db.add(copy)
    db.flush()
    _found(institution_id, fact.item, copy)
    return copy


def _found(institution_id: int, item: str, fact: Fact | None) -> None:
    """What finding looks at follows."""
    if item in ITEMS:
        FactChoice.renew(
            institution_id, ITEMS[item], fact.value if fact else {}, Visibility(fact.visibility) if fact else Visibility.BASE, anew=False
        )
