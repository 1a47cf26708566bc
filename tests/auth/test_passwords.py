"""Which passwords are taken, how they are kept, and changing them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from auth import passwords
from auth.models import Person, SignIn
from auth.strength import weakness
from core import clock
from core.database import db
from tests.cast import PASSWORD, Cast, as_, says

GOOD = "mikan-3kago-yane"
pytestmark = pytest.mark.usefixtures("true_cost")


@pytest.mark.parametrize(
    "good",
    [
        "renkei-demo-2026",
        PASSWORD,
        GOOD,
        "はるのうみひねもすのたり",
        "7193-5582-9916-03",
        "correct horse battery staple",
        "x y" * 3 + "とんぼ9w",
        "雨の朝は北市の川べりを三人で歩き、橋の手前で傘をたたみ、駅までの坂をのぼってから温かい茶を二杯ずつ飲みました。帰りは風が強かった。",
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken(app: Flask, good: str) -> None:
    assert len(good) < 13 or weakness(good, "nurse@example.jp") is None


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("mikan-3kago", "13文字以上にしてください。いまは11文字です。"),
        ("あ" * 6, "いまは6文字です"),
        ("mikan" * 26, "128文字以下"),
        ("aaaaaaaaaaaaa", "くり返し"),
        ("ababababababab", "くり返し"),
        ("sakurasakurasa", "くり返し"),
        ("1234567890123", "順番"),
        ("9876543210987", "順番"),
        ("abcdefghijklmn", "順番"),
        ("ABC-DEF-GHI-JKL", "順番"),
        ("qwertyuiopasdf", "順番"),
        ("nurse@example.jp", "メールアドレスと同じ"),
        ("NURSE@example.jp", "メールアドレスと同じ"),
        ("password12345", "よく使われる"),
        ("Password-12345", "よく使われる"),
        ("ＰＡＳＳＷＯＲＤ１２３４５", "よく使われる"),
        ("houmon-kango-2026", "よく使われる"),
        ("1qaz2wsx3edc4rfv", "よく使われる"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(app: Flask, weak: str, why: str) -> None:
    said = weakness(weak, "nurse@example.jp")
    assert said
    assert why in said


@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(app_of_module: Flask, text: str) -> None:
    with app_of_module.app_context():
        said = weakness(text, "nurse@example.jp")
    assert said or 13 <= len(text) <= 128


@pytest.fixture(scope="module")
def app_of_module(_app: Flask) -> Flask:
    return _app


def test_only_an_argon2id_hash_is_kept_with_the_parameters_owasp_names() -> None:
    kept = passwords.hash_password(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(kept, GOOD)
    assert not passwords.matches(kept, GOOD + "x")
    assert not passwords.outdated(kept)


def test_what_is_kept_of_a_printed_code_is_the_same_for_ever() -> None:
    """It says nowhere what it was made with: 19 MiB, twice, as of the first code that was printed."""
    kept = passwords.code_hash("7k3m9qxa", "00112233445566778899aabbccddeeff")
    assert kept == "1f301827ce438975bc310ea7ffde4665abac99fd2109f27a63525abd9151cf23"


@pytest.mark.parametrize("kept", [None, "", "nothing", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
def test_what_is_no_hash_lets_nobody_in(kept: str | None) -> None:
    assert not passwords.matches(kept, GOOD)


def change(client: FlaskClient, present: str = PASSWORD, new: str = GOOD):  # type: ignore[no-untyped-def]
    return client.post("/account/password", data={"present_password": present, "new_password": new})


def test_a_person_changes_the_password_and_every_other_device_is_out(app: Flask, cast: Cast) -> None:
    here, elsewhere = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.sato)
    assert change(here).headers["Location"] == "/account/"
    says(here.get("/account/"), "パスワードを変えました。ほかの端末はサインアウトしました。")
    assert elsewhere.get("/account/").status_code == 303
    assert app.test_client().post("/sign-in", data={"email": "sato@example.jp", "password": PASSWORD}).status_code == 422
    assert app.test_client().post("/sign-in", data={"email": "sato@example.jp", "password": GOOD}).status_code == 303


def test_a_wrong_present_password_changes_nothing(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    answer = change(client, present="wrong")
    assert answer.status_code == 422
    says(answer, "いまのパスワードが違います。")
    assert passwords.matches(db.get_one(Person, cast.sato.person_id).password_hash, PASSWORD)


def test_a_weak_new_password_is_refused_at_its_field(client: FlaskClient, cast: Cast) -> None:
    answer = change(as_(client, cast.sato), new="aaaaaaaaaaaaaaa")
    assert answer.status_code == 422
    says(answer, 'id="new_password-error"', "くり返し")


def test_guessing_the_present_password_is_slowed_down(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    assert [change(client, present="wrong").status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    answer = change(client)
    assert answer.status_code == 429
    says(answer, "お休みしています")


def test_the_page_for_a_new_password_works_with_a_password_manager(client: FlaskClient, cast: Cast) -> None:
    says(
        as_(client, cast.sato).get("/account/password"),
        'autocomplete="username"',
        'autocomplete="current-password"',
        'autocomplete="new-password"',
    )


def link_for(app: Flask, cast: Cast) -> str:
    answer = as_(app.test_client(), cast.kimura).post(f"/people/{cast.sato.person_id}/password-links")
    assert answer.status_code == 201
    says(answer, "このリンクは、いま1回だけ表示します。", "佐藤 花 様")
    return answer.text.split('id="link">http://localhost')[1].split("</code>")[0].replace("<wbr>", "")


def test_who_forgot_the_password_sets_a_new_one_with_a_link_from_the_base(app: Flask, cast: Cast) -> None:
    elsewhere = as_(app.test_client(), cast.sato)
    link, client = link_for(app, cast), app.test_client()
    says(client.get(link), "佐藤 花さん", "sato@example.jp")
    assert client.post(link, data={"new_password": GOOD}).headers["Location"] == "/"
    says(client.get("/account/"), "佐藤 花")
    assert elsewhere.get("/account/").status_code == 303
    assert client.get(link).status_code == client.post(link, data={"new_password": GOOD}).status_code == 410


def test_a_typed_link_may_lack_its_hyphens_and_be_in_capitals(app: Flask, cast: Cast) -> None:
    link = link_for(app, cast)
    token = link.removeprefix("/password/")
    assert app.test_client().get(f"/password/{token.replace('-', '').upper()}").status_code == 200


def test_a_link_holds_for_a_day_and_only_the_newest_works(app: Flask, cast: Cast) -> None:
    first, second = link_for(app, cast), link_for(app, cast)
    assert app.test_client().get(first).status_code == 410
    with clock.later(timedelta(hours=25)):
        assert app.test_client().get(second).status_code == 410


def test_a_weak_password_is_refused_with_a_link_too_and_the_link_still_works(app: Flask, cast: Cast) -> None:
    link, client = link_for(app, cast), app.test_client()
    assert client.post(link, data={"new_password": "short"}).status_code == 422
    assert client.post(link, data={"new_password": GOOD}).status_code == 303


def test_an_unknown_link_is_not_found(client: FlaskClient) -> None:
    assert client.get("/password/aaaa-aaaa-aaaa-aaaa-aaaa").status_code == 404
    assert client.post("/password/x").status_code == 404


def test_a_link_for_a_disabled_account_opens_nothing(app: Flask, cast: Cast) -> None:
    link = link_for(app, cast)
    db.get_one(Person, cast.sato.person_id).disable(by=None)
    db.commit()
    assert app.test_client().post(link, data={"new_password": GOOD}).status_code == 410
    assert db.query(SignIn).filter_by(person_id=cast.sato.person_id).count() == 0
