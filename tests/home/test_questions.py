"""However much waits for somebody, the first page asks the database no more often."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from core.database import db
from meetings.models import Charge, Countermeasure, Issue, Plan, Scene, Task
from region.directory.models import InstitutionStatus, Status
from tests.cast import Cast, a_post, an_asking_post, as_
from tests.meetings.assembly import Assembly, assembled, key
from tests.meetings.counting import questions

MOST = {"kimura": 20, "sato": 15, "tanaka": 15}


@pytest.mark.parametrize("who", MOST)
def test_the_first_page_asks_no_more_for_much_that_waits(client: FlaskClient, cast: Cast, who: str) -> None:
    world = assembled(cast)
    _waiting(world, cast, 1)
    as_(client, getattr(cast, who))
    few = questions(client, "/")
    _waiting(world, cast, 3)
    assert questions(client, "/") == few <= MOST[who]


def _waiting(world: Assembly, cast: Cast, times: int) -> None:
    """So many requests to answer, answers waited for, unread posts, homework and countermeasures, and designations more."""
    for number in range(times):
        an_asking_post(cast, cast.kimura, title=f"お願い{number}")
        an_asking_post(cast, cast.sato, title=f"たずねます{number}")
        a_post(cast, cast.tanaka, title=f"お知らせ{number}")
        for one in (cast.kimura, cast.sato, cast.tanaka):
            Task.give(world.group, what="資料", client_key=key(), by=cast.kimura, affiliation=one)
            issue = Issue.raise_(world.group, title="課題", scene=Scene.DAILY, client_key=key(), by=cast.kimura, meeting=world.meeting)
            Countermeasure.decide(issue.term, Plan(what="当番表", charges=[Charge(one.institution, one)]), client_key=key(), by=cast.kimura)
        day = date(2000 + 5 * times + number, 4, 1)
        InstitutionStatus.designate(
            cast.clinic, Status.ACTIVE_INSTITUTION, from_on=day, until_on=day, source="医療計画", by=cast.kimura, area=cast.kita
        )
    db.commit()
