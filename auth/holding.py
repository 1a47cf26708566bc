"""Who must do something first: what a room above asks of people (a second factor from a day on) holds them until they have it.

A room registers a rule; auth knows nothing of areas and bases. A held person reaches only the views marked `@while_held`, and no socket.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from auth.models import SignIn
from core import clock
from core.database import SAFE_METHODS

Rule = Callable[[Collection[int]], dict[int, date]]
"""From which day each of these people is asked for a second factor; those who are not asked are left out."""
View = TypeVar("View", bound=Callable[..., Any])


class Held(StrEnum):
    """By what."""

    SECOND_FACTOR = "second_factor"
    PASSWORD = "password"  # noqa: S105 - what is asked for, not one


def while_held(view: View) -> View:
    """Who is held reaches this view: it is how they get free."""
    view.while_held = True  # type: ignore[attr-defined]
    return view


def asks_second_factor(app: Flask, rule: Rule) -> None:
    """A room above tells whom it asks for a second factor."""
    app.extensions.setdefault("second_factor_rules", []).append(rule)


def asked_from(person_ids: Collection[int]) -> dict[int, date]:
    """From which day each of them is asked for a second factor, by whichever rule is the earliest."""
    days: dict[int, date] = {}
    for rule in current_app.extensions.get("second_factor_rules", []) if person_ids else ():
        for person_id, day in rule(person_ids).items():
            days[person_id] = min(day, days.get(person_id, day))
    return days


def held(sign_ins: Iterable[SignIn]) -> dict[int, Held]:
    """Those of these sign-ins that reach nothing yet, by their ids, and by what."""
    without = [one for one in sign_ins if one.second_at is None]
    return _by_what(without, asked_from({one.person_id for one in without}))


def _by_what(without: Iterable[SignIn], days: dict[int, date]) -> dict[int, Held]:
    """Of sign-ins without a second factor."""
    found, today = dict[int, Held](), clock.today()
    for one in without:
        if one.person_id in days and days[one.person_id] <= today:
            found[one.id] = Held.SECOND_FACTOR
        elif one.person.short_password:
            found[one.id] = Held.PASSWORD
    return found


def holder_of(sign_in: SignIn) -> Held | None:
    """What holds this one, which is behind the present request."""
    if sign_in.second_at is not None:
        return None
    g.asked_days = asked_from([sign_in.person_id])
    return _by_what([sign_in], g.asked_days).get(sign_in.id)


def asked_of_me() -> date | None:
    """The day from which the person behind this request is asked for a second factor that they do not have yet."""
    sign_in: SignIn | None = g.get("sign_in")
    if not sign_in or sign_in.second_at is not None:
        return None
    known: dict[int, date] | None = g.get("asked_days") if request.method in SAFE_METHODS else None
    return (asked_from([sign_in.person_id]) if known is None else known).get(sign_in.person_id)
