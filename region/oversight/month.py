"""A calendar month of Japan."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core import clock
from region.oversight.acts import midnight

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """Written 2026-03."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Month | None:
        """None for what is no month."""
        found = WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def over(self) -> bool:
        """Is it the past?"""
        return self.last < clock.today()

    @property
    def begins(self) -> datetime:
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        return midnight(self.next.first)


def last_month() -> Month:
    """The newest one that is over."""
    return Month.of(clock.today()).before
