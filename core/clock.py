"""The only place that reads the time. Moments are aware and in UTC; calendar days are Japan's; fiscal years start on 1 April."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")

_ahead = timedelta(0)
_fixed: datetime | None = None


def now() -> datetime:
    """The present moment in UTC, to the microsecond."""
    return (_fixed or datetime.now(UTC)) + _ahead


def today() -> date:
    """The calendar day in Japan."""
    return in_japan(now()).date()


def in_japan(moment: datetime) -> datetime:
    """The same moment on Japan's clock."""
    return moment.astimezone(JAPAN)


def fiscal_year(day: date) -> int:
    """The fiscal year a day belongs to: 2026-03-31 is in 2025."""
    return day.year if day.month >= 4 else day.year - 1


def moved() -> bool:
    """Does somebody live at another moment than the present?"""
    return _fixed is not None or _ahead != timedelta(0)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Tests and the demo area live at `moment` (aware) while this is open."""
    global _fixed
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    """The clock runs `by` ahead while this is open."""
    global _ahead
    _ahead += by
    try:
        yield
    finally:
        _ahead -= by
