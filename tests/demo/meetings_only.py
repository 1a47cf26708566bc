"""The meetings of the demo without the rest of it, told as on any day, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import Flask

from core import clock
from core.database import db
from demo import meetings
from demo.calendar import Calendar, moment
from demo.places import Place, settle
from demo.telling import Telling
from demo.threads import read
from tests.conftest import _empty

ELSEWHERE = ("夜間の訪問、橋の工事で", "医師会学術講演会", "{翌月}の夜間当番表", "「救急医療情報カード」", "土曜の午後も、麻薬")
"""The posts that became issues, and those that tell of one."""


@contextmanager
def told_meetings(app: Flask, last: date) -> Iterator[Place]:
    """A demo of that day that holds the meetings and the posts they speak of."""
    _empty(app.extensions["engine"])
    with app.app_context():
        with clock.at(moment(last, "14:30")):
            yield _tell(Calendar(last))
        db.rollback()
        db.remove()


def _tell(calendar: Calendar) -> Place:
    place = settle("aonuma", calendar, "-")
    posts = [next(Telling(one, place, calendar).acts()) for one in read("aonuma") if one.title.startswith(ELSEWHERE)]
    for act in sorted([*posts, *meetings.acts(place, calendar)], key=lambda act: act.at):
        with clock.at(act.at):
            act.do()
    meetings.let_letters_rest()
    return place
