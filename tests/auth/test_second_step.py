"""The code app, the codes on paper, and the second step of a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from auth import passwords
from auth.models import CodeApp, Person, RecoveryCode, SignIn
from core import clock
from core.audit import AuditRow
from core.database import db
from tests.auth.proofs import code_of, key_on, with_app
from tests.cast import PASSWORD, Cast, as_, says

STEP = "/sign-in/second-step"
LATER = timedelta(seconds=60)
"""The code with which the app was set up is used; two steps later there is another one."""


def password(client: FlaskClient, email: str = "sato@example.jp") -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": PASSWORD})


def verbs() -> list[str]:
    return [row.verb for row in db.query(AuditRow).order_by(AuditRow.id)]


def test_the_app_is_set_up_with_a_picture_or_with_its_key_and_one_code(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    page = client.get("/account/code-app")
    says(page, 'src="/account/code-app/picture.svg"', "otpauth://totp/")
    picture = client.get("/account/code-app/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "<path" in picture.text
    assert " style=" not in picture.text
    secret = key_on(page.text)
    assert key_on(client.get("/account/code-app").text) == secret
    wrong = client.post("/account/code-app", data={"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert wrong.status_code == 422
    says(wrong, 'id="code-error"', "番号が合いません", secret[:4])
    assert db.get(CodeApp, cast.sato.person_id) is None
    answer = client.post("/account/code-app", data={"code": code_of(secret)})
    assert answer.status_code == 201
    says(answer, "この番号は、いま1回だけ表示します。", "data-print")
    assert "code_app.set_up" in verbs()
    assert "recovery_codes.made" in verbs()
    says(client.get("/account/"), "使っています", "のこり10個")


def test_nothing_of_the_secret_can_be_read_from_the_database(client: FlaskClient, cast: Cast) -> None:
    secret, codes = with_app(as_(client, cast.sato))
    kept = db.get_one(CodeApp, cast.sato.person_id).secret
    assert secret not in kept
    with client.session_transaction() as session:
        assert secret not in str(dict(session))
    assert len(codes) == 10
    hashes = [one.code_hash for one in db.query(RecoveryCode)]
    assert len(set(hashes)) == 10
    assert not any(code.replace("-", "") in str(hashes) for code in codes)


def test_a_secret_moved_to_another_person_is_worth_nothing(app: Flask, cast: Cast) -> None:
    secret, _ = with_app(as_(app.test_client(), cast.sato))
    with_app(as_(app.test_client(), cast.ono))
    db.get_one(CodeApp, cast.ono.person_id).secret = db.get_one(CodeApp, cast.sato.person_id).secret
    db.commit()
    client = app.test_client()
    with clock.later(LATER):
        password(client, "ono@example.jp")
        assert client.post(STEP, data={"code": code_of(secret)}).status_code == 422


def test_after_the_password_the_code_is_asked_and_only_then_is_one_in(app: Flask, cast: Cast) -> None:
    secret, _ = with_app(as_(app.test_client(), cast.sato))
    client = app.test_client()
    with clock.later(LATER):
        answer = client.post("/sign-in", data={"email": "sato@example.jp", "password": PASSWORD, "next": "/people/"})
        assert answer.headers["Location"] == f"{STEP}?next=/people/"
        assert client.get("/account/").status_code == 303
        says(client.get(answer.headers["Location"]), 'value="/people/"', 'autocomplete="one-time-code"')
        done = client.post(STEP, data={"code": f" {code_of(secret)[:3]} {code_of(secret)[3:]}", "next": "/people/"})
        assert (done.status_code, done.headers["Location"]) == (303, "/people/")
        assert client.get("/account/").status_code == 200
    began = db.query(AuditRow).filter_by(verb="sign_in.began").order_by(AuditRow.id.desc()).first()
    assert began
    assert began.detail == {"how": "code"}


def test_one_code_is_never_taken_twice_nor_an_earlier_one_after_it(app: Flask, cast: Cast) -> None:
    secret, _ = with_app(as_(app.test_client(), cast.sato))

    def tried(steps: int) -> int:
        client = app.test_client()
        password(client)
        return client.post(STEP, data={"code": code_of(secret, steps)}).status_code

    assert tried(0) == 422  # the one it was set up with
    with clock.later(LATER):
        assert tried(0) == 303
        assert tried(0) == 422
        assert tried(-1) == 422
        assert tried(1) == 303


@pytest.mark.parametrize(("steps", "code"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_off_by_one_step(app: Flask, cast: Cast, steps: int, code: int) -> None:
    secret, _ = with_app(as_(app.test_client(), cast.sato))
    client = app.test_client()
    with clock.later(timedelta(minutes=5)):
        password(client)
        assert client.post(STEP, data={"code": code_of(secret, steps)}).status_code == code


@pytest.mark.usefixtures("true_cost")
def test_each_code_on_paper_works_once(app: Flask, cast: Cast) -> None:
    _, codes = with_app(as_(app.test_client(), cast.sato))

    def tried(code: str) -> int:
        client = app.test_client()
        password(client)
        return client.post(STEP, data={"code": code}).status_code

    assert tried(codes[3]) == 303
    assert tried(codes[3]) == 422
    assert tried(codes[7].upper().replace("-", " ")) == 303
    assert tried("aaaaa-bbbbb") == 422
    assert verbs().count("recovery_code.used") == 2


def test_new_codes_on_paper_replace_the_old_ones(app: Flask, cast: Cast) -> None:
    here = as_(app.test_client(), cast.sato)
    assert here.post("/account/recovery-codes").status_code == 409
    _, codes = with_app(here)
    answer = here.post("/account/recovery-codes")
    assert answer.status_code == 201
    client = app.test_client()
    password(client)
    assert client.post(STEP, data={"code": codes[0]}).status_code == 422


def test_without_the_password_there_is_no_second_step(app: Flask, client: FlaskClient, cast: Cast) -> None:
    secret, _ = with_app(as_(app.test_client(), cast.sato))
    for answer in (client.get(STEP), client.post(STEP, data={"code": code_of(secret)})):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_a_begun_sign_in_lasts_ten_minutes_and_ends_with_a_new_password_or_a_stopped_account(app: Flask, cast: Cast) -> None:
    here = as_(app.test_client(), cast.sato)
    secret, codes = with_app(here)
    waiting, stopped, late = (app.test_client() for _ in range(3))
    for client in (waiting, stopped, late):
        password(client)
    with clock.later(timedelta(minutes=11)):
        assert late.post(STEP, data={"code": code_of(secret)}).headers["Location"] == "/sign-in"
    here.post("/account/password", data={"present_password": PASSWORD, "new_password": "tanuki-no-hara-77"})
    assert waiting.post(STEP, data={"code": codes[0]}).headers["Location"] == "/sign-in"
    db.get_one(Person, cast.sato.person_id).disable(by=None)
    db.commit()
    assert stopped.post(STEP, data={"code": codes[1]}).headers["Location"] == "/sign-in"


def test_a_cookie_kept_from_before_the_second_step_signs_nobody_in_again(app: Flask, cast: Cast) -> None:
    _, codes = with_app(as_(app.test_client(), cast.sato))
    client, copy = app.test_client(), app.test_client()
    password(client)
    kept = client.get_cookie("renkei")
    assert kept
    copy.set_cookie("renkei", kept.value)
    assert client.post(STEP, data={"code": codes[0]}).status_code == 303
    assert copy.post(STEP, data={"code": codes[1]}).headers["Location"] == "/sign-in"


def test_five_wrong_codes_rest_and_lock_nobody_else_out(app: Flask, cast: Cast) -> None:
    here = as_(app.test_client(), cast.sato)
    _, codes = with_app(here)
    thief, owner = app.test_client(), app.test_client()
    device = here.get_cookie("renkei_device")
    assert device
    owner.set_cookie("renkei_device", device.value)
    password(thief)
    assert [thief.post(STEP, data={"code": "zzzzz-zzzzz"}).status_code for _ in range(6)] == [422] * 4 + [429] * 2
    assert thief.post(STEP, data={"code": codes[0]}).status_code == 429
    says(thief.post(STEP, data={"code": codes[0]}), "お休みしています", 'id="code-error"')
    password(owner)
    assert owner.post(STEP, data={"code": codes[0]}).status_code == 303
    assert verbs().count("code.refused") == 5
    says(owner.get("/account/"), "番号かパスキーのまちがい")


def test_no_code_is_a_mistake_at_its_field_and_odd_ones_are_only_wrong(app: Flask, cast: Cast) -> None:
    with_app(as_(app.test_client(), cast.sato))
    client = app.test_client()
    password(client)
    says(client.post(STEP, data={"code": ""}), 'id="code-error"', "番号を入れてください。")
    for odd in ("１２３４５６", "\x00", "😀" * 9, "x" * 5000):
        assert client.post(STEP, data={"code": odd}).status_code in (422, 429)


@pytest.mark.parametrize("typed", [PASSWORD, "wrong"])
@pytest.mark.parametrize("email", ["sato@example.jp", "ono@example.jp", "nobody@example.jp", "tanaka@example.jp"])
def test_the_first_step_costs_one_password_check_whoever_it_is(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, email: str, typed: str
) -> None:
    """With a second factor, without, unknown, and disabled; right or wrong."""
    with_app(as_(app.test_client(), cast.sato))
    cast.tanaka.person.disable(by=None)
    db.commit()
    passwords.matches(None, "the decoy is made once for each process")
    worked: list[str] = []
    for work in ("_verify", "_raw"):
        monkeypatch.setattr(passwords, work, _watched(work, worked))
    app.test_client().post("/sign-in", data={"email": email, "password": typed})
    assert worked == ["_verify"]


def _watched(work: str, worked: list[str]) -> Callable[..., Any]:
    real = getattr(passwords, work)

    def watched(*given: Any) -> Any:
        worked.append(work)
        return real(*given)

    return watched


def test_setting_up_the_first_one_signs_out_the_other_devices(app: Flask, cast: Cast) -> None:
    here, other = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.sato)
    with_app(here)
    assert here.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 303


def test_another_telephone_takes_over(app: Flask, cast: Cast) -> None:
    here = as_(app.test_client(), cast.sato)
    old, codes = with_app(here)
    says(here.get("/account/code-app"), "別のスマートフォンに移す")
    new, none = with_app(here)
    assert (new != old, none) == (True, [])
    client = app.test_client()
    with clock.later(LATER):
        password(client)
        assert client.post(STEP, data={"code": code_of(old)}).status_code == 422
        assert client.post(STEP, data={"code": code_of(new)}).status_code == 303
    assert codes


def test_beside_a_second_factor_eight_characters_are_enough_and_without_it_they_are_not(app: Flask, cast: Cast) -> None:
    here = as_(app.test_client(), cast.sato)
    says(here.get("/account/password"), "13文字以上")
    with_app(here)
    says(here.get("/account/password"), "8文字以上")

    def change(present: str, new: str) -> TestResponse:
        return here.post("/account/password", data={"present_password": present, "new_password": new})

    says(change(PASSWORD, "tanuk-7"), "8文字以上にしてください。いまは7文字です。")
    assert change(PASSWORD, "password").status_code == 422
    assert change(PASSWORD, "tanuki-7").status_code == 303

    says(here.get("/account/code-app/removal"), 'name="new_password"', "13文字以上")
    answer = here.post("/account/code-app/removal", data={"new_password": "tanuki-8"})
    assert answer.status_code == 422
    says(answer, "13文字以上にしてください。いまは8文字です。")
    assert here.post("/account/code-app/removal").status_code == 422
    assert db.get(CodeApp, cast.sato.person_id) is not None
    assert here.post("/account/code-app/removal", data={"new_password": "tanuki-no-hara-8"}).status_code == 303
    assert db.query(RecoveryCode).count() == 0
    answer = app.test_client().post("/sign-in", data={"email": "sato@example.jp", "password": "tanuki-no-hara-8"})
    assert answer.headers["Location"] == "/"
    assert here.get("/account/").status_code == 200


def test_with_a_long_password_removing_asks_for_nothing_more_and_ends_the_other_sign_ins(app: Flask, cast: Cast) -> None:
    here, other = as_(app.test_client(), cast.sato), app.test_client()
    _, codes = with_app(here)
    password(other)
    other.post(STEP, data={"code": codes[0]})
    assert 'name="new_password"' not in here.get("/account/code-app/removal").text
    assert here.post("/account/code-app/removal").status_code == 303
    assert other.get("/account/").status_code == 303
    assert db.query(SignIn).filter(SignIn.ended_at.is_(None)).one().second_at is None
    assert here.post("/account/code-app/removal").status_code == 404
    assert "code_app.removed" in verbs()


def test_the_command_line_lets_in_who_lost_everything_but_a_short_password_is_then_replaced_first(app: Flask, cast: Cast) -> None:
    here = as_(app.test_client(), cast.sato)
    with_app(here)
    here.post("/account/password", data={"present_password": PASSWORD, "new_password": "tanuki-7"})
    assert "はずしました" in app.test_cli_runner().invoke(args=["users", "second-factor", "sato@example.jp"]).output
    client = app.test_client()
    assert client.post("/sign-in", data={"email": "sato@example.jp", "password": "tanuki-7"}).headers["Location"] == "/"
    assert client.get("/people/").headers["Location"] == "/account/password"
    page = client.get("/account/password")
    says(page, "長いものに変えてください", "13文字以上")
    assert "訪問看護ステーションきた" not in page.text
    answer = client.post("/account/password", data={"present_password": "tanuki-7", "new_password": "tanuki-no-hara-8"})
    assert answer.headers["Location"] == "/people/"
    assert client.get("/people/").status_code == 200
