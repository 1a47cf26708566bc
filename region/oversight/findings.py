"""What a month of the audit holds: how many acts of which kind, and what stands out. Ids and numbers only, so that it can be kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from auth.models import Person
from core import clock
from core.audit import AuditRow
from core.database import db
from region.oversight import words
from region.oversight.acts import count_by, of_areas
from region.oversight.month import Month

NIGHT = range(5, 22)
"""Hours that are day; a sign-in outside of them is shown."""
MANY = 30
"""Things one person opened or took out on one day, from which on it is shown."""
MOST = 20


@dataclass(frozen=True)
class Line:
    """Somebody or something, and how often."""

    name: str
    count: int


def of_month(month: Month, areas: Select[int]) -> dict[str, Any]:
    """Counted anew; a signed review keeps its own."""
    within = (AuditRow.at >= month.begins, AuditRow.at < month.ends)
    verbs = count_by(AuditRow.verb, areas, *within)
    groups: Counter[str] = Counter()
    for verb, count in verbs.items():
        groups[words.group_of(verb)] += count
    out = list(words.GROUPS["taken_out"][1])
    exports = {verb: count for verb, count in verbs.items() if verb.endswith((".exported", ".taken"))}
    denied = count_by(AuditRow.person_id, areas, AuditRow.verb.in_(list(words.GROUPS["denied"][1])), *within)
    refused = {verb: count for verb, count in verbs.items() if verb in ("sign_in.failed", "sign_in.rested", "password.refused")}
    return {
        "groups": dict(groups), "denied": _most(denied), "refused": refused, "exports": exports,
        "nights": _most(_nights(areas, within)), "readers": _most(_readers(areas, out, within)),
    }  # fmt: skip


def in_words(told: dict[str, Any]) -> dict[str, list[Line]]:
    """What stands out, with names and words of today."""
    people = {name: _people(told[name]) for name in ("denied", "nights", "readers")}
    acts = {name: [Line(words.said(verb), count) for verb, count in sorted(told[name].items())] for name in ("refused", "exports")}
    return people | acts


def _people(counted: list[list[int]]) -> list[Line]:
    ids = [person for person, _count in counted]
    names = {row.id: row.name for row in db.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
    return [Line(names.get(person, str(person)), count) for person, count in counted]


def _most(counted: dict[int | None, int]) -> list[list[int]]:
    """The persons with the most, as pairs that JSON keeps."""
    known = [(person, count) for person, count in counted.items() if person]
    return [[person, count] for person, count in sorted(known, key=lambda one: (-one[1], one[0]))[:MOST]]


def _nights(areas: Select[int], within: tuple[Any, ...]) -> dict[int | None, int]:
    """Sign-ins by person between 22 and 5 o'clock in Japan."""
    began = select(AuditRow.at, AuditRow.person_id).where(of_areas(areas), AuditRow.verb == "sign_in.began", *within)
    return Counter(person for at, person in db.execute(began.execution_options(yield_per=1000)) if clock.in_japan(at).hour not in NIGHT)


def _readers(areas: Select[int], verbs: list[str], within: tuple[Any, ...]) -> dict[int | None, int]:
    """By person the most of one day, where that is MANY or more."""
    much = select(AuditRow.person_id).where(of_areas(areas), AuditRow.verb.in_(verbs), *within).group_by(AuditRow.person_id)
    busy = list(db.scalars(much.having(func.count() >= MANY)))
    days: Counter[tuple[int | None, Any]] = Counter()
    read = select(AuditRow.at, AuditRow.person_id).where(AuditRow.person_id.in_(busy), AuditRow.verb.in_(verbs), *within)
    for at, person in db.execute(read.execution_options(yield_per=1000)) if busy else ():
        days[person, clock.in_japan(at).date()] += 1
    most: dict[int | None, int] = {}
    for (person, _day), count in days.items():
        most[person] = max(count, most.get(person, 0))
    return {person: count for person, count in most.items() if count >= MANY}
