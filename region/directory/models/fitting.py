"""The conditions a search comes to, each on Institution. Facts are asked only as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from auth.models import Person
from core import clock
from core.database import db
from core.folding import fold
from region.directory.items import ITEMS
from region.directory.models.fact import Fact
from region.directory.models.fact_choice import FactChoice
from region.directory.models.open_hours import OpenHours, minutes
from region.directory.models.reader import Reader
from region.directory.models.status import InstitutionStatus, Status
from region.models import Affiliation, Institution, InstitutionMerge, InstitutionSource, Municipality
from region.models.institution import FOLDED
from region.vocabulary import INSTITUTION_TYPES

HOLDS = ("yes", "some")


class State(StrEnum):
    """Ways in which an institution may need somebody to look after its entry."""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    MISSING = "missing"
    CLOSED = "closed"


def says(words: Sequence[str], reader: Reader) -> Iterator[ColumnElement[bool]]:
    """Each word stands in name, kana, address, telephone, municipality or the word for the type, in the reader's language."""
    alone = []
    for word, places, types in _elsewhere(words, reader):
        if places or types:
            yield or_(_written([word], reader), Institution.municipality_code.in_(places), Institution.type.in_(types))
        else:
            alone.append(word)
    if alone:
        yield _written(alone, reader)


def _written(words: Sequence[str], reader: Reader) -> ColumnElement[bool]:
    """In the folded text itself. Of few institutions each is looked at; among many the index knows."""
    if reader.reaches_few:
        return and_(*(Institution.folded.contains(fold(word), autoescape=True) for word in words))
    return FOLDED.holds(Institution.id, *words, among=True)


def _elsewhere(words: Sequence[str], reader: Reader) -> list[tuple[str, list[str], list[str]]]:
    """Each word with the municipalities in reach and the types whose names hold it."""
    if not words:
        return []
    named = select(Municipality.code, Municipality.prefecture_name + Municipality.name)
    towns = [(one[0], fold(one[1])) for one in db.execute(named.where(Municipality.code.in_(sorted(reader.reach.codes))))]
    types = [(code, fold(str(name))) for code, name in INSTITUTION_TYPES.items()]
    return [
        (word, [code for code, name in towns if fold(word) in name], [code for code, name in types if fold(word) in name]) for word in words
    ]


def _choices(item: str, choices: Iterable[str], reader: Reader) -> ColumnElement[bool]:
    held = select(FactChoice.item).where(
        FactChoice.institution_id == Institution.id, FactChoice.item == item, FactChoice.choice.in_(tuple(choices)),
        reader.sees(FactChoice.visibility),
    )  # fmt: skip
    return held.correlate(Institution).exists()


def can(said: str, reader: Reader) -> ColumnElement[bool]:
    """It can do this; △ counts, the condition is shown."""
    item, _, choice = said.partition(":")
    return _choices(item, (choice,) if choice else HOLDS, reader)


def serves(code: str, reader: Reader) -> ColumnElement[bool]:
    """It says that it comes there; or it says nothing of where it comes, and stands there."""
    says = select(FactChoice.item).where(
        FactChoice.institution_id == Institution.id, FactChoice.item == "area_served", reader.sees(FactChoice.visibility)
    )
    silent = and_(Institution.municipality_code == code, not_(says.correlate(Institution).exists()))
    return or_(_choices("area_served", (code,), reader), silent)


def open_(day: str, hour: str, reader: Reader) -> ColumnElement[bool]:
    """It is open on that day, at that hour."""
    held = select(OpenHours.item).where(
        OpenHours.institution_id == Institution.id, OpenHours.item == "opening_hours", OpenHours.at(day, minutes(hour) if hour else None),
        reader.sees(OpenHours.visibility),
    )  # fmt: skip
    return held.correlate(Institution).exists()


def has(status: Status) -> ColumnElement[bool]:
    """It has this status today."""
    rows = select(InstitutionStatus.id).where(
        InstitutionStatus.institution_id == Institution.id, InstitutionStatus.status == status, InstitutionStatus.today()
    )
    return rows.correlate(Institution).exists()


def in_state(state: State | None) -> ColumnElement[bool]:
    """It is open, or in the state that was asked for."""
    if state == State.CLOSED:
        return and_(Institution.closed_on.is_not(None), Institution.id.not_in(InstitutionMerge.merged_ids()))
    more = {
        State.REGISTERED: Institution.id.in_(registered()),
        State.UNREGISTERED: Institution.id.not_in(registered()),
        State.MISSING: Institution.id.in_(select(InstitutionSource.institution_id).where(InstitutionSource.missing_since.is_not(None))),
    }
    return and_(Institution.closed_on.is_(None), *([more[state]] if state else []))


def registered() -> Select[int]:
    """Ids of the institutions where somebody has an account that works."""
    return (
        select(Affiliation.institution_id)
        .join(Person, Person.id == Affiliation.person_id)
        .where(Affiliation.ended_at.is_(None), Person.disabled_at.is_(None))
    )


def aged(items: Iterable[str], reader: Reader) -> ColumnElement[bool]:
    """Something of what is asked was confirmed longer ago than its item allows."""
    since = {item: clock.now() - timedelta(days=ITEMS[item].stale_after) for item in items}
    old = or_(*(and_(Fact.item == item, Fact.confirmed_at < day) for item, day in since.items()))
    held = select(Fact.id).where(Fact.institution_id == Institution.id, Fact.superseded_at.is_(None), old, reader.sees(Fact.visibility))
    return held.correlate(Institution).exists()
