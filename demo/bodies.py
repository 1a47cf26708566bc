"""A group of the demo as its file tells it, and what was made of it so far; and all groups of a place together."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from demo.calendar import Calendar, moment
from demo.places import Place
from demo.threads import HERE
from demo.years import Years
from meetings.models import Charge, Countermeasure, Entry, Group, GroupKind, HearingNote, Issue, Meeting, Member, Seat, Term
from region.models import Affiliation

Facts = dict[str, Any]
UPPER = "council"
"""The file of the body that issues rise to."""

_AT_MEETING = re.compile(r"(last|this) m(\d)(?:\+(\d+))?(?: (\d+:\d+))?")


@dataclass
class Story:
    """What all groups of a place share: issues and countermeasures by the keys of the files."""

    place: Place
    years: Years
    bodies: dict[str, Body] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    measures: dict[str, Countermeasure] = field(default_factory=dict)
    notes: list[tuple[str, HearingNote, str]] = field(default_factory=list)
    """Which issue a note speaks for, and the words."""

    @classmethod
    def read(cls, place: Place, calendar: Calendar) -> Story:
        """All groups of a place, the upper one first; none where it has no files."""
        story = cls(place, Years(calendar))
        for path in sorted((HERE / place.folder / "meetings").glob("*.toml"), key=lambda path: (path.stem != UPPER, path.stem)):
            story.bodies[path.stem] = Body(story, path.stem, tomllib.loads(path.read_text("utf-8")))
        return story

    def decided(self) -> dict[str, datetime]:
        """When each countermeasure is decided, by its key: tel/1."""
        return {key: sitting for body in self.bodies.values() for key, sitting in body.said("countermeasure")}

    def raised(self) -> dict[str, datetime]:
        """When each issue is raised: outside of meetings where its file says so."""
        issues = [one for body in self.bodies.values() for one in body.facts["issue"]]
        apart = {one["key"]: self.years.raised(one["raised"]) for one in issues if "raised" in one}
        return apart | {key.partition("/")[0]: sitting for body in self.bodies.values() for key, sitting in body.said("issue")}


@dataclass
class Body:
    """One group."""

    story: Story
    name: str
    facts: Facts
    group: Group = field(init=False)
    seats: dict[str, Member] = field(default_factory=dict)
    meetings: dict[tuple[str, int], Meeting] = field(default_factory=dict)
    decisions: dict[int, list[Entry]] = field(default_factory=dict)
    """Of each meeting, by its id."""

    @property
    def secretary(self) -> Affiliation:
        """Who writes: the first of the secretariat."""
        return self.story.place.who(next(one["who"] for one in self.facts["members"] if one.get("seat") == Seat.SECRETARIAT))

    def set_up(self) -> None:
        """The group and who sits in it, from the first day of the last fiscal year."""
        place, began = self.story.place, date(self.story.years.this - 1, 4, 1)
        area = next(iter(place.boards.values())).area
        upper = self.story.bodies[UPPER]
        self.group = Group.set_up(
            area, name=self.facts["name"], kind=GroupKind(self.facts["kind"]), purpose=self.facts["purpose"], began_on=began,
            secretariat=self.secretary.institution, upper=None if upper is self else upper.group, by=place.who(place.runs),
        )  # fmt: skip
        for one in self.facts["members"]:
            self._seat(one, began)

    def _seat(self, facts: Facts, began: date) -> None:
        place = self.story.place
        account = place.who(facts["who"], facts.get("of")) if "who" in facts else None
        institution = account.institution if account else place.institutions[facts["institution"]]
        key = facts.get("who") or facts["name"]
        seat = Seat(facts.get("seat", Seat.MEMBER))
        self.seats[key] = Member.seat_in(
            self.group, name=account.person.name if account else facts["name"], institution_name=institution.name, from_on=began,
            affiliation=account, institution=institution, profession=account.profession_codes[0] if account else facts["profession"],
            recommended_by=facts.get("for", ""), seat=seat, signs=seat == Seat.CHAIR or key in self.facts["signers"], by=self.secretary,
        )  # fmt: skip

    def starts(self, facts: Facts) -> datetime:
        """When a meeting of the file begins."""
        day = self.story.years.evening(f"{facts['year']} {facts['on']}", self.facts["weekday"])
        return moment(day, self.facts.get("at", "19:00"))

    def items(self, facts: Facts) -> list[Facts]:
        """The agenda of a meeting; what a post gave rise to stands on it only where that was before."""
        begins, years = self.starts(facts), self.story.years
        apart = {one["key"]: years.raised(one["raised"]) for one in self.facts["issue"] if "raised" in one}
        return [item for item in facts["item"] if apart.get(item.get("issue", ""), begins) <= begins]

    def when(self, when: str) -> tuple[datetime, Meeting | None]:
        """A moment of the file; "last m3" is in that meeting, "this m2+5 10:00" some days after it."""
        found = _AT_MEETING.fullmatch(when)
        if not found:
            return self.story.years.at(when), None
        facts = next(one for one in self.facts["meeting"] if (one["year"], one["number"]) == (found[1], int(found[2])))
        start = self.starts(facts)
        if found[3]:
            return moment(start.date() + timedelta(days=int(found[3])), found[4]), None
        return start + timedelta(minutes=74), self.meetings.get((found[1], int(found[2])))

    def said(self, kind: str) -> Iterator[tuple[str, datetime]]:
        """The keys that entries of a kind name, and when their meeting begins."""
        for facts in self.facts["meeting"]:
            for item in self.items(facts):
                yield from ((numbered(entry[1]), self.starts(facts)) for entry in item["entries"] if entry[0] == kind)

    def term(self, key: str, year: int) -> Term:
        """The issue as this group has it in a fiscal year."""
        return next(one for one in self.story.issues[key].terms if one.group is self.group and one.fiscal_year == year)

    def issue(self, key: str) -> Facts:
        """What the files say of an issue."""
        return next(one for body in self.story.bodies.values() for one in body.facts["issue"] if one["key"] == key)

    def measure(self, key: str) -> Facts:
        """What they say of a countermeasure, tel/1."""
        issue, _slash, number = key.partition("/")
        found: Facts = self.issue(issue)["measure"][int(number) - 1]
        return found

    def decision(self, meeting: Meeting | None, key: str) -> Entry | None:
        """The sentence of a meeting that decided on an issue: the one of its own item, or the last."""
        found = self.decisions.get(meeting.id, []) if meeting else []
        own = [one for one in found if one.item.issue is self.story.issues[key]]
        return next(reversed(own or found), None)

    def who(self, key: str) -> Affiliation:
        """Somebody who sits here, or anybody of the place: as what they sit here. For who has no account the secretary writes."""
        if key in self.seats:
            return self.seats[key].affiliation or self.secretary
        return self.story.place.who(key)

    def charge(self, key: str, part: str) -> Charge:
        """Somebody in charge of a part, with an account or without."""
        seat = self.seats.get(key)
        if seat and seat.institution and not seat.affiliation:
            return Charge(seat.institution, person_name=seat.name, part=part)
        return Charge(self.who(key).institution, self.who(key), part=part)

    def key(self, *what: object) -> str:
        """A client key, the same each time."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"renkei-demo/{self.story.place.folder}/{self.name}/{'/'.join(map(str, what))}"))


def numbered(key: str) -> str:
    """tel is tel/1: the first countermeasure against it."""
    return key if "/" in key else f"{key}/1"
