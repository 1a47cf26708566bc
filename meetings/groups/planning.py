"""Days for meetings: Japan's holidays, the turn of the year, weekends, and what stands on the same day already. Pure but for the last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import jpholiday
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import clock
from core.database import db
from meetings.models import Group, Meeting

MONTHS = (6, 11, 2)
"""甲府: the cycle fits between these; the area may choose others."""
FRIDAY = 4
BEGINS, ENDS = time(19, 0), time(20, 30)
"""After the surgeries close."""


class Note(NamedTuple):
    """What one should know of a day. `grave`: people will not come."""

    words: str
    grave: bool = True


def propose(fiscal_year: int, months: Collection[int] = MONTHS) -> list[date]:
    """The second Friday of each of these months, or the next one on which people work."""
    return [free_after(_second_friday(fiscal_year + (month < 4), month)) for month in sorted(months, key=lambda month: (month < 4, month))]


def _second_friday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(FRIDAY - first.weekday()) % 7 + 7)


def free_after(day: date) -> date:
    """This day, or the same day of the next week on which people work."""
    while day.weekday() > FRIDAY or holiday(day):
        day += timedelta(days=7 if day.weekday() <= FRIDAY else 1)
    return day


def holiday(day: date) -> str:
    """Its name as Japan says it, 年末年始 included; nothing on other days."""
    if (day.month, day.day) in ((12, 29), (12, 30), (12, 31), (1, 2), (1, 3)):
        return "年末年始"
    return str(jpholiday.is_holiday_name(day) or "")


def year_of(fiscal_year: int) -> tuple[date, date]:
    """Its first and its last day."""
    return date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)


def notes(day: date, group: Group, person_id: int, *, but: int | None = None) -> list[Note]:
    """What speaks against a day, and which other groups of the area meet then (those the person may read)."""
    said = [Note(_("祝日・休み（%(name)s）", name=name))] if (name := holiday(day)) else []
    if day.weekday() > FRIDAY:
        said.append(Note(_("土曜日") if day.weekday() == FRIDAY + 1 else _("日曜日")))
    if day < clock.today():
        said.append(Note(_("過ぎた日")))
    return [*said, *(_beside(one, group) for one in _on(day, group, person_id) if one.id != but)]


def _on(day: date, group: Group, person_id: int) -> list[Meeting]:
    begins = datetime.combine(day, time(), clock.JAPAN)
    area = select(Group.id).where(Group.area_id == group.area_id)
    that_day = (Meeting.starts_at >= begins, Meeting.starts_at < begins + timedelta(days=1), Meeting.cancelled_at.is_(None))
    there = Meeting.readable_by(person_id).where(Meeting.group_id.in_(area), *that_day)
    return list(db.scalars(there.options(joinedload(Meeting.group))))


def _beside(one: Meeting, group: Group) -> Note:
    hour = f"{clock.in_japan(one.starts_at):%-H:%M}"
    if one.group_id == group.id:
        return Note(_("この会議の第%(number)s回と同じ日（%(hour)s から）", number=one.number, hour=hour))
    return Note(_("「%(group)s」第%(number)s回と同じ日（%(hour)s から）", group=one.group.name, number=one.number, hour=hour))
