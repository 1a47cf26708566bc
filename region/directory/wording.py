"""Values, days and ages as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from babel.dates import get_day_names
from flask_babel import format_date, get_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from core import clock
from core.database import db
from region.directory.items import Item, Kind
from region.models import Municipality


def _(text: str, **told: object) -> str:
    """gettext, with its type."""
    return str(gettext(text, **told))


def _weekday(number: int) -> str:
    return str(get_day_names("abbreviated", locale=get_locale() or "ja")[number])


DAYS = {
    **{day: LazyString(_weekday, number) for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    "holiday": lazy_gettext("祝"),
}
"""The days of the week and the public holidays, in the order of a week."""


def in_words(item: Item, value: Mapping[str, Any], towns: Mapping[str, str]) -> str:
    """A value in one line. `towns`: names of municipalities by code (`town_names`)."""
    said = _said(item, value, towns)
    note = str(value.get("note") or "")
    if said and note:
        return _("%(said)s（%(note)s）", said=said, note=note)
    return said or note or _("（書いてありません）")


def _said(item: Item, value: Mapping[str, Any], towns: Mapping[str, str]) -> str:
    if item.kind == Kind.YES_NO:
        return str(item.words.get(value.get("answer", ""), ""))
    if item.kind == Kind.CHOICES:
        return _("、").join(str(item.choices.get(code, code)) for code in value.get("choices", [])) or (_("なし") if value else "")
    if item.kind == Kind.MUNICIPALITIES:
        return _("、").join(towns.get(code, code) for code in value.get("codes", []))
    if item.kind == Kind.NUMBER:
        return _counted(item, value.get("number"))
    if item.kind == Kind.HOURS:
        return hours_in_words(value.get("weekly", []))
    return str(value.get("text", ""))


def _counted(item: Item, number: int | None) -> str:
    if number is None:
        return ""
    return _("なし") if number == 0 else _("%(number)s%(unit)s", number=number, unit=str(item.unit))


def hours_in_words(weekly: Iterable[Mapping[str, str]]) -> str:
    """月火木金 9:00–12:00、15:00–18:00／水土 9:00–12:00."""
    spans: dict[str, list[str]] = {}
    for one in weekly:
        spans.setdefault(one["day"], []).append(f"{_short(one['from'])}–{_short(one['to'])}")
    days: dict[str, list[str]] = {}
    for day, word in DAYS.items():
        if day in spans:
            days.setdefault(_("、").join(sorted(spans[day], key=lambda span: span.zfill(12))), []).append(str(word))
    return _("／").join(f"{_beside(names)} {told}" for told, names in days.items())


def _short(time: str) -> str:
    return time.removeprefix("0")


def _beside(names: list[str]) -> str:
    return ("" if str(get_locale() or "ja").startswith("ja") else " ").join(names)


def town_names(values: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of all municipalities that occur in these values, asked for once."""
    codes = {code for value in values for code in value.get("codes", [])}
    return {one.code: one.name for one in db.scalars(select(Municipality).where(Municipality.code.in_(codes)))} if codes else {}


def on_day(moment: datetime) -> str:
    """11月2日; 2025年8月3日 where it is not this year."""
    local = clock.in_japan(moment).date()
    this_year = local.year == clock.today().year
    if str(get_locale() or "ja").startswith("ja"):
        return f"{local.month}月{local.day}日" if this_year else f"{local.year}年{local.month}月{local.day}日"
    return str(format_date(local, "MMM d" if this_year else "MMM d, y"))


def age(moment: datetime) -> str:
    """1年3か月前, counted in whole months."""
    then, now = clock.in_japan(moment).date(), clock.today()
    months = (now.year - then.year) * 12 + now.month - then.month - (now.day < then.day)
    years, rest = divmod(max(0, months), 12)
    if not years:
        return _("%(months)sか月前", months=rest)
    return _("%(years)s年%(months)sか月前", years=years, months=rest) if rest else _("%(years)s年前", years=years)
