"""One meeting of the demo: planned, invited to, held item by item; demo/written.py has its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random

from demo import handouts
from demo.bodies import Body, Facts, numbered
from demo.calendar import moment
from demo.cycles import decide, raise_issue
from demo.telling import Act
from demo.written import WrittenDown
from meetings.models import AgendaItem, Attendance, Entry, EntryKind, ItemKind, Meeting, Presence, Task, course
from meetings.vocabulary import THEMES

LENGTH = timedelta(minutes=90)
INVITED, PREPARED, HANDED_OUT = timedelta(days=21), timedelta(days=12), timedelta(days=6)
"""Before the meeting."""


class Sitting:
    """One meeting; `homework` is what the file gives to do whatever the day, where this is the latest meeting that was held."""

    meeting: Meeting
    lines: dict[str, Attendance]
    """The attendance, by the keys of the file."""

    def __init__(self, body: Body, facts: Facts, homework: list[Facts]) -> None:
        self.body, self.facts, self.homework = body, facts, homework
        self.start = body.starts(facts)
        self.agenda = body.items(facts)
        self.end = self.start + timedelta(minutes=sum(item["minutes"] for item in self.agenda))
        self.items: dict[str, AgendaItem] = {}
        self.entries: list[Entry] = []
        self.tasks: dict[str, Task] = {}

    def acts(self, raised: dict[str, datetime]) -> Iterator[Act]:
        """Everything that happens; what lies ahead of the demo's last moment is left out by who plays it."""
        plan = self.body.story.years.at("last 3/25 10:00" if self.facts["year"] == "this" else "last 4/8 10:00")
        yield Act(plan, self.plan)
        yield Act(self.start - INVITED, self.invite)
        yield from (Act(at, partial(self.answer, seat)) for at, seat in self._answers())
        for item in self.agenda:
            ready = max(self.start - PREPARED, raised.get(item.get("issue", ""), plan) + timedelta(minutes=1))
            yield Act(ready, partial(self.prepare, item))
            if item is self._main:
                yield Act(max(self.start - HANDED_OUT, ready + timedelta(minutes=1)), partial(self.hand_out, item))
        yield from self._held()
        yield from WrittenDown(self).acts()

    def plan(self) -> None:
        number, body = self.facts["number"], self.body
        self.meeting = Meeting.plan(
            body.group,
            theme=str(THEMES[number]),
            starts_at=self.start,
            ends_at=self.start + LENGTH,
            place=body.facts["place"],
            by=body.secretary,
        )
        body.meetings[self.facts["year"], number] = self.meeting

    def invite(self) -> None:
        lines = Attendance.invite(self.meeting, list(self.body.seats.values()), by=self.body.secretary)
        self.lines = dict(zip(self.body.seats, lines, strict=True))

    def answer(self, key: str) -> None:
        """One member answers as they will come."""
        presence, substitute = self._comes(key)
        self.lines[key].reply(presence, by=self.body.seats[key].affiliation, substitute=substitute)

    def prepare(self, facts: Facts) -> None:
        self.items[facts["title"]] = AgendaItem.add(
            self.meeting, kind=ItemKind(facts["kind"]), title=facts["title"], minutes=facts["minutes"], by=self.body.secretary,
            presenter=self.body.seats.get(facts["by"]), issue=self.body.story.issues.get(facts.get("issue", "")),
            points=facts.get("points", ""),
        )  # fmt: skip

    def hand_out(self, facts: Facts) -> None:
        handouts.hand_out(self.items[facts["title"]], self.body.secretary)

    @property
    def _main(self) -> Facts | None:
        """The item that the meeting's paper goes with."""
        kinds = handouts.STARTS[self.facts["number"]]
        return next((one for one in self.agenda if one["kind"] in kinds), next(iter(self.agenda), None))

    def _answers(self) -> Iterator[tuple[datetime, str]]:
        """When who answers: most in the first week, some never."""
        for key in (one.get("who") for one in self.body.facts["members"]):
            chance = Random(f"{self.body.name}/{self.start:%m}/{key}")  # noqa: S311 - a demo wants the same chance each time
            if key and chance.random() < 0.85:
                day = (self.start - INVITED + timedelta(days=1 + int(14 * chance.betavariate(1, 2.5)))).date()
                yield moment(day, f"{chance.randint(8, 20)}:{chance.randint(0, 59)}"), key

    def _comes(self, key: str) -> tuple[Presence, str]:
        if key in self.facts.get("substitute", {}):
            return Presence.SUBSTITUTE, self.facts["substitute"][key]
        if key in self.facts.get("absent", ()):
            return Presence.ABSENT, ""
        return (Presence.WEB if key in self.facts.get("web", ()) else Presence.ATTEND), ""

    def _held(self) -> Iterator[Act]:
        yield Act(self.start, self.open)
        yield Act(self.start + timedelta(minutes=1), self._note_presence)
        begins = self.start
        for item in self.agenda:
            yield from self._turn(item, begins)
            begins += timedelta(minutes=item["minutes"])
        for facts in self.homework:
            entry = ["homework", facts["who"], facts["text"], facts["due"]]
            yield Act(self.end - timedelta(minutes=1), partial(self._write, self.agenda[-1]["title"], entry))
        yield Act(self.end, self._close)

    def _turn(self, item: Facts, begins: datetime) -> Iterator[Act]:
        """What is said on one item; homework that it gave is done later."""
        yield Act(begins, partial(self._begin, item["title"]))
        step = timedelta(minutes=item["minutes"]) / (len(item["entries"]) + 2)
        for number, entry in enumerate(item["entries"]):
            yield Act(begins + step * (number + 1), partial(self._write, item["title"], entry))
            if entry[4:] and entry[4]:
                done = max(self.body.story.years.at(entry[4]), self.end + timedelta(days=3))
                yield Act(done, partial(self._finish, entry))

    def open(self) -> None:
        course.begin(self.meeting, by=self.body.secretary)

    def _begin(self, title: str) -> None:
        if self.items[title].since_at is None:
            self.items[title].begin(by=self.body.secretary)

    def _note_presence(self) -> None:
        for key, line in self.lines.items():
            presence, substitute = self._comes(key)
            line.note_presence(presence, by=self.body.secretary, substitute=substitute)

    def _close(self) -> None:
        course.end(self.meeting, by=self.body.secretary)

    def _write(self, title: str, facts: list[str]) -> None:
        """An entry where it arises: ["remark", who, words], ["issue", key], ["homework", who, what, due, done]."""
        kind, who = EntryKind(facts[0]), facts[1]
        entry = Entry.write(
            self.items[title], kind=kind, text=self._words(facts), client_key=self.body.key(self.start, title, *facts[:3]),
            by=self.body.secretary, member=self.body.seats.get(who) if kind in (EntryKind.REMARK, EntryKind.REPORT) else None,
        )  # fmt: skip
        self.entries.append(entry)
        if kind == EntryKind.ISSUE:
            raise_issue(self.body, who, meeting=self.meeting, entry=entry)
        elif kind == EntryKind.COUNTERMEASURE:
            decide(self.body, numbered(who), self.meeting, entry)
        elif kind == EntryKind.HOMEWORK:
            self._give(entry, facts)
        elif kind == EntryKind.DECISION:
            self.body.decisions.setdefault(self.meeting.id, []).append(entry)

    def _words(self, facts: list[str]) -> str:
        if facts[0] == EntryKind.ISSUE:
            return str(self.body.issue(facts[1])["title"])
        if facts[0] == EntryKind.COUNTERMEASURE:
            return str(self.body.measure(numbered(facts[1]))["what"])
        return facts[2]

    def _finish(self, facts: list[str]) -> None:
        self.tasks[facts[2]].finish(by=self.body.who(facts[1]))

    def _give(self, entry: Entry, facts: list[str]) -> None:
        charge, due = self.body.charge(facts[1], ""), self.body.story.years.day(facts[3])
        if not facts[3].startswith("today"):
            due = max(due, self.start.date() + timedelta(days=7))
        self.tasks[facts[2]] = Task.give(
            self.body.group, what=facts[2], client_key=entry.client_key, by=self.body.secretary, entry=entry, due_on=due,
            issue=entry.item.issue, institution=charge.institution, affiliation=charge.affiliation, person_name=charge.person_name,
        )  # fmt: skip
