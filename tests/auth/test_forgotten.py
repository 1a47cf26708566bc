"""A forgotten password, by a letter that a real mail server receives."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from core import clock
from core.audit import AuditRow
from core.database import db
from core.deliveries import Delivery
from core.delivering import send_due
from tests.auth.proofs import with_app
from tests.cast import PASSWORD, Cast, as_, says
from tests.core.postbox import Postbox

NEW = "tanuki-no-hara-77"


def ask(client: FlaskClient, email: str = "sato@example.jp"):  # type: ignore[no-untyped-def]
    return client.post("/forgotten-password", data={"email": email})


def link_in(app: Flask, postbox: Postbox) -> str:
    send_due(app)
    found = re.search(r"http://localhost(/forgotten-password/\S+)", postbox.letters[-1].get_content())
    assert found
    return found[1]


def sign_in(app: Flask, password: str) -> int:
    return app.test_client().post("/sign-in", data={"email": "sato@example.jp", "password": password}).status_code


def test_a_letter_brings_a_link_with_which_a_new_password_is_set(app: Flask, cast: Cast, postbox: Postbox) -> None:
    elsewhere, client = as_(app.test_client(), cast.sato), app.test_client()
    says(client.get("/sign-in"), 'href="/forgotten-password"')
    says(client.get("/forgotten-password"), 'autocomplete="username"')
    assert ask(client, " SATO@example.jp ").headers["Location"] == "/forgotten-password/asked"
    says(client.get("/forgotten-password/asked"), "1時間のあいだ、1回だけ")
    link = link_in(app, postbox)
    (letter,) = postbox.letters
    assert letter["To"] == "sato@example.jp"
    said = str(letter["Subject"]) + letter.get_content()
    assert not re.search("佐藤|看護|きた|sato|患者", said)
    says(client.get(link), "13文字以上", "sato@example.jp")
    assert client.post(link, data={"new_password": "short"}).status_code == 422
    assert client.post(link, data={"new_password": NEW}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 303
    assert (sign_in(app, PASSWORD), sign_in(app, NEW)) == (422, 303)
    assert client.get(link).status_code == client.post(link, data={"new_password": NEW}).status_code == 410


def test_the_letter_speaks_the_language_of_its_reader(app: Flask, cast: Cast, postbox: Postbox) -> None:
    as_(app.test_client(), cast.sato).post("/account/language", data={"language": "en"})
    ask(app.test_client())
    send_due(app)
    assert len(postbox.letters) == 1


def test_every_address_is_answered_alike_with_the_same_work(app: Flask, cast: Cast, postbox: Postbox) -> None:
    cast.tanaka.person.disable(by=None)
    db.commit()

    def asked(email: str) -> tuple[int, str, str, list[str]]:
        statements: list[str] = []
        listen = lambda *args: statements.append(args[2].split("(")[0].split("WHERE")[0])  # noqa: E731
        event.listen(app.extensions["engine"], "before_cursor_execute", listen)
        answer = ask(app.test_client(), email)
        event.remove(app.extensions["engine"], "before_cursor_execute", listen)
        return answer.status_code, answer.headers["Location"], answer.text, statements

    assert asked("sato@example.jp") == asked("nobody@example.jp") == asked("tanaka@example.jp")
    send_due(app)
    assert [letter["To"] for letter in postbox.letters] == ["sato@example.jp"]
    assert "nobody" not in str([(row.address, row.detail, row.key) for row in db.query(Delivery)])


def test_a_link_works_for_an_hour_from_the_asking(app: Flask, cast: Cast, postbox: Postbox) -> None:
    ask(app.test_client())
    with clock.later(timedelta(minutes=30)):
        link = link_in(app, postbox)
    with clock.later(timedelta(minutes=59)):
        assert app.test_client().get(link).status_code == 200
    with clock.later(timedelta(minutes=60)):
        assert app.test_client().get(link).status_code == 410
        assert app.test_client().post(link, data={"new_password": NEW}).status_code == 410


def test_a_letter_that_would_come_too_late_is_not_sent(app: Flask, cast: Cast, postbox: Postbox) -> None:
    ask(app.test_client())
    with clock.later(timedelta(minutes=61)):
        assert send_due(app).dropped == 1


def test_a_changed_or_forged_link_opens_nothing(app: Flask, cast: Cast, postbox: Postbox) -> None:
    ask(app.test_client())
    link = link_in(app, postbox)
    said, signature = link.rsplit(".", 1)
    forged = f"{said}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for wrong in (forged, said, "/forgotten-password/x", "/forgotten-password/WzFd.x", "/forgotten-password/é"):
        assert app.test_client().get(wrong).status_code == 410
    cast.sato.person.disable(by=None)
    db.commit()
    assert app.test_client().get(link).status_code == 410


def test_any_change_of_the_password_ends_the_links_that_are_out(app: Flask, cast: Cast, postbox: Postbox) -> None:
    ask(app.test_client())
    link = link_in(app, postbox)
    as_(app.test_client(), cast.sato).post("/account/password", data={"present_password": PASSWORD, "new_password": NEW})
    assert app.test_client().get(link).status_code == 410


def test_the_letter_replaces_the_password_and_never_the_second_factor(app: Flask, cast: Cast, postbox: Postbox) -> None:
    _, codes = with_app(as_(app.test_client(), cast.sato))
    ask(app.test_client())
    link, client = link_in(app, postbox), app.test_client()
    says(client.get(link), "8文字以上")
    assert client.post(link, data={"new_password": "tanuki-7"}).headers["Location"] == "/sign-in/second-step"
    assert client.get("/account/").status_code == 303
    assert client.post("/sign-in/second-step", data={"code": codes[0]}).headers["Location"] == "/"


def test_three_letters_an_hour_and_another_party_has_its_own_three(app: Flask, cast: Cast, postbox: Postbox) -> None:
    owner = as_(app.test_client(), cast.sato)
    for _ in range(5):
        assert ask(app.test_client()).status_code == 303
    assert ask(owner).status_code == 303
    assert send_due(app).sent == 4
    assert db.query(AuditRow).filter_by(verb="password.forgotten_too_often").count() == 2
    assert db.query(AuditRow).filter_by(verb="password.forgotten").count() == 4


def test_without_an_address_it_is_said_at_the_field(client: FlaskClient, postbox: Postbox) -> None:
    answer = ask(client, " ")
    assert answer.status_code == 422
    says(answer, 'id="email-error"', "メールアドレスを入れてください。")
    says(ask(client, "x" * 300), "254文字まで", "x" * 300)


def test_where_no_mail_leaves_the_base_is_named_and_nothing_is_asked(client: FlaskClient, cast: Cast) -> None:
    page = client.get("/forgotten-password")
    says(page, "地域の拠点にお電話ください")
    assert 'name="email"' not in page.text
    assert ask(client).status_code == 422
    assert db.query(Delivery).count() == 0
