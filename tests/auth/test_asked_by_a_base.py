"""A base asks all people of its area for a second factor, from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import sockets
from auth.models import SignIn
from core import clock
from core.audit import AuditRow
from core.database import db
from region.models import SecondFactorRule
from tests.auth.proofs import code_of, key_on, with_app
from tests.cast import Cast, as_, says
from tests.hearing import Hearing

TOMORROW = timedelta(days=1)


def rule(app: Flask, cast: Cast, on: date | None = None):  # type: ignore[no-untyped-def]
    day = (on or clock.today() + TOMORROW).isoformat()
    return as_(app.test_client(), cast.kimura).post(f"/areas/{cast.kita.id}/second-factor-rule", data={"from_on": day})


def test_base_staff_set_the_day_and_see_who_still_lacks_one(app: Flask, cast: Cast) -> None:
    with_app(as_(app.test_client(), cast.sato))
    assert rule(app, cast).headers["Location"] == "/people/second-factors"
    page = as_(app.test_client(), cast.kimura).get("/people/second-factors")
    says(page, "北地域", "全員が2つめの確認を使います。", "5人のうち 1人が用意しました", "田中 一郎", "まだの人 4人")
    assert "鈴木 遠" not in page.text
    set_ = db.query(AuditRow).filter_by(verb="second_factor_rule.set").one()
    assert (set_.person_id, set_.detail["area"]) == (cast.kimura.person_id, cast.kita.id)


def test_another_day_replaces_the_first_and_a_rule_can_be_ended(app: Flask, cast: Cast) -> None:
    rule(app, cast)
    rule(app, cast, clock.today() + timedelta(days=30))
    assert [one.ended_at is None for one in db.query(SecondFactorRule).order_by(SecondFactorRule.id)] == [False, True]
    kimura = as_(app.test_client(), cast.kimura)
    assert kimura.post(f"/areas/{cast.kita.id}/second-factor-rule/ending").status_code == 303
    assert kimura.post(f"/areas/{cast.kita.id}/second-factor-rule/ending").status_code == 404
    assert not db.query(SecondFactorRule).filter_by(ended_at=None).count()


def test_who_may_not_set_it(app: Flask, cast: Cast) -> None:
    path = f"/areas/{cast.kita.id}/second-factor-rule"
    for who, code in ((cast.sato, 403), (cast.ono, 403), (cast.mori, 403), (cast.suzuki, 403)):
        client = as_(app.test_client(), who)
        assert client.post(path, data={"from_on": "2030-01-01"}).status_code == code
        assert client.get("/people/second-factors").status_code == code
    kimura = as_(app.test_client(), cast.kimura)
    assert kimura.post(f"/areas/{cast.minami.id}/second-factor-rule", data={"from_on": "2030-01-01"}).status_code == 404
    assert app.test_client().post(path).headers["Location"].startswith("/sign-in")
    answer = kimura.post(path, data={"from_on": "someday"})
    assert answer.status_code == 422
    says(answer, "someday", f"from_on-{cast.kita.id}-error")
    answer = kimura.post(path, data={"from_on": clock.today().isoformat()})
    assert answer.status_code == 422
    says(answer, clock.today().isoformat(), f"from_on-{cast.kita.id}-error", "あしたか、それより後の日にしてください。")


def test_before_the_day_people_are_told_and_go_on_working(app: Flask, cast: Cast) -> None:
    rule(app, cast)
    client = as_(app.test_client(), cast.tanaka)
    for page in ("/", "/account/"):
        says(client.get(page), "サインインに2つめの確認が必要になります。", "/account/second-factor")
    with_app(client)
    for page in ("/", "/account/"):
        assert "必要になります" not in client.get(page).text
    assert "必要になります" not in as_(app.test_client(), cast.suzuki).get("/").text


def test_from_the_day_on_who_has_none_sets_it_up_first_and_reaches_nothing_else(app: Flask, cast: Cast) -> None:
    rule(app, cast)
    with clock.later(TOMORROW):
        client = as_(app.test_client(), cast.tanaka)
        for path in (
            "/",
            "/boards/",
            f"/boards/{cast.board().id}",
            "/people/",
            "/account/",
            "/viewer.css",
            "/pulse",
            "/account/password-x",
        ):
            answer = client.get(path)
            assert (answer.status_code, answer.headers.get("Location")) in ((303, "/account/second-factor"), (404, None)), path
            assert "田中" not in answer.text
        posted = client.post(f"/boards/{cast.board().id}/posts", data={"title": "x", "body": "y", "urgency": "normal"})
        assert posted.headers["Location"] == "/account/second-factor"
        assert client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/account/second-factor"
        page = client.get("/account/second-factor")
        says(page, "2つめの確認を使うように決めました", "確認アプリを使う", 'action="/sign-out"')
        assert "田中医院" not in page.text
        assert "北地域" not in page.text
        client.get("/people/")
        secret = key_on(client.get("/account/code-app").text)
        done = client.post("/account/code-app", data={"code": code_of(secret)})
        assert done.status_code == 201
        says(done, 'href="/people/"')
        assert client.get("/people/").status_code == 200


def test_who_has_one_or_works_elsewhere_is_not_held(app: Flask, cast: Cast) -> None:
    with_app(as_(app.test_client(), cast.tanaka))
    rule(app, cast)
    with clock.later(TOMORROW):
        assert as_(app.test_client(), cast.suzuki).get("/").status_code == 200


def test_no_socket_opens_for_who_is_held_and_open_ones_end_with_the_day(app: Flask, cast: Cast, hearing: Callable[..., Hearing]) -> None:
    client = as_(app.test_client(), cast.tanaka)
    sign_in = db.query(SignIn).one().id
    assert hearing(client, cast.board().stream).connected
    rule(app, cast)
    with app.test_request_context():  # today; an hour later may be the day itself
        assert sockets.still_alive({sign_in}) == {sign_in}
    with clock.later(TOMORROW):
        late = as_(app.test_client(), cast.tanaka)
        assert not hearing(late, cast.board().stream).connected
        newest = db.query(SignIn).order_by(SignIn.id.desc()).first()
        assert newest
        with app.test_request_context():
            assert sockets.still_alive({newest.id}) == set()


def test_the_last_one_cannot_be_given_up_while_it_is_asked_for(app: Flask, cast: Cast) -> None:
    client = as_(app.test_client(), cast.tanaka)
    with_app(client)
    rule(app, cast)
    with clock.later(timedelta(minutes=9)):
        day = db.query(SecondFactorRule).one()
        day.from_on = clock.today()
        db.commit()
        answer = client.post("/account/code-app/removal")
    assert answer.status_code == 409
    says(answer, "先に、別の方法を加えてください。")


def test_base_staff_let_in_who_lost_everything(app: Flask, cast: Cast) -> None:
    tanaka = as_(app.test_client(), cast.tanaka)
    with_app(tanaka)
    kimura, path = as_(app.test_client(), cast.kimura), f"/people/{cast.tanaka.person_id}/second-factor-reset"
    says(kimura.get(path), "かならず、本人であることを確かめてください。")
    for who, code in ((cast.ono, 404), (cast.suzuki, 404), (cast.mori, 403)):
        assert as_(app.test_client(), who).post(path).status_code == code
    assert kimura.post(path).status_code == 303
    assert kimura.post(path).status_code == 409
    assert tanaka.get("/account/").status_code == 303
    assert as_(app.test_client(), cast.tanaka).get("/").status_code == 200
    assert db.query(AuditRow).filter_by(verb="second_factor.reset").one().person_id == cast.kimura.person_id


@pytest.mark.parametrize(
    ("address", "words"),
    [("203.0.113.9", "203.0.113.xxx"), ("192.168.4.7", "内部ネットワーク（192.168.4.xxx）"), ("2606:4700:12:7::1", "2606:4700:12:xxx")],
)
def test_where_a_device_is_said_as_far_as_it_is_known(client: FlaskClient, cast: Cast, address: str, words: str) -> None:
    client.environ_base["REMOTE_ADDR"] = address
    page = as_(client, cast.sato).get("/account/")
    says(page, words)
    assert f">{address}<" not in page.text
