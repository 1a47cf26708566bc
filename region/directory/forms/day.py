"""A day in three boxes, year, month, day: typed with numbers, on any phone, without script."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from wtforms import Field


class DayField(Field):
    """The three boxes carry the field's name and come in order; one value alone is read as YYYY-MM-DD. Nothing typed is None."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        said = valuelist[0].split("-") if len(valuelist) == 1 and "-" in valuelist[0] else valuelist
        self.boxes = ([one.strip() for one in said] + ["", "", ""])[:3]
        self.data = None
        if any(self.boxes):
            self.data = day_of(self.boxes)
            if self.data is None:
                raise ValueError(_("その日はカレンダーにありません。年（西暦4けた）・月・日を数字で入れてください。"))
        else:
            self.raw_data = []  # blanks are nothing typed, where a day must be said

    def process_data(self, value: date | None) -> None:
        self.data = value
        self.boxes = [str(value.year), str(value.month), str(value.day)] if value else ["", "", ""]


def day_of(boxes: list[str]) -> date | None:
    """The day of year, month and day as they were typed (１２ counts as 12), None where there is no such day."""
    try:
        year, month, day = (int(one) for one in boxes)
        return date(year, month, day) if 1900 <= year <= 2199 else None
    except ValueError:
        return None
