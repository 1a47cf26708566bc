"""Asked again who sits here, before what matters; and what was typed goes on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from auth.models import SignIn
from core import clock
from core.audit import AuditRow
from core.database import db
from region.models import Affiliation, Invitation
from tests.auth.proofs import Key, asked, code_of, with_app
from tests.cast import PASSWORD, Cast, as_, says

LATER = timedelta(minutes=11)


def hidden(page: str) -> list[tuple[str, str]]:
    """The hidden fields of the form, as a browser would send them."""
    form = page.split('action="/account/again"')[1].split("</form>", maxsplit=1)[0]
    return re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form)


def prove(client: FlaskClient, page: TestResponse, **proof: str) -> TestResponse:
    """Fills in the page that asks, and follows a browser's way with 307: the same body once more."""
    said: dict[str, list[str] | str] = {}
    for name, value in hidden(page.text):
        kept = said.setdefault(name, [])
        assert isinstance(kept, list)
        kept.append(value)
    fields = re.findall(r'<input id="(again_\w+)" name="\w+" type="hidden" value="([^"]*)"', page.text)
    said.update(dict(fields), **proof)
    answer = client.post("/account/again", data=said)
    if answer.status_code == 307:
        return client.post(answer.headers["Location"], data=said)
    return answer


def test_within_ten_minutes_nobody_is_asked(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    with clock.later(timedelta(minutes=9)):
        assert client.get("/account/code-app").status_code == 200


def test_a_page_is_shown_after_the_password_was_given_again(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    with clock.later(LATER):
        page = client.get("/account/code-app")
        assert page.status_code == 401
        says(page, "もう一度、あなたであることを確かめます", 'name="again_password"')
        assert 'name="again_code"' not in page.text
        answer = prove(client, page, again_password=PASSWORD)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/code-app")
        assert client.get("/account/code-app").status_code == 200
    proven = db.query(AuditRow).filter_by(verb="sign_in.proven").one()
    assert proven.detail == {"how": "password"}


def test_what_was_typed_is_kept_and_done_after_the_proof(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.kimura)
    said = {"name": "谷口 初", "email": "hatsu@example.jp", "professions": ["nurse", "care_manager"], "role": "base_staff"}
    with clock.later(LATER):
        page = client.post(f"/institutions/{cast.base.id}/invitations", data=said)
        assert page.status_code == 401
        assert db.query(Invitation).count() == 0
        wrong = prove(client, page, again_password="wrong")
        assert wrong.status_code == 422
        says(wrong, "いまのパスワードが違います。", 'id="again_password-error"', "谷口 初")
        done = prove(client, wrong, again_password=PASSWORD)
        assert done.status_code == 201
    invitation = db.query(Invitation).one()
    assert (invitation.name, invitation.role, len(invitation.professions)) == ("谷口 初", "base_staff", 2)


def test_inviting_a_member_asks_nothing_more(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.kimura)
    said = {"name": "谷口 初", "email": "hatsu@example.jp", "professions": ["nurse"], "role": "member"}
    with clock.later(LATER):
        assert client.post(f"/institutions/{cast.base.id}/invitations", data=said).status_code == 201


def test_a_role_is_changed_after_the_proof_only(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.ono)
    path = f"/affiliations/{cast.sato.id}/role"
    with clock.later(LATER):
        page = client.post(path, data={"role": "manager"})
        assert db.get_one(Affiliation, cast.sato.id).role == "member"
        assert prove(client, page, again_password=PASSWORD).status_code == 303
    assert db.query(Affiliation).populate_existing().filter_by(id=cast.sato.id).one().role == "manager"


def test_no_password_is_written_into_the_page_that_asks(app: Flask, cast: Cast) -> None:
    client = as_(app.test_client(), cast.sato)
    _, codes = with_app(client)
    client.post("/account/password", data={"present_password": PASSWORD, "new_password": "tanuki-7"})
    with clock.later(LATER):
        page = client.post("/account/code-app/removal", data={"new_password": "tanuki-no-hara-8"})
        assert page.status_code == 401
        assert "tanuki-no-hara-8" not in page.text
    assert codes


@pytest.mark.parametrize("how", ["code", "passkey", "paper"])
def test_a_second_factor_proves_it_too(app: Flask, cast: Cast, how: str) -> None:
    client = as_(app.test_client(), cast.sato)
    secret, codes = with_app(client)
    key = Key()
    key.make(client)
    with clock.later(LATER):
        page = client.get("/account/code-app")
        says(page, 'name="again_code"', 'data-into="again_passkey"')
        proof = {"code": {"again_code": code_of(secret)}, "paper": {"again_code": codes[0]}}.get(how)
        answer = prove(client, page, **(proof or {"again_passkey": key.signed(asked(client))}))
        assert answer.status_code == 303
        assert client.get("/account/code-app").status_code == 200


def test_anothers_passkey_proves_nothing(app: Flask, cast: Cast) -> None:
    client, theirs = as_(app.test_client(), cast.sato), Key()
    theirs.make(as_(app.test_client(), cast.ono))
    with clock.later(LATER):
        page = client.get("/account/code-app")
        assert prove(client, page, again_passkey=theirs.signed(asked(client))).status_code == 422
        assert client.get("/account/code-app").status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/account/code-app"), ("GET", "/account/code-app/picture.svg"), ("POST", "/account/code-app"),
        ("GET", "/account/code-app/removal"),
        ("POST", "/account/code-app/removal"), ("GET", "/account/passkeys/new"), ("POST", "/account/passkeys"),
        ("POST", "/account/passkeys/options"), ("POST", "/account/recovery-codes"), ("POST", "/account/sign-ins/ending"),
    ],
)  # fmt: skip
def test_everything_that_matters_asks(client: FlaskClient, cast: Cast, method: str, path: str) -> None:
    as_(client, cast.sato)
    with clock.later(LATER):
        assert client.open(path, method=method).status_code == 401


def test_htmx_is_led_to_the_page_that_asks_and_back(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    with clock.later(LATER):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/account/"}
        answer = client.post("/account/sign-ins/ending", headers=headers)
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/account/again?next=/account/")
        assert prove(client, client.get("/account/again?next=/account/"), again_password=PASSWORD).headers["Location"] == "/account/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_nobody_is_led_to_another_house_with_what_was_typed(client: FlaskClient, cast: Cast, elsewhere: str) -> None:
    as_(client, cast.sato)
    said = {"again_to": elsewhere, "again_by": "post", "again_password": PASSWORD}
    assert client.post("/account/again", data=said).headers["Location"] == "/"


def test_guessing_is_slowed_down_here_too(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    codes = [client.post("/account/again", data={"again_password": "wrong", "again_to": "/"}).status_code for _ in range(6)]
    assert codes == [422, 422, 422, 422, 429, 429]
    assert client.post("/account/again", data={"again_password": PASSWORD, "again_to": "/"}).status_code == 429


def test_nothing_typed_is_said_at_the_field(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    answer = client.post("/account/again", data={"again_to": "/", "again_by": "get"})
    assert answer.status_code == 422
    says(answer, 'id="again_password-error"')
    assert client.post("/account/again", data={"again_code": "x" * 99}).status_code == 422


def test_a_sign_in_from_before_this_was_noted_counts_as_long_ago(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    db.query(SignIn).one().proven_at = None
    db.commit()
    assert client.get("/account/code-app").status_code == 401
