"""Passkeys: made, alone at the sign-in page, as the second step, named and removed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth import passkeys
from auth.models import Ceremony, Passkey, RecoveryCode
from core.audit import AuditRow
from core.database import db
from tests.auth.proofs import Key, asked
from tests.cast import PASSWORD, Cast, as_, says


def made(app: Flask, cast: Cast, **about: object) -> Key:
    """Sato's key."""
    key = Key(**about)  # type: ignore[arg-type]
    assert key.make(as_(app.test_client(), cast.sato)).status_code == 201
    return key


def verbs(start: str) -> list[str]:
    return [row.verb for row in db.query(AuditRow).order_by(AuditRow.id) if row.verb.startswith(start)]


def test_a_passkey_is_made_and_the_ten_codes_come_along(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    says(client.get("/account/passkeys/new"), 'data-passkey="create"', 'data-options="/account/passkeys/options"')
    options = client.post("/account/passkeys/options").get_json()
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    answer = Key().make(client)
    assert answer.status_code == 201
    says(answer, "予備の番号")
    assert db.query(RecoveryCode).count() == 10
    says(client.get("/account/"), "わたしの電話", "パスキーを加える")
    assert verbs("passkey") == ["passkey.added"]


def test_a_passkey_alone_signs_in_without_a_password(app: Flask, cast: Cast) -> None:
    key, client = made(app, cast), app.test_client()
    answer = key.sign_in(client, next="/people/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people/")
    says(client.get("/account/"), "佐藤 花", "最近のサインイン")
    began = db.query(AuditRow).filter_by(verb="sign_in.began").order_by(AuditRow.id.desc()).first()
    assert began
    assert began.detail == {"how": "passkey"}


def test_a_passkey_is_the_second_step_after_the_password_of_its_own_person_only(app: Flask, cast: Cast) -> None:
    key, client = made(app, cast), app.test_client()
    theirs = Key()
    theirs.make(as_(app.test_client(), cast.ono))
    client.post("/sign-in", data={"email": "sato@example.jp", "password": PASSWORD})
    says(client.get("/sign-in/second-step"), 'data-passkey="get"', "予備の番号")
    wrong = client.post("/sign-in/second-step", data={"credential": theirs.signed(asked(client))})
    assert wrong.status_code == 422
    says(wrong, "パスキーで確かめられませんでした。")
    assert client.post("/sign-in/second-step", data={"credential": key.signed(asked(client))}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_what_was_asked_is_answered_once_even_with_a_cookie_kept_from_before(app: Flask, cast: Cast) -> None:
    key, client, copy = made(app, cast, counts=False), app.test_client(), app.test_client()
    said = key.signed(asked(client))
    kept = client.get_cookie("renkei")
    assert kept
    copy.set_cookie("renkei", kept.value)
    assert client.post("/sign-in/passkey", data={"credential": said}).status_code == 303
    assert copy.post("/sign-in/passkey", data={"credential": said}).status_code == 422
    assert db.query(Ceremony).count() == 0


def test_a_wrong_answer_also_uses_up_what_was_asked(app: Flask, cast: Cast) -> None:
    key, client = made(app, cast, counts=False), app.test_client()
    challenge = asked(client)
    kept = client.get_cookie("renkei")
    assert kept
    assert client.post("/sign-in/passkey", data={"credential": "{}"}).status_code == 422
    client.set_cookie("renkei", kept.value)
    assert client.post("/sign-in/passkey", data={"credential": key.signed(challenge)}).status_code == 422


@pytest.mark.parametrize(
    "about",
    [{"origin": "https://evil.example"}, {"flags": 0b0001}, {"flags": 0b0000}, {"name": b"another"}, {"owner": "AAAA"}],
    ids=["another origin", "person not checked", "nobody there", "unknown key", "another owner"],
)
def test_a_signature_that_is_not_as_asked_signs_nobody_in(app: Flask, cast: Cast, about: dict[str, object]) -> None:
    key, client = made(app, cast), app.test_client()
    answer = replace(key, **about).sign_in(client)  # type: ignore[arg-type]
    assert answer.status_code == 422
    says(answer, "パスキーで確かめられませんでした。")
    assert client.get("/account/").status_code == 303
    assert key.sign_in(client).status_code == 303


def test_a_copied_key_is_noticed_by_its_counter_and_one_that_never_counts_is_not(app: Flask, cast: Cast) -> None:
    key = made(app, cast)
    copy = replace(key)
    assert key.sign_in(app.test_client()).status_code == 303
    assert key.sign_in(app.test_client()).status_code == 303
    assert copy.sign_in(app.test_client()).status_code == 422
    assert verbs("passkey.refused") == ["passkey.refused"]
    quiet = Key(counts=False)
    quiet.make(as_(app.test_client(), cast.ono))
    assert [quiet.sign_in(app.test_client()).status_code for _ in range(2)] == [303, 303]


def test_the_key_of_a_disabled_person_opens_nothing(app: Flask, cast: Cast) -> None:
    key = made(app, cast)
    cast.sato.person.disable(by=None)
    db.commit()
    assert key.sign_in(app.test_client()).status_code == 422


def test_one_keychain_serves_one_person_and_a_key_is_kept_once(app: Flask, cast: Cast) -> None:
    key = made(app, cast)
    answer = replace(key).make(as_(app.test_client(), cast.ono))
    assert answer.status_code == 422
    says(answer, "パスキーを作れませんでした。", 'value="わたしの電話"')
    assert db.query(Passkey).count() == 1


def test_a_key_made_for_another_page_or_person_is_not_kept(app: Flask, cast: Cast) -> None:
    client, other = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.ono)
    assert Key(origin="https://evil.example").make(client).status_code == 422
    theirs = other.post("/account/passkeys/options").get_json()["challenge"]
    assert client.post("/account/passkeys", data={"credential": Key().attested(theirs)}).status_code == 422


def test_a_passkey_without_a_name_is_called_after_the_device_that_made_it(app: Flask, cast: Cast) -> None:
    client = as_(app.test_client(), cast.tanaka)
    client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
    Key().make(client, called="")
    says(client.get("/account/"), "パスキー iPhone・Safari")


def test_a_passkey_is_renamed_and_removed_and_anothers_is_not_found(app: Flask, cast: Cast) -> None:
    client, stranger = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.ono)
    Key().make(client)
    number = db.query(Passkey).one().id
    for method, path in (("GET", "name"), ("POST", "name"), ("GET", "removal"), ("POST", "removal")):
        assert stranger.open(f"/account/passkeys/{number}/{path}", method=method).status_code == 404
        assert app.test_client().open(f"/account/passkeys/{number}/{path}", method=method).headers["Location"].startswith("/sign-in")
    answer = client.post(f"/account/passkeys/{number}/name", data={"name": "あ" * 81})
    assert answer.status_code == 422
    says(answer, "あ" * 81, 'id="name-error"')
    assert client.post(f"/account/passkeys/{number}/name", data={"name": "事務所の金庫"}).status_code == 303
    says(client.get("/account/"), "事務所の金庫")
    says(client.get(f"/account/passkeys/{number}/removal"), "事務所の金庫", "これが最後の1つです。")
    assert client.post(f"/account/passkeys/{number}/removal").status_code == 303
    assert verbs("passkey") == ["passkey.added", "passkey.renamed", "passkey.removed"]
    assert db.query(RecoveryCode).count() == 0


def test_where_browsers_keep_no_passkeys_none_are_offered(app: Flask, cast: Cast) -> None:
    before = app.config["RENKEI"]
    try:
        for address, works in (
            ("http://127.0.0.1:8000", False), ("https://10.0.0.1", False), ("http://renkei.example.jp", False),
            ("https://renkei.example.jp", True), ("http://localhost:8000", True),
        ):  # fmt: skip
            app.config["RENKEI"] = replace(before, public_url=address)
            assert passkeys.work_here() is works
            assert ('data-passkey="get"' in app.test_client().get("/sign-in").text) is works
    finally:
        app.config["RENKEI"] = before


KEYS = st.sampled_from(["id", "rawId", "type", "response", "signature", "clientDataJSON"])
ODD = st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | ODD.map(json.dumps))
def test_whatever_is_sent_as_a_passkey_is_no_error(app: Flask, text: str) -> None:
    client = app.test_client()
    client.post("/sign-in/passkey/options")
    assert client.post("/sign-in/passkey", data={"credential": text}).status_code == 422
