"""Days proposed for a fiscal year: the usual three; in a running year what is left of it. Never a day that is past. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from core.language import LANGUAGES
from meetings.groups.planning import FRIDAY, free_after, propose, year_of
from meetings.vocabulary import THEMES

NOTICE = timedelta(days=14)
"""Members must hear of a meeting so long before."""
APART = timedelta(days=42)
"""Between two meetings something must be carried out."""
LATEST_MONTH = 3
OF_TWO = (THEMES[1], lazy_gettext("実施の確認と評価"))
"""What two meetings are for, where a year has no more of them."""


@dataclass(frozen=True)
class Proposed:
    """The days in their order, and why they are not the usual ones."""

    days: list[date]
    why: str = ""

    @property
    def lines(self) -> Iterator[tuple[date, str]]:
        """Each with what it is for."""
        themes = OF_TWO if len(self.days) == 2 else THEMES.values()
        return zip(self.days, map(str, themes), strict=False)


def proposed(fiscal_year: int, today: date) -> Proposed:
    """What is sensible for this year, seen from today."""
    usual, (_first, last) = propose(fiscal_year), year_of(fiscal_year)
    if today > last:
        return Proposed([], _("%(year)s年度は終わっています。紙で残した会議を記録するときだけ、日を書いてください。", year=fiscal_year))
    if usual[0] >= today + NOTICE:
        return Proposed(usual)
    days = left(fiscal_year, today)
    return Proposed(days, _why(len(days), (last - today).days))


@cache
def themes_proposed() -> frozenset[str]:
    """Every theme that a form may have been given, in whichever language it was drawn."""
    said: set[str] = set()
    for language in LANGUAGES:
        with force_locale(language):
            said |= {str(one) for one in (*THEMES.values(), *OF_TWO)}
    return frozenset(said)


def left(fiscal_year: int, today: date) -> list[date]:
    """As many of three as fit between two weeks from today and the usual last day; where more fit, until the middle of March."""
    begins = _friday(today + NOTICE)
    ends = [propose(fiscal_year)[-1], *propose(fiscal_year, [LATEST_MONTH])]
    most: list[date] = max((_between(begins, end, fiscal_year) for end in ends), key=len)
    return most or [begins][: begins <= year_of(fiscal_year)[1]]


def _between(begins: date, ends: date, fiscal_year: int) -> list[date]:
    if ends < begins:
        return []
    if ends - begins < APART:
        return [ends]
    if ends - begins < 2 * APART:
        return [begins, ends]
    usual = propose(fiscal_year)[1]
    middle = usual if begins + APART <= usual <= ends - APART else _friday(begins + (ends - begins) / 2)
    return [begins, middle, ends]


def _friday(day: date) -> date:
    """The next one on which people work."""
    return free_after(day + timedelta(days=(FRIDAY - day.weekday()) % 7))


def _why(count: int, days: int) -> str:
    if count == 0:
        return str(_("年度の残りは%(days)s日です。お知らせに2週間かかるので、日は提案しません。", days=days))
    if count == 1:
        return str(_("年度の残りは%(days)s日なので、1回だけ提案しました。実施の確認と評価は、次の年度になります。", days=days))
    if count < len(THEMES):
        return str(_("年度の残りは%(days)s日なので、%(count)s回を提案しました。", days=days, count=count))
    return str(_("年度の途中なので、きょうから2週間より後の日を提案しました。"))
