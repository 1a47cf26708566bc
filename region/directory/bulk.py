"""Facts out of files, many at a time: what Fact.state does for one, with a handful of queries for a step of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, insert, select, update

from core import clock
from core.database import db
from region.directory.items import ITEMS, Item, Kind, Visibility
from region.directory.models.fact import BY_HAND, Fact, FactChoice, choices_of
from region.directory.models.fact_claim import FactClaim
from region.directory.models.open_hours import OpenHours, spans
from region.open_data.publication import Saying, publications

Key = tuple[int, str]
"""Institution and item."""


@dataclass(frozen=True)
class Statement:
    """A source says this of one item of one institution."""

    institution_id: int
    item: str
    value: dict[str, Any]
    source: str
    at: datetime

    @property
    def key(self) -> Key:
        return self.institution_id, self.item


def hear(said: Sequence[Saying]) -> None:
    """What files say of institutions becomes facts, as far as it is asked of institutions of their type."""
    state_many(
        [
            Statement(one.institution.id, code, value, one.source, beginning_of(one.on))
            for one in said
            for code, value in one.facts.items()
            if code in ITEMS and ITEMS[code].asked_of(one.institution.type)
        ]
    )


def state_many(statements: Sequence[Statement]) -> None:
    """As Fact.state, for sources that are files: what was said by hand, or by a source believed more, stays."""
    present = _present({one.institution_id for one in statements})
    fresh: dict[Key, Statement] = {}
    renewed: list[Statement] = []
    for one in statements:
        known = present.get(one.key)
        if known is None:
            fresh[one.key] = one
        elif known.source == BY_HAND:
            FactClaim.hear(one.institution_id, one.item, one.value, one.source, present=known.value, at=one.at)
        elif known.value == one.value and known.source == one.source:
            _reconfirm([known.id], one.at)
        elif _rank(one.source) <= _rank(known.source):
            renewed.append(one)
    _supersede([(present[one.key].id, one.at) for one in renewed])
    stated = [*fresh.values(), *renewed]
    seen_by = {one.key: present[one.key].visibility for one in renewed}
    _write(stated, seen_by, renewed)


def confirm(institution_ids: Sequence[int], source: str, on: date) -> None:
    """A newer file says the same as before."""
    at = beginning_of(on)
    db.execute(
        update(Fact)
        .where(Fact.institution_id.in_(institution_ids), Fact.source == source, Fact.superseded_at.is_(None), Fact.confirmed_at < at)
        .values(confirmed_at=at)
        .execution_options(synchronize_session=False)
    )


def by_hand(institution_ids: Sequence[int]) -> set[Key]:
    """Which items of these institutions people have stated; files do not replace them."""
    rows = select(Fact.institution_id, Fact.item).where(Fact.institution_id.in_(institution_ids), Fact.source == BY_HAND)
    return {(row[0], row[1]) for row in db.execute(rows.where(Fact.superseded_at.is_(None)))}


def beginning_of(day: date) -> datetime:
    """The first moment of a day in Japan."""
    return datetime.combine(day, time.min, tzinfo=clock.JAPAN)


def _present(ids: Iterable[int]) -> Mapping[Key, Any]:
    columns = (Fact.id, Fact.institution_id, Fact.item, Fact.value, Fact.source, Fact.visibility)
    rows = db.execute(select(*columns).where(Fact.institution_id.in_(sorted(ids)), Fact.superseded_at.is_(None)))
    return {(row.institution_id, row.item): row for row in rows}


def _rank(source: str) -> int:
    return publications[source].rank if source in publications else 100


def _reconfirm(ids: Sequence[int], at: datetime) -> None:
    older = update(Fact).where(Fact.id.in_(ids), Fact.confirmed_at < at).values(confirmed_at=at)
    db.execute(older.execution_options(synchronize_session=False))


def _supersede(facts: Sequence[tuple[int, datetime]]) -> None:
    for at in {moment for _id, moment in facts}:
        ids = [fact_id for fact_id, moment in facts if moment == at]
        db.execute(update(Fact).where(Fact.id.in_(ids)).values(superseded_at=at).execution_options(synchronize_session=False))


def _write(stated: Sequence[Statement], seen_by: Mapping[Key, Visibility], renewed: Sequence[Statement]) -> None:
    """New facts, and beside them the rows that finding looks at."""
    if not stated:
        return
    shown = {one.key: seen_by.get(one.key, ITEMS[one.item].visibility) for one in stated}
    db.execute(insert(Fact), [_row(one, shown[one.key]) for one in stated])
    _forget(FactChoice, renewed)
    _forget(OpenHours, renewed)
    choices = [row for one in stated for row in _choices(one, ITEMS[one.item], shown[one.key])]
    hours = [row for one in stated if ITEMS[one.item].kind == Kind.HOURS for row in _hours(one, shown[one.key])]
    if choices:
        db.execute(insert(FactChoice), choices)
    if hours:
        db.execute(insert(OpenHours), hours)


def _forget(model: type[FactChoice | OpenHours], renewed: Sequence[Statement]) -> None:
    for item in {one.item for one in renewed}:
        ids = [one.institution_id for one in renewed if one.item == item]
        db.execute(delete(model).where(model.item == item, model.institution_id.in_(ids)).execution_options(synchronize_session=False))


def _row(one: Statement, visibility: Visibility) -> dict[str, Any]:
    return {
        "institution_id": one.institution_id, "item": one.item, "value": one.value, "source": one.source, "visibility": visibility,
        "stated_at": one.at, "confirmed_at": one.at,
    }  # fmt: skip


def _choices(one: Statement, item: Item, visibility: Visibility) -> list[dict[str, Any]]:
    about = {"institution_id": one.institution_id, "item": one.item, "visibility": visibility}
    return [about | {"choice": choice} for choice in choices_of(item, one.value)]


def _hours(one: Statement, visibility: Visibility) -> list[dict[str, Any]]:
    about = {"institution_id": one.institution_id, "item": one.item, "visibility": visibility}
    return [about | {"day": day, "from_minute": begin, "to_minute": until} for (day, begin), until in spans(one.value).items()]
