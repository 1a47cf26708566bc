"""On the last day of March everything that the files of the meetings hold has been told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.database import db
from demo.calendar import moment
from meetings.models import Meeting, Minutes, Term
from tests.demo.meetings_only import told_meetings

LAST = date(2027, 3, 31)


@pytest.fixture
def over(_app: Flask) -> Iterator[None]:
    with told_meetings(_app, LAST), clock.at(moment(LAST, "14:30")):
        yield


@pytest.mark.usefixtures("over")
def test_at_the_end_of_march_this_year_is_over() -> None:
    held = Counter(one.group.name for one in db.scalars(select(Meeting).where(Meeting.fiscal_year == 2026, Meeting.closed_at.is_not(None))))
    assert set(held.values()) == {3}
    years = {year: db.scalars(select(Term).where(Term.fiscal_year == year)).all() for year in (2025, 2026, 2027)}
    assert [one.issue.title for one in years[2025] if not one.settled] == []
    assert {one.awaits for one in years[2026]} == {None, "decision"}
    assert sum(one.settled for one in years[2026]) > 20
    assert {one.how for one in years[2027]} == {"carried"}
    assert sum(one.fixed_at is not None for one in db.scalars(select(Minutes))) >= 27
