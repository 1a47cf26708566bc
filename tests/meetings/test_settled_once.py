"""What ends or settles something is pressed on a bad line too: twice is once, whatever came after."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.database import db
from core.pressing import Press
from meetings.models import (
    Countermeasure,
    Evaluation,
    Evidence,
)
from tests.cast import Cast, as_, says
from tests.house.everybody import signed_in
from tests.meetings import acts
from tests.meetings.acts import STAYS, Act, written
from tests.meetings.cycle_cast import Cycle, a_cycle, key


@pytest.mark.parametrize("make", acts.ACTS)
def test_what_settles_something_is_done_once_however_often_it_comes(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]
) -> None:
    act = make(a_cycle(cast), cast)
    db.commit()
    browser, before = as_(client, cast.kimura), len(written())
    said = {"client_key": key()} | act.said
    answers = [browser.post(act.address, data=said, headers=STAYS) for _ in range(3)]
    assert [one.status_code for one in answers] == [204] * 3, act.address
    assert len({one.headers["Renkei-Goes"] for one in answers}) == 1
    assert [verb for verb, _of in written()[before:]].count(act.verb) == 1
    assert db.query(Press).count() == 1
    assert browser.get(answers[0].headers["Renkei-Goes"]).status_code == 200


@pytest.mark.parametrize("make", acts.ACTS)
def test_a_form_that_is_refused_keeps_its_text_and_its_key(client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]) -> None:
    act = make(a_cycle(cast), cast)
    db.commit()
    long = next(
        (name for name in ("lesson", "reason", "text", "asked", "title", "what", "name", "theme", "r0-theme") if act.said.get(name)), ""
    )
    if not long:
        return  # nothing but a button
    browser, said = as_(client, cast.kimura), {"client_key": key()} | act.said | {long: "ながい" * 700}
    answer = browser.post(act.address, data=said)
    assert answer.status_code == 422
    says(answer, "ながい" * 700, f'name="client_key" value="{said["client_key"]}"')
    assert not db.query(Press).count()
    assert browser.post(act.address, data=said | act.said).status_code == 303


def test_the_same_press_twice_at_the_same_moment_is_one(app: Flask, cast: Cast) -> None:
    act = acts.evaluate(a_cycle(cast), cast)
    db.commit()
    both, answers = [signed_in(app, cast.kimura) for _ in range(2)], list[TestResponse]()
    at_once = Barrier(2, timeout=10)

    def press(browser: FlaskClient) -> None:
        at_once.wait()
        with app.app_context():
            answers.append(browser.post(act.address, data=act.said))

    threads = [Thread(target=press, args=(one,)) for one in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [(one.status_code, one.location) for one in answers] == [(303, answers[0].location)] * 2
    assert (db.query(Evaluation).count(), db.query(Press).count()) == (1, 1)


def test_a_press_that_comes_again_when_it_was_taken_back_evaluates_nothing(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act, browser = acts.evaluate(cycle, cast), as_(client, cast.kimura)
    first = browser.post(act.address, data=act.said)
    assert browser.post("/evaluations/1/taking-back", data={"client_key": key(), "reason": "まちがい"}).status_code == 303
    again = browser.post(act.address, data=act.said)
    assert (again.status_code, again.location) == (303, first.location)
    says(browser.get(again.location), "評価を書きました。")
    assert db.query(Evaluation).count() == 1
    assert not db.get_one(Countermeasure, cycle.measure.id).ended


def test_other_words_another_key_and_another_person_are_presses_of_their_own(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act = acts.number(cycle, cast)
    said, browser = {"client_key": key()} | act.said, as_(client, cast.kimura)
    for each in (said, said | {"client_key": key()}, said | {"value": "年 32件"}, said):
        assert browser.post(act.address, data=each).status_code == 303
    assert [one.value for one in db.query(Evidence).order_by(Evidence.id)] == ["年 31件", "年 31件", "年 32件"]
    assert as_(client, cast.ono).post(act.address, data=said).status_code == 403
    ended = acts.evaluate(cycle, cast)
    as_(client, cast.kimura)
    assert client.post(ended.address, data=ended.said).status_code == 303
    answer = client.post(ended.address, data=ended.said | {"lesson": "もう少し分かった。"})
    assert answer.status_code == 409
    says(answer, "もう少し分かった。", "この方策は、もう終わっています。")


def test_what_was_taken_back_already_says_so_and_shows_the_reason_again(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act = acts.take_evaluation_back(cycle, cast)
    cycle.measure.evaluations[0].take_back(reason="先に", by=cast.kimura)
    db.commit()
    answer = as_(client, cast.kimura).post(act.address, data={"client_key": key(), "reason": "わたしも気づいた"})
    assert answer.status_code == 409
    says(answer, "取り消す理由：この記録は、もう取り消されています。", "書いた理由：わたしも気づいた")
