"""課題 → 方策 → 実施 → 評価: the page of an issue with all that came before and after it, and every act on it; and telling of it."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask

from meetings import vocabulary
from meetings.cycle import linked  # noqa: F401 - other rooms know of issues and countermeasures from the start
from meetings.cycle.routes import (
    countermeasures,
    evaluations,
    hearings,
    issues,
    papers,
    raising,
    records,
    rises,
    taking_back,
    telling,
    wording,
)
from meetings.drawing.scale import in_words

_resources = (issues, raising, wording, countermeasures, records, evaluations, taking_back, rises, hearings, telling, papers)
routes = [resource.routes for resource in _resources]
"""For the room to register."""


def init_app(app: Flask) -> None:
    """Templates know the words of the cycle, and write amounts as charts do."""
    app.jinja_env.globals["of_meetings"] = vocabulary
    app.jinja_env.filters["amount"] = amount


def amount(value: Decimal, unit: str = "") -> str:
    """77％."""
    return in_words(float(value), unit, exact=True)
