"""Every meeting one may read, to come and past: by what is wanted (a group, one's own), by fiscal year, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core import clock
from core.database import db
from core.whole_numbers import number_of
from meetings.groups.overview import lines_of
from meetings.models import Attendance, Group, Meeting, Minutes
from meetings.standing import places
from region.models import Affiliation

PAGE = 60
"""Meetings on one page: the year of ten groups is two."""
MINE, ALL = "mine", "all"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. `year`: None for what is to come; `group`: a group's id, one's own, or all."""

    year: int | None
    group: int | str
    page: int

    @classmethod
    def of(cls, said: Mapping[str, str], *, own: bool) -> Wanted:
        """What makes no sense is as if it were not said. Who has groups sees theirs first."""
        chosen = said.get("group", "")
        group = number_of(chosen) or (chosen if chosen in (MINE, ALL) else MINE if own else ALL)
        return cls(number_of(said.get("year")) or None, group, max(1, min(number_of(said.get("page")), 10_000)))

    def but(self, **other: object) -> str:
        """The address of the same, but for this."""
        asked = {"group": self.group, "year": self.year, "page": 1} | other
        return "?" + urlencode({name: value for name, value in asked.items() if value and not (name == "page" and value == 1)})


@dataclass(frozen=True)
class Row:
    """One meeting; the reader's own line in it; whether the reader may open its minutes, and whether these are fixed."""

    meeting: Meeting
    line: Attendance | None
    minutes: Minutes | None
    is_mine: bool

    @property
    def day(self) -> date:
        return clock.in_japan(self.meeting.starts_at).date()

    @property
    def days_left(self) -> int:
        """Below 0 where its day is past."""
        return (self.day - clock.today()).days


@dataclass(frozen=True)
class Every:
    """One page of it."""

    wanted: Wanted
    groups: list[Group]
    years: list[int]
    rows: list[Row]
    count: int

    @classmethod
    def of(cls, by: Affiliation, said: Mapping[str, str]) -> Every:
        """As many questions for a thousand meetings as for one."""
        own = places().own
        wanted = Wanted.of(said, own=bool(own))
        groups = list(db.scalars(Group.readable_by(by.person_id).options(joinedload(Group.area))))
        groups.sort(key=lambda one: (one.id not in own, one.ended_at is not None))
        there = _there(by.person_id, wanted, own)
        years = sorted(db.scalars(there.with_only_columns(Meeting.fiscal_year).distinct().order_by(None)), reverse=True)
        there = there.where(Meeting.ahead() if wanted.year is None else Meeting.fiscal_year == wanted.year)
        count = db.scalar(select(func.count()).select_from(there.order_by(None).subquery())) or 0
        page = there.options(joinedload(Meeting.group)).order_by(None).order_by(Meeting.starts_at, Meeting.id)
        meetings = db.scalars(page.limit(PAGE).offset((wanted.page - 1) * PAGE)).all()
        return cls(wanted, groups, years, _rows(meetings, by, own), count)

    @property
    def months(self) -> list[tuple[date, list[Row]]]:
        """The first day of each month, and its meetings."""
        return [(first, list(rows)) for first, rows in groupby(self.rows, lambda one: one.day.replace(day=1))]

    @property
    def last_page(self) -> int:
        return max(1, -(-self.count // PAGE))


def _there(person_id: int, wanted: Wanted, own: frozenset[int]) -> Select[Meeting]:
    there = Meeting.readable_by(person_id)
    if wanted.group == ALL:
        return there
    return there.where(Meeting.group_id.in_(own) if wanted.group == MINE else Meeting.group_id == wanted.group)


def _rows(meetings: Sequence[Meeting], by: Affiliation, own: frozenset[int]) -> list[Row]:
    """Minutes: the group's own people from the draft on, others once they are fixed."""
    ids = [one.id for one in meetings]
    lines = {one.meeting_id: one for one in lines_of(ids, by)}
    minutes = {one.meeting_id: one for one in db.scalars(select(Minutes).where(Minutes.meeting_id.in_(ids)))}
    rows = []
    for one in meetings:
        written = minutes.get(one.id)
        open_ = written is not None and one.closed_at is not None and (written.fixed_at is not None or one.group_id in own)
        rows.append(Row(one, lines.get(one.id), written if open_ else None, one.group_id in own))
    return rows
