"""My account: name, language, size of text, and where I am signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.browsers import device_words
from auth.models import Person, SignIn
from core import clock
from core.database import db
from tests.cast import Cast, as_, says

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1"
TABLET = "Mozilla/5.0 (Linux; Android 16; Pixel Tablet) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
FOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def person(cast: Cast) -> Person:
    return db.query(Person).filter_by(id=cast.sato.person_id).populate_existing().one()


@pytest.mark.parametrize(
    ("said", "words"), [(EDGE, "Windows・Edge"), (PHONE, "iPhone・Safari"), (TABLET, "Android・Chrome"), (FOX, "Linux・Firefox")]
)
def test_a_device_is_named_as_its_owner_would(app: Flask, said: str, words: str) -> None:
    assert device_words(said) == words
    assert device_words("curl/8") == "わからない端末"


def test_the_account_says_who_and_where_one_is(client: FlaskClient, cast: Cast) -> None:
    page = as_(client, cast.sato).get("/account/")
    says(page, "佐藤 花", "sato@example.jp", "看護師", "訪問看護ステーションきた", "いまの所属", "この端末", "最近のサインイン")


def test_a_person_corrects_their_name(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    assert client.post("/account/name", data={"name": " 佐藤 はな ", "name_kana": "サトウ ハナ"}).headers["Location"] == "/account/"
    says(client.get("/account/"), "名前を保存しました。", "佐藤 はな", "サトウ ハナ")
    assert person(cast).name == "佐藤 はな"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": " "}, "名前を入れてください。"),
        ({"name": "あ" * 81}, "80文字まで"),
        ({"name": "佐藤", "name_kana": "Sato"}, "ひらがなかカタカナ"),
    ],
)
def test_a_name_that_cannot_be_kept_is_given_back(client: FlaskClient, cast: Cast, typed: dict[str, str], why: str) -> None:
    answer = as_(client, cast.sato).post("/account/name", data=typed)
    assert answer.status_code == 422
    says(answer, why)
    assert person(cast).name == "佐藤 花"


@pytest.mark.parametrize(
    ("path", "field", "value", "cookie"), [("text-size", "text_size", "larger", "text_size"), ("language", "language", "en", "lang")]
)
def test_how_one_reads_is_kept_by_the_browser_and_in_the_account(
    client: FlaskClient, cast: Cast, path: str, field: str, value: str, cookie: str
) -> None:
    signed_out = client.post(f"/account/{path}", data={field: value, "next": "/sign-in"})
    assert (signed_out.status_code, signed_out.headers["Location"]) == (303, "/sign-in")
    kept = client.get_cookie(cookie)
    assert kept
    assert kept.value == value
    assert client.post(f"/account/{path}", data={field: "huge"}).status_code == 422
    as_(client, cast.sato)
    client.post(f"/account/{path}", data={field: value, "next": "//evil.example"})
    assert getattr(person(cast), field) == value


def test_the_account_decides_the_language_on_every_device(app: Flask, cast: Cast) -> None:
    as_(app.test_client(), cast.sato).post("/account/language", data={"language": "en"})
    page = as_(app.test_client(), cast.sato).get("/account/")
    assert '<html lang="en"' in page.text


def test_devices_are_listed_and_one_can_be_signed_out(app: Flask, cast: Cast) -> None:
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = PHONE
    here, phone = as_(app.test_client(), cast.sato), as_(phone, cast.sato)
    says(here.get("/account/"), "iPhone・Safari", "2台", "サインアウトさせる")
    sign_in = db.query(SignIn).order_by(SignIn.id.desc()).first()
    assert sign_in
    assert here.post(f"/account/sign-ins/{sign_in.id}/ending").status_code == 303
    assert phone.get("/account/").status_code == 303
    says(phone.get("/sign-in"), "この端末はサインアウトしました。")
    assert here.get("/account/").status_code == 200


def test_all_other_devices_can_be_signed_out_at_once(app: Flask, cast: Cast) -> None:
    here, *others = [as_(app.test_client(), cast.sato) for _ in range(3)]
    says(here.get("/account/"), "ほかの2台をすべてサインアウトさせる")
    here.post("/account/sign-ins/ending")
    assert [other.get("/account/").status_code for other in others] == [303, 303]
    assert here.get("/account/").status_code == 200


def test_another_persons_device_is_not_found(app: Flask, cast: Cast) -> None:
    sato = as_(app.test_client(), cast.sato)
    theirs = db.query(SignIn).one()
    assert as_(app.test_client(), cast.ono).post(f"/account/sign-ins/{theirs.id}/ending").status_code == 404
    assert sato.get("/account/").status_code == 200


def test_a_sign_in_that_timed_out_is_not_listed_as_a_device(app: Flask, cast: Cast) -> None:
    as_(app.test_client(), cast.sato)
    with clock.later(timedelta(hours=3)):
        says(as_(app.test_client(), cast.sato).get("/account/"), "1台")


def test_wrong_passwords_are_shown_among_recent_sign_ins(app: Flask, cast: Cast) -> None:
    app.test_client().post("/sign-in", data={"email": "sato@example.jp", "password": "wrong"})
    says(as_(app.test_client(), cast.sato).get("/account/"), "パスワードのまちがい")
    assert "パスワードのまちがい" not in as_(app.test_client(), cast.ono).get("/account/").text
