"""Asking once a year, by a letter with a link that opens one page of one institution without a sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from auth.throttle import limiter
from core import clock
from core.database import db
from core.deliveries import Delivery
from core.delivering import send_due
from region.directory.items import ITEMS
from region.directory.links import seal, token_of
from region.directory.models import Fact, FactAsk
from region.directory.models.fact_ask import managers_to_ask
from region.models import Affiliation, Role
from tests.audited import traces
from tests.cast import Cast, as_, says
from tests.core.postbox import Postbox
from tests.region.directory.test_confirmations import fields

YEAR_AND_MORE = timedelta(days=380)


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    server = box.serve()
    box.port = server.port  # type: ignore[attr-defined]
    yield box
    server.stop()


@pytest.fixture
def posting(app: Flask, postbox: Postbox) -> Iterator[Flask]:
    before = app.config["RENKEI"]
    app.config["RENKEI"] = replace(before, smtp_url=f"smtp://127.0.0.1:{postbox.port}", mail_from="renkei@example.jp")  # type: ignore[attr-defined]
    yield app
    app.config["RENKEI"] = before


def ask_yearly(app: Flask, *more: str) -> str:
    db.rollback()
    run = app.test_cli_runner().invoke(args=["directory", "ask-yearly", *more])
    assert run.exit_code == 0, run.output
    return run.output


def link(cast: Cast) -> str:
    """Ono has been asked for the station."""
    ask = FactAsk.ask(cast.ono)
    db.commit()
    return f"/asks/{token_of(ask, 'only for tests')}"


def test_a_year_after_a_letter_asks_and_its_link_confirms(cast: Cast, posting: Flask, postbox: Postbox, client: FlaskClient) -> None:
    with clock.at(clock.now() - YEAR_AND_MORE):
        Fact.state(cast.station, ITEMS["around_the_clock"], {"answer": "yes"}, by=cast.ono)
        Fact.state(cast.station, ITEMS["night_contact"], {"text": "090-0000-0000"}, by=cast.ono)
    db.commit()
    assert "1 施設に頼みました" in ask_yearly(posting)
    assert send_due(posting).sent == 1
    (letter,) = postbox.letters
    assert (letter["To"], letter["Subject"]) == ("ono@example.jp", "【連携】訪問看護ステーションきたの情報を確かめてください")
    text = letter.get_content()
    for private in ("小野", "090-0000-0000", "佐藤", "患者", "24時間"):
        assert private not in text
    address = re.search(r"http://localhost(/asks/\S+)", text)
    assert address
    assert cast.base.name in text
    page = client.get(address[1])
    says(
        page, "訪問看護ステーションきた", "小野 恵 様", "確かめてください", "サインインしなくても使えます", "090-0000-0000", cast.base.name
    )
    assert "no-store" in page.headers["Cache-Control"]
    answer = client.post(address[1], data=fields(page.text))
    assert (answer.status_code, answer.location) == (303, f"{address[1]}?done=1")
    says(client.get(answer.location), "受けとりました。")
    facts = Fact.current_of(cast.station.id)
    assert not any(fact.stale for fact in facts.values())
    assert {fact.confirmed_by_id for fact in facts.values()} == {cast.ono.id}
    assert [(row.verb, row.person_id) for row in traces("fact_ask.")] == [
        ("fact_ask.sent", None), ("fact_ask.opened", cast.ono.person_id), ("fact_ask.answered", cast.ono.person_id),
        ("fact_ask.opened", cast.ono.person_id),
    ]  # fmt: skip
    as_(client, cast.sato)
    says(client.get(f"/institutions/{cast.station.id}"), "管理者へ確認をお願いしました。", "返事がありました。")


def test_an_institution_is_asked_once_a_year_at_most(cast: Cast, posting: Flask) -> None:
    assert "1 施設に頼みました" in ask_yearly(posting)
    assert "0 施設に頼みました" in ask_yearly(posting)
    with clock.later(timedelta(days=364)):
        assert "0 施設に頼みました" in ask_yearly(posting)
    with clock.later(timedelta(days=366)):
        assert "1 施設に頼みました" in ask_yearly(posting)
    assert db.query(Delivery).count() == 2


def test_who_confirmed_within_the_year_is_left_in_peace(cast: Cast, posting: Flask) -> None:
    Fact.state(cast.station, ITEMS["around_the_clock"], {"answer": "yes"}, by=cast.ono)
    db.commit()
    assert "0 施設に頼みました" in ask_yearly(posting)
    with clock.later(YEAR_AND_MORE):
        assert "1 施設に頼みました" in ask_yearly(posting)


def test_a_dry_run_asks_nobody_and_areas_narrow_it(cast: Cast, posting: Flask) -> None:
    told = ask_yearly(posting, "--dry-run")
    assert "訪問看護ステーションきた" in told
    assert "まだ頼んでいません" in told
    assert not db.query(FactAsk).count()
    assert "0 施設" in ask_yearly(posting, "--area", str(cast.minami.id))
    assert "1 施設" in ask_yearly(posting, "--area", str(cast.kita.id))


def test_without_a_mail_server_nobody_is_asked(cast: Cast, app: Flask) -> None:
    run = app.test_cli_runner().invoke(args=["directory", "ask-yearly"])
    assert run.exit_code == 1
    assert "だれにも頼んでいません" in run.output
    assert "見つかりません" in app.test_cli_runner().invoke(args=["directory", "ask-yearly", "--area", "99"]).output
    assert not db.query(FactAsk).count()


def test_only_managers_who_can_sign_in_are_asked_one_for_each_institution(cast: Cast) -> None:
    assert db.scalars(managers_to_ask()).all() == [cast.ono]
    second = Affiliation.begin(cast.tanaka.person, cast.station, Role.MANAGER, ["physician"])
    db.flush()
    assert db.scalars(managers_to_ask()).all() == [cast.ono]
    cast.ono.person.disable(by=None)
    assert db.scalars(managers_to_ask()).all() == [second]
    cast.station.closed_on = clock.today()
    assert db.scalars(managers_to_ask()).all() == []


def the_end_of_the_role(cast: Cast) -> None:
    cast.ono.change_role(Role.MEMBER, by=cast.kimura)


def the_end_of_the_affiliation(cast: Cast) -> None:
    cast.ono.end(by=cast.kimura)


def the_end_of_the_account(cast: Cast) -> None:
    cast.ono.person.disable(by=None)


def the_end_of_the_institution(cast: Cast) -> None:
    cast.station.close(clock.today(), by=cast.kimura)


@pytest.mark.parametrize("end", [the_end_of_the_role, the_end_of_the_affiliation, the_end_of_the_account, the_end_of_the_institution])
def test_the_link_ends_with_the_manager(cast: Cast, posting: Flask, client: FlaskClient, end: object) -> None:
    address = link(cast)
    assert client.get(address).status_code == 200
    end(cast)  # type: ignore[operator]
    db.commit()
    for answer in (client.get(address), client.post(address, data={"act": "save", "contact-seen": "", "contact-text": "x"})):
        assert answer.status_code == 410
        says(answer, "このリンクは、もう使えません", cast.base.name)
        assert "小野" not in answer.text
    assert not db.query(Fact).count()
    assert send_due(posting).dropped == 1


def test_the_link_ends_after_thirty_days(cast: Cast, client: FlaskClient) -> None:
    address = link(cast)
    with clock.later(FactAsk.LIFE - timedelta(minutes=1)):
        assert client.get(address).status_code == 200
    with clock.later(FactAsk.LIFE):
        assert client.get(address).status_code == 410


def test_a_link_opens_one_institution_and_nothing_else(cast: Cast, client: FlaskClient) -> None:
    address = link(cast)
    assert client.get(address).status_code == 200
    assert client.get(f"/institutions/{cast.station.id}").location.startswith("/sign-in")
    assert client.get(f"/institutions/{cast.station.id}/confirmation").location.startswith("/sign-in")
    sealed, elsewhere, other = seal("only for tests"), URLSafeSerializer("only for tests", "another salt"), seal("another key")
    ask = db.scalars(select(FactAsk)).one()
    mine = [ask.id, cast.station.id]
    for wrong in (
        address[6:-1], "x", "%00", other.dumps(mine), elsewhere.dumps(mine), sealed.dumps([ask.id, cast.clinic.id]),
        sealed.dumps([99, cast.station.id]), sealed.dumps("x"),
    ):  # fmt: skip
        assert client.get(f"/asks/{wrong}").status_code == 404, wrong
        assert client.post(f"/asks/{wrong}", data={}).status_code == 404, wrong


def test_a_mistake_is_said_at_its_field_also_without_a_sign_in(cast: Cast, client: FlaskClient) -> None:
    address = link(cast)
    page = client.get(address)
    answer = client.post(address, data=fields(page.text) | {"home_care-note": ["条件だけ"]})
    assert answer.status_code == 422
    says(answer, "補足だけでは分かりません。", 'value="条件だけ"')
    assert client.post(address, data=fields(page.text) | {"contact-text": ["看護師長"]}).status_code == 303
    fact = Fact.current_of(cast.station.id)["contact"]
    assert (fact.value, fact.confirmed_by_id) == ({"text": "看護師長"}, cast.ono.id)


def test_the_form_of_the_link_is_protected_as_every_form(cast: Cast, client: FlaskClient) -> None:
    address = link(cast)
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post(address, data={}).status_code == 400
        page = client.get(address)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text[page.text.index("form class") :])
        assert token
        assert client.post(address, data=fields(page.text) | {"csrf_token": [token[1]]}).status_code == 303
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False


def test_trying_links_is_slowed_down(cast: Cast, client: FlaskClient) -> None:
    codes = [client.get(f"/asks/{number}").status_code for number in range(45)]
    assert codes[:40] == [404] * 40
    assert set(codes[40:]) == {429}


def test_who_has_confirmed_meanwhile_gets_no_letter(cast: Cast, posting: Flask, postbox: Postbox) -> None:
    ask_yearly(posting)
    db.scalars(select(FactAsk)).one().note_answer()
    db.commit()
    assert send_due(posting).dropped == 1
    assert not postbox.letters


def test_a_letter_is_in_the_language_of_its_reader(cast: Cast, posting: Flask, postbox: Postbox) -> None:
    cast.ono.person.language = "ja"
    db.commit()
    ask_yearly(posting)
    send_due(posting)
    assert "サインインはいりません" in postbox.letters[0].get_content()
