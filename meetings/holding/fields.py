"""Fields that understand what is typed in a hurry: full-width figures, a choice that went away, a day."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from wtforms import IntegerField, SelectField, StringField, ValidationError

from core import clock
from core.whole_numbers import LARGEST as LARGEST_WHOLE

LARGEST = Decimal(10) ** 11
YEARS = 10
"""Nobody gives a task until a later year than in so many."""


def number_in(said: str | None) -> int:
    """A small number that a form carries unseen; 0 for what is none."""
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else 0


class ChosenField(SelectField):
    """One of a list that was made for the page; what stands no longer in it asks to be chosen again."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in [value for value, *_ in self.flat]:
            raise ValidationError(gettext("一覧から、もう一度選んでください。"))

    @property
    def flat(self) -> list[tuple[Any, ...]]:
        """All choices, out of their groups."""
        groups = self.choices.values() if isinstance(self.choices, dict) else [self.choices or []]
        return [tuple(one) for group in groups for one in group]


class NumberField(StringField):
    """A number, also in full-width figures; None where nothing was typed."""

    number: Decimal | None = None

    def pre_validate(self, form: Any) -> None:
        said = unicodedata.normalize("NFKC", self.data or "").strip().removesuffix("%").replace(",", "")
        if not said:
            return
        try:
            number = Decimal(said)
        except InvalidOperation:
            raise ValidationError(gettext("数字で書いてください。")) from None
        if not number.is_finite() or abs(number) >= LARGEST:
            raise ValidationError(gettext("数字が大きすぎます。"))
        self.number = number


class CountField(IntegerField):
    """How many. Of hundreds of figures it is the largest, which every limit refuses."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = None if self.data is None else max(-LARGEST_WHOLE, min(self.data, LARGEST_WHOLE))


class DayField(StringField):
    """A day of the browser's own calendar, 2026-12-11; None where nothing was chosen."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.day = date.fromisoformat(self.data.strip())
        except ValueError:
            raise ValidationError(gettext("日にちを 2026-12-11 のように書いてください。")) from None
        if abs(self.day.year - clock.today().year) > YEARS:
            raise ValidationError(gettext("日にちが遠すぎます。年を確かめてください。"))
