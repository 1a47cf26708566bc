"""What every form reads in the same way: a day in three boxes or of the browser's calendar, a number, and how many, as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from wtforms import DateField, Field, IntegerField
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, TextInput

from core.days import YEARS, Years, boxes_of, day_in, day_in_boxes
from core.whole_numbers import LARGEST

MOST = Decimal(10) ** 11
"""What a database column of ours keeps, with three places, is smaller."""
LONGEST = 40
"""No number of more letters."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?")


class Typed(Field):
    """What cannot be read is said, and nothing more is asked of it."""

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation


class DayBoxes(Typed):
    """Three boxes of the field's name in their order: year, month, day. One value alone is a whole day. Nothing typed is None."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.boxes, self.data = boxes_of(valuelist), None
        if any(self.boxes):
            self.data = day_in_boxes(self.boxes)
        else:
            self.raw_data = []  # blanks are nothing typed, where a day must be said

    def process_data(self, value: date | None) -> None:
        self.data = value
        self.boxes = [str(value.year), str(value.month), str(value.day)] if value else ["", "", ""]


class CalendarInput(DateInput):
    """The browser's calendar, which shows days alone: a text that is none stands in a plain box, where it can be mended."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        if field.unread:
            kwargs["type"] = "text"
        return super().__call__(field, **kwargs)


class CalendarDay(Typed, DateField):
    """A day of the browser's calendar, or as a person types it where the browser has none. `years`: the first and the last it may be in."""

    widget = CalendarInput()

    def __init__(self, label: str, *args: Any, years: Years = YEARS, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.years = years

    @property
    def unread(self) -> str:
        """What was typed and is no day."""
        return str(self.raw_data[0]) if self.raw_data and self.data is None else ""

    def _value(self) -> str:
        return self.data.isoformat() if self.data else self.unread

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        if valuelist[0].strip():
            self.data = day_in(valuelist[0], self.years)
        else:
            self.raw_data = []


class NumberField(Typed):
    """1,234 or １２.５％ as people type it, to three places; smaller than `most`. Nothing typed is None."""

    widget = TextInput()
    data: Decimal | None

    def __init__(self, label: str, *args: Any, most: Decimal = MOST, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.most = most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = _plain(valuelist).removesuffix("%").strip()
        if not typed:
            return
        if not _NUMBER.fullmatch(typed) or not any(one.isdigit() for one in typed):
            raise ValueError(gettext("数字だけで書いてください。例：77 または 12.5"))
        number = Decimal(typed.replace(",", "")) if len(typed) <= LONGEST else self.most
        if abs(number) < self.most:
            number = number.quantize(Decimal("0.001")).normalize()
        if abs(number) >= self.most:
            raise ValueError(gettext("数字が大きすぎます。"))
        self.data = number


class CountField(Typed, IntegerField):
    """How many: 12, １２, 12人, 1,200. Of hundreds of figures it is the largest, which every limit refuses. Nothing typed is None."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        typed, self.data = _plain(valuelist).rstrip("人名件回分").strip(), None
        if not typed:
            return
        if "." in typed or not _NUMBER.fullmatch(typed) or not typed[-1].isdigit():
            raise ValueError(gettext("数字だけで書いてください。例：12"))
        largest = -LARGEST if typed.startswith("-") else LARGEST
        count = int(typed.replace(",", "")) if len(typed) <= LONGEST else largest
        self.data = max(-LARGEST, min(count, LARGEST))


def _plain(valuelist: list[str]) -> str:
    """Figures and signs made one."""
    return unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").replace("−", "-").strip()
