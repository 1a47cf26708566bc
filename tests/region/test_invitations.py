"""Invitations: the only way to an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from auth.models import Person
from auth.passwords import matches
from core import clock
from core.audit import AuditRow
from core.database import db
from region.models import Affiliation, Institution, Invitation, Role
from tests.cast import Cast, as_, says

NEW_PASSWORD = "mikan-3kago-yane"
TYPED: dict[str, Any] = {"name": "新田 めぐみ", "email": "nitta@example.jp", "professions": ["nurse", "pt"], "role": "member"}


def invite(client: FlaskClient, institution: Institution, **typed: Any) -> TestResponse:
    return client.post(f"/institutions/{institution.id}/invitations", data=TYPED | typed)


def link_of(answer: TestResponse) -> str:
    assert answer.status_code == 201, answer.text
    return answer.text.split('id="link">http://localhost')[1].split("</code>")[0].replace("<wbr>", "")


@pytest.fixture
def link(app: Flask, cast: Cast) -> str:
    """The link of an invitation that Sato's manager gave to Nitta."""
    return link_of(invite(as_(app.test_client(), cast.ono), cast.station))


def the_invitation() -> Invitation:
    return db.query(Invitation).populate_existing().one()


# inviting


@pytest.mark.parametrize(
    ("who", "where", "code"),
    [
        ("ono", "station", 201),
        ("kimura", "station", 201),
        ("kimura", "hoshi", 201),
        ("kimura", "base", 201),
        ("sato", "station", 403),
        ("mori", "station", 403),
        ("ono", "clinic", 404),
        ("tanaka", "station", 404),
        ("suzuki", "station", 404),
        ("kimura", "elsewhere", 404),
    ],
)
def test_who_looks_after_an_institution_invites_and_nobody_else(client: FlaskClient, cast: Cast, who: str, where: str, code: int) -> None:
    browser = as_(client, getattr(cast, who))
    assert browser.get(f"/institutions/{getattr(cast, where).id}/invitations/new").status_code == (200 if code == 201 else code)
    assert invite(browser, getattr(cast, where)).status_code == code
    assert db.query(Invitation).count() == (1 if code == 201 else 0)


@pytest.mark.parametrize(
    ("who", "where", "role", "code"),
    [
        ("ono", "station", "manager", 201),
        ("ono", "station", "base_staff", 422),
        ("ono", "station", "prefecture", 422),
        ("kimura", "station", "manager", 201),
        ("kimura", "station", "base_staff", 422),
        ("kimura", "base", "base_staff", 201),
        ("kimura", "base", "prefecture", 422),
    ],
)
def test_nobody_gives_a_role_that_is_not_theirs_to_give(
    client: FlaskClient, cast: Cast, who: str, where: str, role: str, code: int
) -> None:
    assert invite(as_(client, getattr(cast, who)), getattr(cast, where), role=role).status_code == code


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": " "}, "招待する人の名前を入れてください。"),
        ({"name": "あ" * 81}, "80文字まで"),
        ({"email": ""}, "メールアドレスを入れてください。"),
        ({"email": "nitta(at)example.jp"}, "メールアドレスの形を確かめてください。"),
        ({"professions": []}, "職種を1つ以上選んでください。"),
        ({"professions": ["wizard"]}, ""),
        ({"role": ""}, ""),
    ],
)
def test_what_was_typed_is_kept_where_something_is_wrong(client: FlaskClient, cast: Cast, wrong: dict[str, Any], why: str) -> None:
    answer = invite(as_(client, cast.ono), cast.station, **wrong)
    assert answer.status_code == 422
    says(answer, why, "直すところが1つあります", "書いた内容は、そのまま残っています。")
    if "email" not in wrong:
        says(answer, 'value="nitta@example.jp"')
    assert db.query(Invitation).count() == 0


def test_the_link_is_shown_once_on_a_sheet_to_print_and_is_not_kept(client: FlaskClient, cast: Cast) -> None:
    answer = invite(as_(client, cast.ono), cast.station)
    says(
        answer,
        "新田 めぐみ 様",
        "訪問看護ステーションきた",
        "この案内を印刷",
        "リンクをコピーする",
        "1回だけ使えます",
        "nitta@example.jp",
        "055-000-0200",
    )
    token = link_of(answer).removeprefix("/invitations/")
    invitation = the_invitation()
    assert token not in str(vars(invitation))
    assert token not in client.get("/people/").text
    assert (invitation.email, invitation.professions, invitation.role) == ("nitta@example.jp", ["nurse", "pt"], Role.MEMBER)
    row = db.query(AuditRow).filter_by(verb="invitation.issued").one()
    assert (row.affiliation_id, row.subject_id) == (cast.ono.id, invitation.id)
    assert "nitta" not in str(row.detail)


def test_inviting_says_nothing_of_whether_the_address_has_an_account(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.kimura)
    known, unknown = invite(client, cast.hoshi, email="tanaka@example.jp"), invite(client, cast.hoshi, email="nobody1@example.jp")
    assert known.status_code == unknown.status_code == 201
    assert "アカウントがあります" not in known.text


def test_a_second_invitation_takes_the_place_of_a_lost_one(client: FlaskClient, app: Flask, cast: Cast, link: str) -> None:
    again = link_of(invite(as_(app.test_client(), cast.kimura), cast.station, email="NITTA@example.jp"))
    assert (client.get(link).status_code, client.get(again).status_code) == (410, 200)


# accepting


def test_the_invited_person_sees_who_invites_and_begins(app: Flask, cast: Cast, link: str) -> None:
    client = app.test_client()
    says(
        client.get(link),
        "訪問看護ステーションきたの小野 恵さんが、あなたを招待しています。",
        "nitta@example.jp",
        "看護師・理学療法士",
        'value="新田 めぐみ"',
    )
    answer = client.post(link, data={"name": "新田 恵", "name_kana": "ニッタ メグミ", "new_password": NEW_PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    says(client.get("/account/"), "新田 恵", "ニッタ メグミ", "看護師・理学療法士", "訪問看護ステーションきた")
    person = db.query(Person).filter_by(email="nitta@example.jp").one()
    assert matches(person.password_hash, NEW_PASSWORD)
    assert [(one.role, one.profession_codes) for one in db.scalars(Affiliation.current_of(person.id))] == [(Role.MEMBER, ["nurse", "pt"])]
    assert app.test_client().post("/sign-in", data={"email": "nitta@example.jp", "password": NEW_PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": "", "new_password": NEW_PASSWORD}, "名前を入れてください。"),
        ({"name": "新田", "new_password": ""}, "パスワードを入れてください。"),
        ({"name": "新田", "new_password": "mikan"}, "13文字以上"),
        ({"name": "新田", "new_password": "nitta@example.jp"}, "メールアドレスと同じ"),
        ({"name": "新田", "name_kana": "Nitta", "new_password": NEW_PASSWORD}, "ひらがなかカタカナ"),
    ],
)
def test_a_mistake_while_accepting_spends_nothing(client: FlaskClient, cast: Cast, link: str, typed: dict[str, str], why: str) -> None:
    answer = client.post(link, data=typed)
    assert answer.status_code == 422
    says(answer, why)
    if typed["name"]:
        says(answer, 'value="新田"')
    assert the_invitation().open
    assert db.query(Person).filter_by(email="nitta@example.jp").count() == 0


def test_a_link_works_once(client: FlaskClient, app: Flask, cast: Cast, link: str) -> None:
    client.post(link, data={"name": "新田", "new_password": NEW_PASSWORD})
    for answer in (app.test_client().get(link), app.test_client().post(link, data={"name": "別の人", "new_password": NEW_PASSWORD})):
        assert answer.status_code == 410
        says(answer, "このリンクは、もう使われました。", "訪問看護ステーションきた", "055-000-0201")
    assert db.query(Person).filter_by(email="nitta@example.jp").count() == 1


def test_a_link_ends_after_seven_days(client: FlaskClient, cast: Cast, link: str) -> None:
    with clock.later(timedelta(days=7, seconds=1)):
        for answer in (client.get(link), client.post(link, data={"name": "新田", "new_password": NEW_PASSWORD})):
            assert answer.status_code == 410
            says(answer, "期限を過ぎました。")


@pytest.mark.parametrize(("who", "code"), [("ono", 303), ("kimura", 303), ("sato", 403), ("mori", 403), ("tanaka", 404), ("suzuki", 404)])
def test_an_invitation_is_withdrawn_by_who_could_have_given_it(
    client: FlaskClient, app: Flask, cast: Cast, link: str, who: str, code: int
) -> None:
    assert as_(app.test_client(), getattr(cast, who)).post(f"/invitations/{the_invitation().id}/withdrawal").status_code == code
    answer = client.get(link)
    assert answer.status_code == (410 if code == 303 else 200)
    if code == 303:
        says(answer, "招待した施設が、この招待をとりけしました。", "お問い合わせは")


def test_a_manager_does_not_withdraw_what_only_the_base_can_give(app: Flask, cast: Cast) -> None:
    manager = Affiliation.begin(
        Person(email="m@example.jp", name="m", password_hash=cast.ono.person.password_hash), cast.base, Role.MANAGER, []
    )
    db.commit()
    invite(as_(app.test_client(), cast.kimura), cast.base, role="base_staff")
    assert as_(app.test_client(), manager).post(f"/invitations/{the_invitation().id}/withdrawal").status_code == 403


def test_an_unknown_link_is_not_found(client: FlaskClient, cast: Cast) -> None:
    for token in ("aaaa-aaaa-aaaa-aaaa-aaaa", "x", "%00"):
        assert client.get(f"/invitations/{token}").status_code == 404
        assert client.post(f"/invitations/{token}").status_code == 404


# accepting with an account one has already


@pytest.fixture
def second(app: Flask, cast: Cast) -> str:
    """The link of an invitation of Sato's manager for Doctor Tanaka, who has an account."""
    return link_of(invite(as_(app.test_client(), cast.ono), cast.station, email="Tanaka@example.jp", professions=["physician"]))


def test_who_has_an_account_signs_in_and_joins(client: FlaskClient, cast: Cast, second: str) -> None:
    says(client.get(second), "もうアカウントがあります。サインインすると、この施設に加われます。", f"/sign-in?next={second}")
    assert client.post(second, data={"name": "x", "new_password": NEW_PASSWORD}).headers["Location"] == f"/sign-in?next={second}"
    as_(client, cast.tanaka)
    says(client.get(second), "田中 一郎さんとして、この施設に加わります。")
    assert client.post(second).headers["Location"] == "/"
    says(client.get("/people/"), "訪問看護ステーションきた", "田中 一郎")
    assert len(db.scalars(Affiliation.current_of(cast.tanaka.person_id)).all()) == 2
    assert client.post(second).status_code == 410


def test_another_person_cannot_use_the_invitation_of_who_has_an_account(client: FlaskClient, cast: Cast, second: str) -> None:
    as_(client, cast.sato)
    says(client.get(second), "佐藤 花さんとしてサインインしている", "サインアウトして、サインインに進む")
    assert client.post(second).status_code == 303
    assert client.post("/sign-out", data={"next": second}).headers["Location"] == f"/sign-in?next={second}"
    assert the_invitation().open


def test_joining_where_one_works_already_changes_nothing(client: FlaskClient, cast: Cast, app: Flask) -> None:
    link = link_of(invite(as_(app.test_client(), cast.ono), cast.station, email="sato@example.jp", role="manager"))
    as_(client, cast.sato).post(link)
    places = db.scalars(Affiliation.current_of(cast.sato.person_id)).all()
    assert [(one.id, one.role) for one in places] == [(cast.sato.id, Role.MEMBER)]


def test_a_disabled_person_does_not_come_back_by_an_invitation(client: FlaskClient, cast: Cast, second: str) -> None:
    db.get_one(Person, cast.tanaka.person_id).disable(by=None)
    db.commit()
    says(client.get(second), "このメールアドレスのアカウントは、いま使えません。")
    client.post(second, data={"name": "x", "new_password": NEW_PASSWORD})
    assert the_invitation().open
    assert len(db.scalars(Affiliation.current_of(cast.tanaka.person_id)).all()) == 1


def test_on_a_shared_computer_the_new_person_takes_over(client: FlaskClient, cast: Cast, link: str) -> None:
    as_(client, cast.ono)
    says(client.get(link), "いまは小野 恵さんとしてサインインしています。")
    client.post(link, data={"name": "新田", "new_password": NEW_PASSWORD})
    says(client.get("/account/"), "新田")
