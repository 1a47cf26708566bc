"""When the meetings of the demo happen: two fiscal years, the last one as it was, this one as far as it has come.

Files say their days as if the demo's last day were 22 November: "last 6/13", "this 9/1 18:30", "prior 2/12" (the year before the last);
"today-3" counts from the demo's last day, "+2" and "+2b" add days or working days. Between midsummer and March this year is stretched so
that what is written for 22 November falls on the last day when that lies between 15 September and 25 January: then the cycle is half-way.
On other days this year is as far as it would be: in April nothing has been held, at the end of March all three meetings have.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

import jpholiday

from core import clock
from demo.calendar import Calendar, moment, working_day

_WHEN = re.compile(r"(?:(prior|last|this) (\d+)/(\d+)|today)((?:[+-]\d+b?)*)(?: (\d+:\d+))?")
_WEEKDAYS = "月火水木金土日"
YEARS = {"prior": -2, "last": -1, "this": 0}


class Years:
    """The days of the files on the real calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.this = calendar, clock.fiscal_year(calendar.last)

    def day(self, when: str) -> date:
        """A day of a file; written as a month and a day, it is a working day."""
        year, month, day, steps, _at = self._parts(when)
        found = worked(self._placed(year, int(month), int(day))) if month else self.calendar.last
        for count, working in re.findall(r"([+-]\d+)(b?)", steps):
            found = working_day(found, int(count)) if working else found + timedelta(days=int(count))
        return found

    def at(self, when: str) -> datetime:
        """The moment; where no hour is said, an hour of the working day that is the same each time."""
        hour = self._parts(when)[4]
        return moment(self.day(when), hour or f"{9 + sum(map(ord, when)) % 9}:{sum(map(ord, when)) * 7 % 60}")

    def raised(self, when: str) -> datetime:
        """When an issue of this year is raised: on its first day at the earliest."""
        return max(self.at(when), moment(date(self.this, 4, 1), "9:30"))

    def evening(self, when: str, weekday: str) -> date:
        """The first such day of the week from then on that is no holiday; a day reckoned in steps is taken as it is."""
        year, month, day, steps, _at = self._parts(when)
        if steps:
            return self.day(when)
        found = self._placed(year, int(month), int(day))
        found += timedelta(days=(_WEEKDAYS.index(weekday) - found.weekday()) % 7)
        while jpholiday.is_holiday(found):
            found += timedelta(days=7)
        return found

    def _parts(self, when: str) -> tuple[str, str, str, str, str]:
        found = _WHEN.fullmatch(when)
        if not found:
            raise ValueError(f"no day: {when}")
        return found[1] or "", found[2] or "", found[3] or "", found[4], found[5] or ""

    def _placed(self, year: str, month: int, day: int) -> date:
        nominal = date(self.this + YEARS[year] + (month < 4), month, day)
        return self._stretched(nominal) if year == "this" else nominal

    def _stretched(self, nominal: date) -> date:
        ends = date(self.this + 1, 3, 31)
        half_way = min(max(self.calendar.last, date(self.this, 9, 15)), date(self.this + 1, 1, 25))
        fixed = [(day, day) for day in (date(self.this, 4, 1), date(self.this, 6, 25))]
        for (begin, told), (end, until) in pairwise([*fixed, (date(self.this, 11, 22), half_way), (ends, ends)]):
            if nominal <= end:
                return told + (until - told) * ((nominal - begin) / (end - begin))
        return nominal


def worked(day: date) -> date:
    """The day, or the working day before it."""
    while day.weekday() >= 5 or jpholiday.is_holiday(day):
        day -= timedelta(days=1)
    return day
