"""A day as people type it: 2026-12-11, 2026年12月11日, 令和8年12月11日, R8.12.11; in full-width figures too, and with its weekday.

An era begins as its law says and lasts until the day before the next: 昭和 by the rescript of 25 December 1926 (改元の詔書), 平成 by
cabinet order 1 of 昭和64 (8 January 1989), 令和 by cabinet order 143 of 平成31 (1 May 2019).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _

from core import clock

Years = tuple[int, int]
YEARS: Years = (1900, 2199)
"""No day that is typed lies outside."""
WHOLE = _("年月日で入れてください。例 2026-12-11、令和8年12月11日")
BOXES = _("年は 2026 か 令和8 のように、月と日は数字で入れてください。")
MOST = 80
"""No longer text is a day."""
WEEKDAYS = "月火水木金土日"

_DASHES = dict.fromkeys(map(ord, "ー‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "。・"), ".")
_DAY = re.compile(
    r"(?:(令和?|平成?|昭和?|[RHS])\.?)? ?([0-9]{1,4}|元) ?[年\-/. ] ?([0-9]{1,2}) ?[月\-/. ] ?([0-9]{1,2}) ?日? ?"
    r"(?:\(?([月火水木金土日])(?:曜日?)?\)?)?"
)
_FIGURES = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MOMENT = re.compile(r"(.*[^T ])(?:T| |(?<=日))([0-9]{1,2}) ?[:時] ?(?:([0-9]{1,2})(?::[0-9]{2})? ?分?)?")


class NotADay(ValueError):
    """What was typed is no day; the sentence says what is wrong, and how a day is written."""


class Era(NamedTuple):
    """From its first day to its last."""

    name: str
    first: date
    last: date | None = None

    def day(self, year: int, month: int, day: int) -> date:
        """Of a year of this era."""
        found = date(self.first.year + year - 1, month, day)
        if self.first <= found <= (self.last or date.max):
            return found
        about = {"era": self.name, "said": f"{self.name}{year}年{month}月{day}日", "first": _long(self.first)}
        if self.last is None:
            raise NotADay(gettext("%(era)sは%(first)sからなので、%(said)sという日はありません。", **about))
        raise NotADay(gettext("%(era)sは%(first)sから%(last)sまでなので、%(said)sという日はありません。", last=_long(self.last), **about))


REIWA = Era("令和", date(2019, 5, 1))
HEISEI = Era("平成", date(1989, 1, 8), date(2019, 4, 30))
SHOWA = Era("昭和", date(1926, 12, 25), date(1989, 1, 7))
_ERAS = {"令": REIWA, "R": REIWA, "平": HEISEI, "H": HEISEI, "昭": SHOWA, "S": SHOWA}


def day_in(typed: str, years: Years = YEARS, how: str | None = None) -> date:
    """The day. Raises NotADay; `how`: how a day is written here, WHOLE where nothing is said."""
    how = str(how or WHOLE)
    plain = _FIGURES.sub(r"\1-\2-\3", said) if len(said := _plain(typed)) == 8 else said
    found = _DAY.fullmatch(plain)
    if not found:
        raise NotADay(how)
    era, year, month, day, weekday = found.groups()
    if not era and len(year) < 4:
        raise NotADay(gettext("年が「%(year)s」だけでは、西暦か和暦か分かりません。%(how)s", year=year, how=how))
    return _checked(_made(era, 1 if year == "元" else int(year), int(month), int(day), years, how), weekday)


def day_in_boxes(boxes: Sequence[str], years: Years = YEARS) -> date:
    """The day of three boxes; a whole one may stand in the first. Raises NotADay."""
    year, month, day = map(_plain, boxes)
    if not month and not day and len(year) > len("令和元年"):
        return day_in(year, years, str(BOXES))
    if not (year and month and day):
        raise NotADay(gettext("年・月・日を、3つとも入れてください。%(how)s", how=BOXES))
    return day_in(f"{year.removesuffix('年')}/{month.removesuffix('月')}/{day}", years, str(BOXES))


def boxes_of(said: Sequence[str]) -> list[str]:
    """Three boxes of what came: three values, or one as an address carries it (2026-04-01)."""
    parts = said[0].split("-") if len(said) == 1 and said[0].count("-") == 2 else said
    return [*(one.strip() for one in parts), "", "", ""][:3]


def moment_in(typed: str) -> datetime:
    """A day and its hour in Japan, 2026-12-11T14:30 or 令和8年12月11日 14時30分. Raises NotADay."""
    found = _MOMENT.fullmatch(_plain(typed))
    hour, minute = (int(found[2]), int(found[3] or 0)) if found else (24, 0)
    if not found or hour > 23 or minute > 59:
        raise NotADay(str(WHOLE))
    day = day_in(found[1])
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.JAPAN)


def _plain(typed: str) -> str:
    """Figures, letters and dashes made one, what nobody sees left out; one letter for a text that is too long to be a day."""
    seen = "".join(one for one in typed if unicodedata.category(one) != "Cf") if len(typed) <= MOST else "…"
    return " ".join(unicodedata.normalize("NFKC", seen).upper().translate(_DASHES).split())


def _made(era: str | None, year: int, month: int, day: int, years: Years, how: str) -> date:
    try:
        found = _ERAS[era[0]].day(year, month, day) if era else date(year, month, day)
    except NotADay:
        raise
    except ValueError:
        raise NotADay(gettext("その日はカレンダーにありません。%(how)s", how=how)) from None
    if not years[0] <= found.year <= years[1]:
        raise NotADay(gettext("%(first)s年から%(last)s年までの日を、年月日で入れてください。", first=years[0], last=years[1]))
    return found


def _checked(day: date, weekday: str | None) -> date:
    """A weekday that was written with it is its own."""
    if weekday and weekday != WEEKDAYS[day.weekday()]:
        raise NotADay(gettext("その日は%(day)sです。日と曜日を確かめてください。", day=format_date(day, "full")))
    return day


def _long(day: date) -> str:
    return str(format_date(day, "long"))
