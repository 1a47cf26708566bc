"""年間計画: the meetings of a fiscal year as one form. What stands there is changed, what is new is planned, an empty line is nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from core import clock
from core.database import db
from core.language import dated
from meetings.groups import inviting, planning
from meetings.groups.forms import id_or_none
from meetings.groups.meeting_forms import PlannedForm
from meetings.groups.proposing import Proposed, proposed
from meetings.models import Group, Meeting, scheduling
from region.models import Affiliation

MOST = 12
"""Meetings of a group in a year that one form holds."""


@dataclass
class Line:
    """One meeting of the year: as it stands, as it is typed, and what speaks against its day."""

    form: PlannedForm
    meeting: Meeting | None
    notes: list[planning.Note]


class Plan:
    """The form of a group's year."""

    def __init__(self, group: Group, fiscal_year: int, person_id: int, said: MultiDict[str, str] | None = None) -> None:
        self.group, self.fiscal_year, self.person_id = group, fiscal_year, person_id
        self.proposed: Proposed | None = None
        self.refused = ""
        """Why what was typed was not saved, where no field is at fault."""
        self.there = {one.id: one for one in _movable(group, fiscal_year)}
        self.fixed = _fixed(group, fiscal_year)
        self.lines = [self._line(number, facts, said) for number, facts in enumerate(self._rows(said))]

    def _rows(self, said: MultiDict[str, str] | None) -> Sequence[Mapping[str, object]]:
        """What stands in each line before anything was typed: what is there, what is proposed, and an empty one."""
        if said is not None:
            return [{} for number in range(MOST) if f"r{number}-day" in said]
        rows = [_facts(one) for one in self.there.values()]
        if not rows and not self.fixed:
            self.proposed, last = proposed(self.fiscal_year, clock.today()), _last_place(self.group)
            rows = [{"day": day, "theme": theme, **last} for day, theme in self.proposed.lines]
        return [*rows, {}][:MOST]

    def _line(self, number: int, facts: Mapping[str, object], said: MultiDict[str, str] | None) -> Line:
        form = PlannedForm(said, prefix=f"r{number}-", data=dict(facts))
        form.fiscal_year = self.fiscal_year
        meeting = self.there.get(id_or_none(form.meeting.data) or 0)
        form.gone = bool(form.meeting.data) and meeting is None
        day = form.day.data
        if form.empty:
            form.ask_nothing()
        notes = planning.notes(day, self.group, self.person_id, but=meeting.id if meeting else None) if day else []
        return Line(form, meeting, notes)

    @property
    def valid(self) -> bool:
        """Every line that is not empty; all of them are looked at, so that each says what is wrong."""
        return not [one for one in self.lines if not one.form.empty and not one.form.validate()]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The field's id and its sentence, with the day of its line, for the top of the page."""
        wrong = [(one.form.day.data, field) for one in self.lines for field in one.form if field.errors]
        said = [(field.id, dated(day) if day else "", f"{field.label.text}：{' '.join(map(str, field.errors))}") for day, field in wrong]
        return [(name, f"{day}　{words}" if day else words) for name, day, words in said]

    @property
    def made_from(self) -> str:
        """The code of what stands in the year; the page carries it."""
        said = [[one.id, one.number, one.starts_at.isoformat(), one.ends_at.isoformat(), *_words(one)] for one in self.there.values()]
        return sha256(json.dumps(said).encode()).hexdigest()[:12]

    def save(self, *, by: Affiliation) -> tuple[int, int]:
        """How many are new, and how many letters leave. Raises RuleBroken."""
        moved: dict[int, Meeting] = {}
        chosen = sorted((one for one in self.lines if not one.form.empty), key=lambda one: one.form.day.data or date.max)
        new = 0
        for one in chosen:
            if one.meeting is None:
                new += self._plan(one.form, by)
            elif scheduling.change(one.meeting, by=by, **one.form.facts):
                moved[one.meeting.id] = one.meeting
        moved |= {one.id: one for one in scheduling.put_in_order(self.group, self.fiscal_year, by=by)}
        return new, sum(inviting.tell("changed", one, inviting.invited(one)) for one in moved.values())

    def _plan(self, form: PlannedForm, by: Affiliation) -> bool:
        """The same form sent twice plans once."""
        facts = form.facts
        same = select(Meeting.id).where(Meeting.group_id == self.group.id, Meeting.starts_at == facts["starts_at"])
        if db.scalar(same.where(Meeting.cancelled_at.is_(None)).limit(1)) is not None:
            return False
        Meeting.plan(self.group, by=by, **facts)  # type: ignore[arg-type]
        return True


def meetings_of(group: Group, fiscal_year: int) -> list[Meeting]:
    """All of a year in the order of their days."""
    rows = select(Meeting).where(Meeting.group_id == group.id, Meeting.fiscal_year == fiscal_year)
    return list(db.scalars(rows.order_by(Meeting.starts_at, Meeting.id)))


def _movable(group: Group, fiscal_year: int) -> list[Meeting]:
    return [one for one in meetings_of(group, fiscal_year) if not one.opened_at and not one.cancelled_at]


def _fixed(group: Group, fiscal_year: int) -> list[Meeting]:
    return [one for one in meetings_of(group, fiscal_year) if one.opened_at or one.cancelled_at]


def _facts(one: Meeting) -> dict[str, object]:
    begins, ends = clock.in_japan(one.starts_at), clock.in_japan(one.ends_at)
    said = {"meeting": str(one.id), "day": begins.date(), "starts": begins.time(), "ends": ends.time()}
    return said | {name: getattr(one, name) for name in ("theme", "place", "web_url")}


def _words(one: Meeting) -> list[str]:
    return [one.theme, one.place, one.web_url]


def _last_place(group: Group) -> dict[str, object]:
    """Where the group met last: it will probably meet there again."""
    last = db.scalar(select(Meeting).where(Meeting.group_id == group.id).order_by(Meeting.starts_at.desc()).limit(1))
    return {"place": last.place, "web_url": last.web_url} if last else {}
