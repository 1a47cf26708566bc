"""Whole numbers from outside, in addresses and forms: none is larger than a database can hold."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""PostgreSQL's integer, which our ids and counters are, keeps no larger one."""
DIGITS = 10


class BoundedInteger(IntegerConverter):
    """`<int:…>` in an address: a number no row can have is looked up like any other, and not found."""

    def to_python(self, value: str) -> int:
        """The number; of more digits than one can have, the largest."""
        return LARGEST if len(value) > DIGITS else min(LARGEST, int(super().to_python(value)))


def init_app(app: Flask) -> None:
    """For every address of `app`; before the rooms open theirs."""
    app.url_map.converters["int"] = BoundedInteger


def whole(text: str) -> int:
    """The number, for `args.get(…, type=whole)`. Raises ValueError."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError("larger than a database can hold")
    return number


def number_of(text: str | None) -> int:
    """An id as an address or a form carries it; 0 for what is none, which no row has."""
    try:
        return whole(text or "0")
    except ValueError:
        return 0
