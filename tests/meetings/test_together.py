"""Two who end the last two countermeasures of an issue at the same moment: what was said of the next year is not forgotten."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from flask import Flask

from core.database import db
from meetings.models import Countermeasure, Next, Verdict
from region.models import Affiliation
from tests.cast import Cast
from tests.meetings.cycle_cast import a_cycle, a_plan, key


def test_who_ends_the_last_two_at_once_still_carries_the_issue_over(app: Flask, cast: Cast) -> None:
    if app.extensions["engine"].dialect.name == "sqlite":
        pytest.skip("on SQLite one who writes begins when the other has ended")
    cycle = a_cycle(cast)
    other = Countermeasure.decide(cycle.term, a_plan(cast, "もう1つ"), client_key=key(), by=cast.kimura)
    db.commit()
    both, seen, wrong = (cycle.measure.id, other.id), Barrier(2, timeout=10), list[Exception]()

    def end(measure: int, step: Next) -> None:
        with app.app_context():
            try:
                mine, by = db.get_one(Countermeasure, measure), db.get_one(Affiliation, cast.kimura.id)
                assert not [one for one in mine.term.countermeasures if one.ended]
                seen.wait()
                mine.evaluate(verdict=Verdict.PARTLY, next_step=step, lesson="のこった", by=by)
                db.commit()
            except Exception as broken:  # noqa: BLE001 - told where the test can see it
                wrong.append(broken)

    threads = [Thread(target=end, args=said) for said in zip(both, (Next.NEXT_YEAR, Next.END), strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.rollback()
    db.expire_all()
    assert not wrong
    assert [one.fiscal_year - cycle.issue.terms[0].fiscal_year for one in cycle.issue.terms] == [0, 1]
