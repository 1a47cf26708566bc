"""Accounts from the command line."""

from __future__ import annotations

import pytest
from flask import Flask

from auth.models import Person
from core.database import db
from region.models import Institution, Invitation, Role
from tests.cast import PASSWORD, Cast, as_, says


def run(app: Flask, *words: object):  # type: ignore[no-untyped-def]
    db.rollback()
    return app.test_cli_runner().invoke(args=["users", *map(str, words)])


def create(app: Flask, institution: object, *more: str):  # type: ignore[no-untyped-def]
    return run(app, "create", "--email", "New@example.jp", "--name", "新田 めぐみ", "--institution", institution, *more)


@pytest.mark.parametrize("command", ["create", "disable", "enable", "sign-out", "password"])
def test_every_command_says_what_it_does(app: Flask, command: str) -> None:
    answer = run(app, command, "--help")
    assert answer.exit_code == 0
    assert "Usage" in answer.output


def test_the_first_person_of_an_installation_is_invited_from_the_command_line(app: Flask, cast: Cast) -> None:
    answer = create(app, cast.base.id, "--role", "base_staff", "--profession", "coordinator_base")
    assert answer.exit_code == 0, answer.output
    link = answer.output.splitlines()[-1].removeprefix("http://localhost")
    client = app.test_client()
    says(client.get(link), "地域のシステム管理者が、あなたを招待しています。", "拠点の職員", "new@example.jp")
    assert client.post(link, data={"name": "新田", "new_password": "mikan-3kago-yane"}).status_code == 303
    assert client.get(f"/institutions/{cast.station.id}/people").status_code == 200


def test_an_institution_is_found_by_its_whole_name(app: Flask, cast: Cast) -> None:
    assert create(app, "田中医院").exit_code == 0
    invitation = db.query(Invitation).one()
    assert (invitation.institution_id, invitation.role) == (cast.clinic.id, Role.MEMBER)


def test_what_cannot_be_found_or_is_not_clear_is_said(app: Flask, cast: Cast) -> None:
    assert "という施設はありません" in create(app, "どこにもない施設").output
    db.add(Institution(name="田中医院", type="clinic", municipality_code="910015"))
    db.commit()
    answer = create(app, "田中医院")
    assert answer.exit_code == 2
    assert f"{cast.clinic.id}　田中医院" in answer.output
    assert create(app, cast.clinic.id, "--role", "king").exit_code == 2
    assert run(app, "create", "--email", "x", "--name", "x", "--institution", cast.clinic.id).exit_code == 2
    assert db.query(Invitation).count() == 0


def test_an_account_is_stopped_and_opened_again(app: Flask, cast: Cast) -> None:
    browser = as_(app.test_client(), cast.sato)
    assert run(app, "disable", "SATO@example.jp").exit_code == 0
    assert browser.get("/account/").status_code == 303
    assert run(app, "enable", "sato@example.jp").exit_code == 0
    assert as_(app.test_client(), cast.sato).get("/account/").status_code == 200


def test_a_person_is_signed_out_everywhere(app: Flask, cast: Cast) -> None:
    browsers = [as_(app.test_client(), cast.sato) for _ in range(2)]
    assert "2 台の端末" in run(app, "sign-out", "sato@example.jp").output
    assert [browser.get("/account/").status_code for browser in browsers] == [303, 303]
    assert as_(app.test_client(), cast.sato).get("/account/").status_code == 200


def test_a_link_for_a_new_password_is_printed(app: Flask, cast: Cast) -> None:
    link = run(app, "password", "sato@example.jp").output.strip().removeprefix("http://localhost")
    assert app.test_client().post(link, data={"new_password": "mikan-3kago-yane"}).status_code == 303


@pytest.mark.parametrize("command", ["disable", "enable", "sign-out", "password"])
def test_an_unknown_address_is_said(app: Flask, cast: Cast, command: str) -> None:
    answer = run(app, command, "nobody@example.jp")
    assert answer.exit_code == 1
    assert "nobody@example.jp のアカウントはありません。" in answer.output
    assert db.query(Person).count() == 6
    assert PASSWORD not in answer.output
