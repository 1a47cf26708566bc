"""The days of the demo: the last one is today, and texts say their dates accordingly.

In texts, `{3}` is the day three days after the thread began, 11月26日（木）; `{3b}` is the third working day after it; `{3d}` and `{3bd}`
leave out the month. `{土}`, `{土2}`: the next Saturday, the one after. `{月}`, `{前月}`, `{翌月}`: months around the thread's day.
`{連休}`, `{連休日程}`, `{感染症}`, `{嵐}`: what people speak of at this time of the year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import clock

BEGINS = timedelta(hours=11)
"""A demo day is over at eleven in the morning: built before that, the demo ends on the day before, so that nothing lies ahead."""

_DATE = re.compile(r"\{(-?\d+)(b?)(d?)\}")
_SATURDAY = re.compile(r"\{土(\d?)\}")
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True)
class Calendar:
    """Counts back from the demo's last day, in days or in working days (Monday to Friday)."""

    last: date

    @classmethod
    def until_now(cls) -> Calendar:
        """The calendar of a demo that is built now."""
        return cls(clock.in_japan(clock.now() - BEGINS).date())

    @property
    def end(self) -> datetime:
        """The moment after which nothing has happened yet."""
        return moment(self.last, "11:00")

    def day(self, ago: int, *, working: bool) -> date:
        """The day `ago` (working) days before the last one; negative lies ahead. The last day counts as a working day."""
        return working_day(self.last, -ago) if working else self.last - timedelta(days=ago)

    def told(self, text: str, on: date) -> str:
        """The text as it was written on that day."""
        for word, meaning in {**_months(on), **_season(self.last)}.items():
            text = text.replace("{" + word + "}", meaning)
        text = _SATURDAY.sub(lambda found: said(_saturday(on, int(found[1] or 1))), text)
        return _DATE.sub(lambda found: _date(on, int(found[1]), working=bool(found[2]), short=bool(found[3])), text)


def moment(day: date, at: str) -> datetime:
    """9:12 in Japan on a day."""
    hour, minute = at.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), clock.JAPAN)


def working_day(day: date, count: int) -> date:
    """The working day so many after `day` (before it, when negative); 0 is the day itself."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= 5:
            day += step
    return day


def said(day: date) -> str:
    """11月26日（木）."""
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def _date(on: date, count: int, *, working: bool, short: bool) -> str:
    day = working_day(on, count) if working else on + timedelta(days=count)
    return said(day).partition("月")[2] if short else said(day)


def _saturday(on: date, count: int) -> date:
    return on + timedelta(days=(5 - on.weekday()) % 7 or 7, weeks=count - 1)


def _months(on: date) -> dict[str, str]:
    return {"月": f"{on.month}月", "前月": f"{(on.month - 2) % 12 + 1}月", "翌月": f"{on.month % 12 + 1}月"}


def _season(on: date) -> dict[str, str]:
    month = on.month
    if month >= 10:
        holidays = ("年末年始", "12月29日〜1月3日")
    elif month in (3, 4):
        holidays = ("大型連休", "4月29日〜5月5日")
    elif month in (6, 7):
        holidays = ("お盆", "8月13日〜16日")
    else:
        holidays = ("来月の休日", "土曜の午後、日曜、祝日")
    return {
        "連休": holidays[0],
        "連休日程": holidays[1],
        "感染症": "インフルエンザ" if month >= 11 or month <= 3 else "新型コロナウイルス感染症",
        "嵐": "台風" if 7 <= month <= 10 else "低気圧",
    }
