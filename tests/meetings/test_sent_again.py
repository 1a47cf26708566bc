"""On a bad line a form comes twice, because its answer was lost: what it says is written once, and its writer is told that it is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core.audit import AuditRow
from core.database import db
from meetings.models import Correction, IndicatorValue, Task
from tests.cast import Cast, as_
from tests.meetings.cycle_cast import a_cycle, key
from tests.meetings.minuted import minuted, sent

STAYS = {"Renkei-Stays": "1", "HX-Request": "true"}


def written(verb: str) -> int:
    return db.query(AuditRow).filter_by(verb=verb).count()


def both(client: FlaskClient, address: str, said: dict[str, object]) -> None:
    for _ in range(2):
        answer = client.post(address, data=said, headers=STAYS)
        assert (answer.status_code, bool(answer.headers.get("Renkei-Goes"))) == (204, True)


def test_a_number_that_comes_twice_does_not_stand_over_a_newer_one(client: FlaskClient, cast: Cast) -> None:
    measure = a_cycle(cast).measure
    browser, address = as_(client, cast.tanaka), f"/countermeasures/{measure.id}/values"
    page = browser.get(address).text
    assert 'name="client_key"' in page
    first: dict[str, object] = {"client_key": key(), "on": ["2026", "6", "1"], "value": "24"}
    both(browser, address, first)
    assert browser.post(address, data=first | {"client_key": key(), "value": "25"}).status_code == 303
    both(browser, address, first)
    assert [int(one.value) for one in db.query(IndicatorValue).order_by(IndicatorValue.id)] == [24, 25]
    assert written("indicator.measured") == 2


@pytest.mark.parametrize("from_list", [True, False])
def test_a_homework_called_done_twice_is_done_once_also_when_it_is_open_again(client: FlaskClient, cast: Cast, *, from_list: bool) -> None:
    cycle = a_cycle(cast)
    task = Task.give(cycle.group, what="当番表を送る", client_key=key(), by=cast.kimura, affiliation=cast.sato)
    db.commit()
    browser, address = as_(client, cast.sato), f"/tasks/{task.id}/done"
    assert browser.get("/tasks/" if from_list else f"/tasks/{task.id}").text.count('name="client_key"') == 1
    said: dict[str, object] = {"client_key": key(), "note": "送りました"}
    both(browser, address, said)
    assert written("task.finished") == 1
    assert browser.post(address, data=said | {"client_key": key()}).status_code == 409
    db.get_one(Task, task.id).reopen(reason="1枚たりません", by=cast.kimura)
    db.commit()
    both(browser, address, said)
    assert db.get_one(Task, task.id).done_at is None
    assert browser.post(address, data={"client_key": key()}).status_code == 303


def test_a_correction_that_comes_twice_is_asked_once_also_when_it_was_answered(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    sent(world, cast)
    browser, address = as_(client, cast.sato), f"{world.at}/corrections"
    said: dict[str, object] = {"client_key": key(), "text": "40分です。", "entry": world.remark.id}
    both(browser, address, said)
    db.query(Correction).one().decline(words="30分でした", by=cast.kimura)
    db.commit()
    both(browser, address, said)
    assert db.query(Correction).count() == 1
    assert browser.post(address, data=said | {"client_key": key()}).status_code == 303
    assert db.query(Correction).count() == 2
