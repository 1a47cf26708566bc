"""Measures the cycle board of a group's year, signed in: CPU ms and queries of a request, with 20 issues and with 2,000 in the same run.

Every issue has a countermeasure with an owner, most have records of what was done, values of the indicator and an evaluation; every tenth
is undecided. Beside it `frame`, an error page of the house, so that the ratio holds on a busy machine too. `late` is the board narrowed to
what is late, `words` a search, `/cycle/` the glance. CPU is this process and, on PostgreSQL, the database's processes for it.

Usage: .venv/bin/python -m bench.cycle_board [SMALL LARGE]
       .venv/bin/python bin/with-postgres .venv/bin/python -m bench.cycle_board
"""

from __future__ import annotations

import sys
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy import insert, select, text

from bench.one_request import asked, cpu, demo_area, signed_in
from core import clock
from core.database import db
from meetings.models import (
    Countermeasure,
    CountermeasureVersion,
    Evaluation,
    Group,
    GroupKind,
    Implementation,
    IndicatorValue,
    Issue,
    Meeting,
    Owner,
    Scene,
    Term,
)
from region.models import Affiliation

YEAR = 2026
WHO = ("nurse", "kyoten")
HEAD = ("issues", "who", "board", "queries", "kB", "late", "words", "/cycle/", "frame", "board/frame")


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]]
    small, large = sizes if len(sizes) == 2 else (20, 2_000)
    print("CPU ms of a request, the median of 60")
    print("".join(f"{word:>12}" for word in HEAD))
    with demo_area() as app:
        with app.app_context():
            group = _group()
        for size in (small, large):
            with app.app_context():
                fill(group, size)
            for who in WHO:
                _measured(app, who, group, size)


def _group() -> int:
    """A working group with its three meetings, the first of which was held."""
    by = _kyoten()
    model = db.scalars(select(Group).order_by(Group.id)).first()
    assert model
    group = Group.set_up(
        model.area, name="計測 WG", kind=GroupKind.WORKING_GROUP, secretariat=by.institution, by=by, began_on=date(YEAR, 4, 1)
    )
    for day in (date(YEAR, 6, 12), date(YEAR, 11, 27), date(YEAR + 1, 2, 26)):
        starts = datetime.combine(day, time(19), clock.JAPAN)
        meeting = Meeting.plan(group, theme="", starts_at=starts, ends_at=starts + timedelta(hours=2), by=by)
        if day.month == 6:
            meeting.opened_at, meeting.closed_at = starts, starts + timedelta(hours=2)
    db.commit()
    return group.id


def fill(group_id: int, size: int) -> None:
    """Brings the group's year to `size` issues."""
    group, by = db.get_one(Group, group_id), _kyoten()
    decided = datetime(YEAR, 6, 12, 11, tzinfo=clock.JAPAN)
    there = len(db.scalars(select(Term.id).where(Term.group_id == group_id)).all())
    signed, scenes = {"by_id": by.id, "by_person_id": by.person_id}, list(Scene)
    places = [one.institution_id for one in db.scalars(select(Affiliation).order_by(Affiliation.id).limit(20))]
    for number in range(there, size):
        issue = _add(
            Issue, area_id=group.area_id, number=10_000 + number, title=f"夜間の連絡の課題 {number}", text="背景",
            scene=scenes[number % 8], client_key=_key(), raised_at=decided, **signed,
        )  # fmt: skip
        term = _add(Term, issue_id=issue, group_id=group_id, fiscal_year=YEAR, how="raised", at=decided, by_id=by.id)
        if number % 10:
            _measure(term, number, decided, by, places)
    db.commit()
    db.execute(text("ANALYZE"))
    db.commit()


def _measure(term: int, number: int, at: datetime, by: Affiliation, places: list[int]) -> None:
    measure = _add(Countermeasure, term_id=term, client_key=_key(), at=at, by_person_id=by.person_id)
    due = date(YEAR, 8, 1) + timedelta(days=number % 240)
    for turn in (1, 2):
        version = _add(
            CountermeasureVersion, countermeasure_id=measure, number=turn, what=f"当番表をつくり配る {number}", due_on=due,
            expected="つながる", indicator="つながった割合", unit="％", baseline=Decimal(50), target=Decimal(90), reason="", at=at,
            by_id=by.id,
        )  # fmt: skip
        _add(Owner, version_id=version, institution_id=places[number % len(places)], person_name="担当", part="")
    for month in range(number % 4):
        day = date(YEAR, 7 + month, 1)
        _add(Implementation, countermeasure_id=measure, done_on=day, what="配った", client_key=_key(), at=at, by_id=by.id,
             by_person_id=by.person_id)  # fmt: skip
        _add(IndicatorValue, countermeasure_id=measure, on=day, value=Decimal(50 + month * 8), at=at, by_id=by.id)
    if number % 3 == 0:
        _add(Evaluation, countermeasure_id=measure, verdict="achieved", next="end", lesson="", evaluated_on=date(YEAR, 11, 1), at=at,
             by_id=by.id)  # fmt: skip


def _add(model: type, **values: object) -> int:
    return int(db.execute(insert(model).values(**values).returning(model.id)).scalar_one())  # type: ignore[attr-defined]


def _key() -> str:
    return str(uuid.uuid4())


def _kyoten() -> Affiliation:
    return next(one for one in db.scalars(select(Affiliation)) if one.person.email == "kyoten@example.jp")


def _measured(app: Flask, who: str, group: int, size: int) -> None:
    client = signed_in(app, who)
    page = f"/groups/{group}/years/{YEAR}"
    body, queries = asked(app, client, page)
    paths = (page, f"{page}?late=1", f"{page}?q=夜間", "/cycle/", "/nothing-is-here")
    board, late, words, glance, frame = cpu(app, *((client, path) for path in paths))
    figures = (f"{one:.1f}" for one in (late, words, glance, frame, board / frame))
    said = (f"{size:,}", who, f"{board:.1f}", str(len(queries)), f"{len(body) / 1000:.0f}", *figures)
    print("".join(f"{word:>12}" for word in said), flush=True)


if __name__ == "__main__":
    main()
