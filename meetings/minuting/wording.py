"""Days and counts as papers of an office say them: 令和8年6月12日（金）, 19時00分."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from core import clock
from core.days import REIWA
from meetings.models import Meeting, Openness

LATE = timedelta(hours=3)
"""A meeting that nobody closed in time was not that long."""


def spoken_in_japanese() -> bool:
    """As the present reader reads."""
    return str(get_locale() or "ja").startswith("ja")


def long_day(day: date) -> str:
    """令和8年6月12日（金）."""
    if not spoken_in_japanese():
        return str(format_date(day, "full"))
    return f"{_year(day)}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"


def short_day(day: date, fiscal_year: int) -> str:
    """11月22日; with its year where it lies outside that fiscal year, of the meeting most often."""
    if not spoken_in_japanese():
        return str(format_date(day, "d MMM y"))
    return f"{'' if clock.fiscal_year(day) == fiscal_year else f'{_year(day)}年'}{day.month}月{day.day}日"


def _year(day: date) -> str:
    """令和元, 令和8; the year itself before 令和."""
    if day < REIWA.first:
        return str(day.year)
    return f"{REIWA.name}{'元' if day.year == REIWA.first.year else day.year - REIWA.first.year + 1}"


def fiscal_year_said(year: int) -> str:
    """令和8: the one that begins in April; in English the year itself."""
    return _year(date(year, 12, 31)) if spoken_in_japanese() else str(year)


def held_when(meeting: Meeting) -> str:
    """Day, beginning and end as they were; as they were planned where they were not noted in time."""
    begin, end = held_from(meeting), held_until(meeting)
    if not spoken_in_japanese():
        until = f"{end:%H:%M}" if end.date() == begin.date() else f"{long_day(end.date())}, {end:%H:%M}"
        return f"{long_day(begin.date())}, {begin:%H:%M}–{until}"
    return f"{long_day(begin.date())}{begin:%-H時%M分}から{next_day(begin, end)}{end:%-H時%M分}まで"


def next_day(begin: datetime, end: datetime) -> str:
    """翌日 before the hour at which something ends that went over midnight (both in Japan); a later day in full."""
    days = (end.date() - begin.date()).days
    return "" if days < 1 else "翌日" if days == 1 else long_day(end.date())


def held_from(meeting: Meeting) -> datetime:
    """When it began, in Japan."""
    late = meeting.opened_at is not None and meeting.starts_at < meeting.opened_at < meeting.ends_at
    return clock.in_japan(meeting.opened_at if late and meeting.opened_at else meeting.starts_at)


def held_until(meeting: Meeting) -> datetime:
    """When it ended, in Japan."""
    closed = meeting.closed_at
    noted = closed is not None and held_from(meeting) < closed < meeting.ends_at + LATE
    return clock.in_japan(closed if noted and closed else meeting.ends_at)


def openness_said(meeting: Meeting, private: list[int]) -> str:
    """公開, 一部非公開 and 非公開 with the reason; `private`: the numbers of the items left out of the public version."""
    word = {Openness.OPEN: _("公開"), Openness.PARTLY: _("一部非公開"), Openness.CLOSED: _("非公開")}[meeting.openness]
    items = "" if meeting.openness == Openness.CLOSED else "・".join(_("議題%(number)s", number=one) for one in private)
    why = [_("%(items)sは非公開", items=items)] if items else []
    why += [_("理由：%(reason)s", reason=meeting.openness_reason)] if meeting.openness_reason else []
    return f"{word}（{'、'.join(why)}）" if why else word


def counted(words: Iterable[str]) -> str:
    """医師2、看護師、薬剤師: each once, with its number where that is more than one."""
    return "、".join(f"{word}{number}" if number > 1 else word for word, number in Counter(words).items())
