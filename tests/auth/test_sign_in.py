"""Coming in and going out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from auth import passwords
from auth.models import Person, SignIn
from core import clock
from core.audit import AuditRow
from core.database import db
from tests.cast import PASSWORD, Cast, as_, says

pytestmark = pytest.mark.usefixtures("true_cost")


def rows(verb: str) -> list[AuditRow]:
    return db.query(AuditRow).filter_by(verb=verb).order_by(AuditRow.id).all()


def attempt(client: FlaskClient, email: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", data={"email": email, "password": password})


def test_the_page_asks_for_e_mail_and_password(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    says(page, 'name="email"', 'name="password"', 'autocomplete="current-password"', "サインイン")
    assert page.headers["Cache-Control"] == "no-store"


def test_a_person_comes_in_and_goes_out(client: FlaskClient, cast: Cast) -> None:
    assert attempt(client, "sato@example.jp").headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/account/").headers["Location"] == "/sign-in?next=/account/"
    assert [row.subject_id for row in rows("sign_in.began")] == [row.subject_id for row in rows("sign_in.ended")]


@pytest.mark.parametrize("typed", ["SATO@Example.JP", "  sato@example.jp "])
def test_an_address_is_known_however_it_is_typed(client: FlaskClient, cast: Cast, typed: str) -> None:
    assert attempt(client, typed).status_code == 303


def test_a_password_typed_on_a_full_width_keyboard_is_the_same(client: FlaskClient, cast: Cast) -> None:
    assert attempt(client, "sato@example.jp", "ｋｉｔａ－ｎｏ－ｈｏｓｈｉ－２０２６").status_code == 303


def test_nobody_learns_which_address_has_an_account(app: Flask, cast: Cast) -> None:
    cast.tanaka.person.disable(by=None)
    db.commit()

    def said(email: str) -> str:
        answer = app.test_client().post("/sign-in", data={"email": email, "password": "wrong-wrong-wrong"})
        assert answer.status_code == 422
        assert f'value="{email}"' in answer.text
        return re.sub(r'(value|content)="[^"]*"', "", answer.text)

    assert said("sato@example.jp") == said("nobody@example.jp") == said("tanaka@example.jp")
    assert "メールアドレスかパスワードが違います。" in said("sato@example.jp")


def test_an_unknown_address_costs_a_password_check_too(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    verify = passwords._verify

    def watch(kept: str, password: str) -> bool:
        checked.append(kept)
        return verify(kept, password)

    monkeypatch.setattr(passwords, "_verify", watch)
    attempt(client, "nobody@example.jp")
    attempt(client, "sato@example.jp", "wrong")
    attempt(client, "sato@example.jp", "x" * 5000)
    assert len(checked) == 3
    assert all(kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for kept in checked)


def test_a_failed_sign_in_leaves_a_trace_without_any_address(client: FlaskClient, cast: Cast) -> None:
    attempt(client, "sato@example.jp", "wrong")
    attempt(client, "nobody@example.jp", "wrong")
    known, unknown = rows("sign_in.failed")
    assert (known.subject_id, known.person_id) == (cast.sato.person_id, None)
    assert unknown.subject_id is None
    assert "nobody" not in str(unknown.detail)
    assert len(unknown.detail["account"]) == 20


def test_a_disabled_account_cannot_come_in_with_the_right_password(client: FlaskClient, cast: Cast) -> None:
    cast.sato.person.disable(by=None)
    db.commit()
    assert attempt(client, "sato@example.jp").status_code == 422


@pytest.mark.parametrize("missing", ["email", "password"])
def test_what_is_missing_is_said_at_its_field(client: FlaskClient, missing: str) -> None:
    typed = {"email": "sato@example.jp", "password": PASSWORD}
    answer = client.post("/sign-in", data=typed | {missing: ""})
    assert answer.status_code == 422
    says(answer, f'id="{missing}-error"', "を入れてください。")


def test_odd_bytes_are_only_a_wrong_address(client: FlaskClient, cast: Cast) -> None:
    for odd in ("\x00", "a\x00b@example.jp", "😀" * 400, "' OR 1=1 --"):
        assert attempt(client, odd or "x").status_code == 422


def test_the_cookie_changes_at_sign_in_and_holds_only_a_token(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    attempt(client, "sato@example.jp")
    with client.session_transaction() as session:
        assert set(session) <= {"sign_in", "csrf_token", "_fresh"}
        token = session["sign_in"]
    assert db.query(SignIn).one().token_hash != token
    cookie = client.get_cookie("renkei")
    assert cookie
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_a_cookie_kept_from_before_signing_out_is_worth_nothing(app: Flask, cast: Cast) -> None:
    client, thief = app.test_client(), app.test_client()
    attempt(client, "sato@example.jp")
    stolen = client.get_cookie("renkei")
    assert stolen
    thief.set_cookie("renkei", stolen.value)
    assert thief.get("/account/").status_code == 200
    client.post("/sign-out")
    assert thief.get("/account/").status_code == 303


def test_who_signs_in_over_another_person_ends_that_sign_in(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    as_(client, cast.tanaka)
    assert [one.ended_at is None for one in db.query(SignIn).order_by(SignIn.id)] == [False, True]
    assert "田中 一郎" in client.get("/account/").text


def test_who_is_in_already_is_not_asked_again(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.sato).get("/sign-in?next=/people/").headers["Location"] == "/people/"


def test_a_hash_with_former_parameters_is_renewed_at_sign_in(client: FlaskClient, cast: Cast) -> None:
    person = cast.sato.person
    person.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    db.commit()
    assert attempt(client, "sato@example.jp").status_code == 303
    assert "m=19456,t=2,p=1" in db.get_one(Person, person.id).password_hash
    assert attempt(client, "sato@example.jp").status_code == 303


def test_a_password_changed_while_it_was_checked_does_not_let_in(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def changes_meanwhile(kept: str | None, password: str) -> bool:
        db.get_one(Person, cast.sato.person_id).password_hash = "another"
        db.commit()
        return True

    monkeypatch.setattr(passwords, "matches", changes_meanwhile)
    assert attempt(client, "sato@example.jp").status_code == 422
    assert not rows("sign_in.began")


def test_no_transaction_is_open_while_a_password_is_worked_out(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(kept: str, password: str) -> bool:
        assert not db().in_transaction()
        return True

    monkeypatch.setattr(passwords, "_verify", watch)
    assert attempt(client, "sato@example.jp").status_code == 303


@pytest.mark.parametrize(
    ("later", "sentence"), [(timedelta(hours=2), "しばらく使われなかったので"), (timedelta(hours=1), None)], ids=["idle", "not yet"]
)
def test_a_sign_in_ends_when_it_is_idle(client: FlaskClient, cast: Cast, later: timedelta, sentence: str | None) -> None:
    as_(client, cast.sato)
    with clock.later(later):
        answer = client.get("/account/")
        assert answer.status_code == (303 if sentence else 200)
        if sentence:
            says(client.get("/sign-in"), sentence)


def test_what_an_open_page_asks_by_itself_does_not_keep_a_forgotten_desk_signed_in(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    for minutes in (50, 100):
        with clock.later(timedelta(minutes=minutes)):
            assert client.get("/pulse", headers={"Renkei-By-Itself": "1"}).status_code == 200
    with clock.later(timedelta(minutes=125)):
        assert client.get("/account/").status_code == 303


def test_a_sign_in_ends_after_twelve_hours_however_busy_it_was(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    for hour in range(1, 12):
        with clock.later(timedelta(hours=hour)):
            assert client.get("/account/").status_code == 200
    with clock.later(timedelta(hours=12)):
        assert client.get("/account/").status_code == 303
        says(client.get("/sign-in"), "サインインしてから時間がたったので")


def test_being_seen_is_noted_at_most_once_a_minute(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    began = db.query(SignIn).one().seen_at
    with clock.later(timedelta(seconds=50)):
        client.get("/account/")
        assert db.query(SignIn).populate_existing().one().seen_at == began
    with clock.later(timedelta(seconds=70)):
        client.get("/account/")
        noted = db.query(SignIn).populate_existing().one().seen_at
        assert noted > began
    with clock.later(timedelta(seconds=150)):
        client.post("/account/text-size", data={"text_size": "large"})
        assert db.query(SignIn).populate_existing().one().seen_at > noted


def test_a_disabled_account_is_out_at_its_next_request_and_is_told_whom_to_call(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    cast.sato.person.disable(by=None)
    db.commit()
    assert client.get("/boards/").headers["Location"] == "/sign-in?next=/boards/"
    says(client.get("/sign-in"), "このアカウントは、いま使えません。", "拠点にお電話ください")


def test_signing_out_without_being_in_is_no_mistake(client: FlaskClient) -> None:
    assert client.post("/sign-out").status_code == 303
    assert client.get("/sign-out").status_code == 405
