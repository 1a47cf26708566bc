"""From the records of a countermeasure to its picture: the values that count, the version in force, and what happened on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from core import clock
from meetings.drawing.chart import Event, Indicator, Reading, draw
from meetings.drawing.picture import Picture
from meetings.models.implementation import IndicatorValue
from meetings.models.plan import CountermeasureVersion


def pictured(
    versions: Sequence[CountermeasureVersion], counted: Iterable[IndicatorValue], began: date | None, year: int | None = None,
    *, name: str = "",
) -> Picture:  # fmt: skip
    """From all versions, all values, and the first day on which something was done; with `year` only that fiscal year.

    `name`: how it is called where that is not its indicator alone.
    """
    plan = versions[-1]
    values = [one for one in counting(counted) if year is None or clock.fiscal_year(one.on) == year]
    shares = any(one.whole is not None for one in values)
    return draw(
        Indicator(
            name=name or plan.indicator,
            unit="％" if plan.unit == "%" else plan.unit,
            readings=tuple(_reading(one, shares=shares) for one in values),
            target=_float(plan.target),
            baseline=_float(plan.baseline),
            events=tuple(_events(versions, began)),
            heads=(_("うち"), _("全部")) if shares else (),
            value_head=_("割合") if shares else "",
        )
    )


def counting(values: Iterable[IndicatorValue]) -> list[IndicatorValue]:
    """The latest row of a day counts, in the order of days."""
    last: dict[date, IndicatorValue] = {}
    for one in sorted(values, key=lambda value: value.id):
        last[one.on] = one
    return [last[day] for day in sorted(last)]


def _reading(value: IndicatorValue, *, shares: bool) -> Reading:
    parts = (_float(value.part), _float(value.whole)) if shares else ()
    return Reading(value.on, float(value.value), value.note, parts)


def _events(versions: Sequence[CountermeasureVersion], began: date | None) -> list[Event]:
    """The first thing that was done, and each revision."""
    first = [Event(began, _("はじめた"))] if began else []
    return first + [Event(clock.in_japan(one.at).date(), _("第%(number)s版", number=one.number)) for one in versions if one.number > 1]


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
