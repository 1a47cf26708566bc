"""A place of the demo: its areas, institutions and people, made from its folder with the region's own verbs."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from auth.models import Person
from auth.passwords import hash_password
from board.models import Board, BoardKind
from board.setting_up import set_up_boards
from core import clock
from core.database import db
from demo.calendar import Calendar, moment
from demo.designations import designate
from demo.threads import HERE
from region.models import Affiliation, Area, AreaKind, CoordinationBase, Institution, Municipality, Role

FOLDERS = ("aonuma", "irie")
SIGN_INS = ("kyoten", "doctor", "nurse", "pharmacist", "caremanager", "manager", "prefecture", "stranger")
"""The people whose addresses are handed out. Their institutions answer what they are asked, except where a thread says otherwise."""

PASSWORD = "renkei-demo-2026"  # noqa: S105 - everybody may know it: production refuses to start with these accounts
SETTLED = timedelta(days=400)
"""How long before the last day the place was set up at least: in an earlier fiscal year, so that this year's inventory is due."""


@dataclass
class Place:
    """What was made, by the names the files use."""

    folder: str
    runs: str
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    people: dict[str, list[Affiliation]] = field(default_factory=dict)
    boards: dict[BoardKind, Board] = field(default_factory=dict)

    def who(self, key: str, of: str | None = None) -> Affiliation:
        """A person's affiliation: the first, or the one at the institution `of`."""
        return next(one for one in self.people[key] if of in (None, one.institution.name))

    def shown(self) -> set[str]:
        """The institutions of the people whose addresses are handed out."""
        return {one.institution.name for key in SIGN_INS for one in self.people.get(key, ())}

    def staffed(self) -> dict[str, list[Affiliation]]:
        """Institutions with accounts, and whose they are."""
        staff: dict[str, list[Affiliation]] = {}
        for one in (affiliation for affiliations in self.people.values() for affiliation in affiliations):
            if one.role != Role.PREFECTURE:
                staff.setdefault(one.institution.name, []).append(one)
        return staff


def settle(folder: str, calendar: Calendar, password_hash: str) -> Place:
    """Makes a place as it stood when the first post was written."""
    facts = tomllib.loads((HERE / folder / "area.toml").read_text("utf-8"))
    place = Place(folder, runs=facts["runs"])
    with clock.at(min(calendar.end - SETTLED, moment(date(clock.fiscal_year(calendar.last) - 1, 4, 1), "8:30"))):
        _land(place, facts)
        _institutions(place, facts["middles"])
        _areas(place, facts, clock.fiscal_year(calendar.last))
        _people(place, password_hash)
    return place


def demo_password() -> str:
    """The one hash all demo people share."""
    return hash_password(PASSWORD)


def rows(folder: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of a place's table."""
    with (HERE / folder / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def _land(place: Place, facts: dict[str, Any]) -> None:
    for code, name in facts["municipalities"].items():
        place.municipalities[name] = Municipality(code=code, name=name, prefecture_name=facts["prefecture"])
    db.add_all(place.municipalities.values())
    db.flush()


def _institutions(place: Place, middles: dict[str, tuple[float, float]]) -> None:
    for row in rows(place.folder, "institutions"):
        facts = {
            "name": row["name"],
            "name_kana": row["kana"],
            "type": row["type"],
            "municipality_code": place.municipalities[row["municipality"]].code,
            "address": row["address"],
            "telephone": row["telephone"],
            "fax": row["fax"] or None,
            "corporation_name": row["corporation"] or None,
            **_spot(row["name"], middles[row["municipality"]]),
        }
        place.institutions[row["name"]] = Institution.add(facts, by=None)


def _spot(name: str, middle: tuple[float, float]) -> dict[str, float]:
    """Where it stands, the same each time; of one in twenty nobody knows."""
    chance = Random(f"spot {name}")  # noqa: S311 - for the demo
    if chance.random() < 0.05:
        return {}
    return {"latitude": round(chance.gauss(middle[0], 0.014), 6), "longitude": round(chance.gauss(middle[1], 0.018), 6)}


def _areas(place: Place, facts: dict[str, Any], year: int) -> None:
    made: dict[str, Area] = {}
    for one in facts["areas"]:
        from_on = date(year + one.get("since", -1), 4, 1)
        land = [place.municipalities[name] for name in one["municipalities"]]
        made[one["name"]] = area = Area.set_up(one["name"], AreaKind(one["kind"]), land, from_on=from_on)
        for base in one["bases"]:
            CoordinationBase.appoint(place.institutions[base], area, from_on=from_on)
        if one.get("boards"):
            place.boards = {board.kind: board for board in set_up_boards(area)}
    designate(facts, year, made, place.institutions)


def _people(place: Place, password_hash: str) -> None:
    for row in rows(place.folder, "people"):
        known = place.people.setdefault(row["key"], [])
        person = known[0].person if known else _person(row, password_hash)
        known.append(Affiliation.begin(person, place.institutions[row["institution"]], Role(row["role"]), row["professions"].split()))


def _person(row: dict[str, str], password_hash: str) -> Person:
    person = Person(email=f"{row['key']}@example.jp", name=row["name"], name_kana=row["kana"], password_hash=password_hash)
    db.add(person)
    return person
