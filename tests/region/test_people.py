"""Who works where: seen, changed, ended, stopped, by who looks after the institution."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.models import Person
from core import realtime
from core.audit import AuditRow
from core.database import db
from region.models import Affiliation, CoordinationBase, Institution, Invitation, Role
from tests.cast import Cast, as_, says
from tests.hearing import Hearing


def fresh(affiliation: Affiliation) -> Affiliation:
    return db.query(Affiliation).filter_by(id=affiliation.id).populate_existing().one()


def is_active(cast: Cast) -> bool:
    return db.query(Person).filter_by(id=cast.sato.person_id).populate_existing().one().is_active


def somebody_writes(app: Flask, cast: Cast) -> None:
    """Doctor Tanaka posts, and whoever listens is told."""
    said = {"title": "手袋をおゆずりします", "body": "Mサイズ、50箱です。", "urgency": "normal"}
    assert as_(app.test_client(), cast.tanaka).post(f"/boards/{cast.board().id}/posts", data=said).status_code == 303
    realtime.flush_now()


# who may see


def test_everybody_sees_the_people_of_their_own_institution(client: FlaskClient, cast: Cast) -> None:
    page = as_(client, cast.sato).get("/people/")
    says(page, "佐藤 花", "小野 恵", "看護師", "施設の管理者", "2人", "人を招待できるのは")
    assert "田中" not in page.text
    assert "/invitations/new" not in page.text


def test_a_manager_sees_whom_they_invited_and_what_they_can_do(client: FlaskClient, cast: Cast) -> None:
    Invitation.issue(
        email="new@example.jp", name="新田 めぐみ", institution=cast.station, role=Role.MEMBER, professions=["nurse"], by=cast.ono
    )
    db.commit()
    says(as_(client, cast.ono).get("/people/"), "新田 めぐみ", "new@example.jp", "人を招待する", "役割を変える", "とりけす")


def test_who_signed_in_when_is_shown(client: FlaskClient, cast: Cast) -> None:
    page = as_(client, cast.ono).get("/people/")
    says(page, "きょう", "まだ")


@pytest.mark.parametrize(("who", "code"), [("kimura", 200), ("mori", 200), ("ono", 200), ("tanaka", 404), ("suzuki", 404)])
def test_the_people_of_an_institution_are_open_to_its_own_its_base_and_the_prefecture(
    client: FlaskClient, cast: Cast, who: str, code: int
) -> None:
    assert as_(client, getattr(cast, who)).get(f"/institutions/{cast.station.id}/people").status_code == code


def test_an_institution_without_accounts_says_so(client: FlaskClient, cast: Cast) -> None:
    says(as_(client, cast.kimura).get(f"/institutions/{cast.hoshi.id}/people"), "まだアカウントのある人がいません", "人を招待する")


def test_base_staff_of_former_days_sees_nothing_of_others(client: FlaskClient, cast: Cast) -> None:
    db.query(CoordinationBase).update({"until_on": date(2025, 3, 31)})
    db.commit()
    assert as_(client, cast.kimura).get(f"/institutions/{cast.station.id}/people").status_code == 404


def test_who_works_nowhere_any_more_is_told_what_to_do(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    cast.sato.end(by=None)
    db.commit()
    says(client.get("/people/"), "いまは、どの施設にも所属していません")
    says(client.get("/account/"), "いまは、どの施設にも所属していません")


@pytest.mark.parametrize(("who", "shown"), [("kimura", True), ("ono", True), ("sato", False), ("tanaka", False), ("mori", False)])
def test_who_may_invite_finds_the_way_on_the_page_of_the_institution(client: FlaskClient, cast: Cast, who: str, shown: bool) -> None:
    page = as_(client, getattr(cast, who)).get(f"/institutions/{cast.station.id}")
    assert (f'href="/institutions/{cast.station.id}/people"' in page.text) == shown


# the ladder of every act upon somebody else

ACTS = [
    "/affiliations/{affiliation}/ending",
    "/affiliations/{affiliation}/role",
    "/people/{person}/disabling",
    "/people/{person}/enabling",
    "/people/{person}/password-links",
]
BASE_ONLY = ACTS[2:]


def address(act: str, of: Affiliation) -> str:
    return act.format(affiliation=of.id, person=of.person_id)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["sato", "mori", "tanaka", "suzuki", "ono", "kimura"])
def test_only_who_looks_after_an_institution_acts_upon_its_people(client: FlaskClient, cast: Cast, act: str, who: str) -> None:
    allowed = who == "kimura" or (who == "ono" and act not in BASE_ONLY)
    refused = 404 if who in ("tanaka", "suzuki") else 403
    browser = as_(client, getattr(cast, who))
    answer = browser.post(address(act, cast.sato), data={"role": "manager"})
    assert answer.status_code in ((201, 303) if allowed else (refused,))
    if act not in ACTS[3:]:
        assert browser.get(address(act, cast.ono)).status_code == (200 if allowed else refused)
    if not allowed:
        assert is_active(cast)
        assert fresh(cast.sato).role == Role.MEMBER
        assert fresh(cast.sato).ended_at is None
        assert db.query(AuditRow).filter_by(verb="denied", person_id=getattr(cast, who).person_id).count() >= 1


@pytest.mark.parametrize("act", [*ACTS, "/invitations/999/withdrawal"])
def test_who_does_not_exist_is_not_found(client: FlaskClient, cast: Cast, act: str) -> None:
    assert as_(client, cast.kimura).post(act.format(affiliation=999, person=999)).status_code == 404


def test_base_staff_has_no_say_over_another_base_or_the_prefecture(client: FlaskClient, cast: Cast) -> None:
    other = Institution(name="西市の拠点", type="cooperation_center", municipality_code="900010")
    db.add(other)
    db.add(CoordinationBase(institution=other, area=cast.kita, from_on=date(2024, 4, 1)))
    person = Person(email="nishi@example.jp", name="西 守", password_hash="x")
    db.add(person)
    colleague = Affiliation.begin(person, other, Role.BASE_STAFF, [])
    db.commit()
    as_(client, cast.kimura)
    for somebody in (colleague, cast.mori):
        for act in ACTS:
            assert client.post(address(act, somebody)).status_code == 403


# roles and endings


def test_a_manager_makes_a_colleague_manager(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.ono)
    says(client.get(f"/affiliations/{cast.sato.id}/role"), "施設の職員", "施設の管理者")
    assert (
        client.post(f"/affiliations/{cast.sato.id}/role", data={"role": "manager"}).headers["Location"]
        == f"/institutions/{cast.station.id}/people"
    )
    assert fresh(cast.sato).role == Role.MANAGER
    row = db.query(AuditRow).filter_by(verb="affiliation.role_changed").one()
    assert (row.person_id, row.affiliation_id, row.detail) == (cast.ono.person_id, cast.ono.id, {"before": "member", "role": "manager"})


@pytest.mark.parametrize("role", ["base_staff", "prefecture", "king", ""])
def test_a_manager_cannot_give_more_than_they_have(client: FlaskClient, cast: Cast, role: str) -> None:
    assert as_(client, cast.ono).post(f"/affiliations/{cast.sato.id}/role", data={"role": role}).status_code == 422
    assert fresh(cast.sato).role == Role.MEMBER


def test_the_last_manager_neither_leaves_nor_steps_down_by_mistake(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.ono)
    for answer in (
        client.post(f"/affiliations/{cast.ono.id}/ending"),
        client.post(f"/affiliations/{cast.ono.id}/role", data={"role": "member"}),
    ):
        assert answer.status_code == 409
        says(answer, "あなたは、この施設でただ1人の管理者です。")
    client.post(f"/affiliations/{cast.sato.id}/role", data={"role": "manager"})
    assert client.post(f"/affiliations/{cast.ono.id}/role", data={"role": "member"}).status_code == 303


def test_a_disabled_manager_does_not_count_as_one(client: FlaskClient, cast: Cast) -> None:
    cast.sato.change_role(Role.MANAGER, by=cast.ono)
    cast.sato.person.disable(by=None)
    db.commit()
    assert as_(client, cast.ono).post(f"/affiliations/{cast.ono.id}/ending").status_code == 409


def test_the_last_base_staff_member_does_not_leave_by_mistake(client: FlaskClient, cast: Cast) -> None:
    says(as_(client, cast.kimura).post(f"/affiliations/{cast.kimura.id}/ending"), "ただ1人の拠点の職員です")


def test_base_staff_may_end_even_the_last_manager(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.kimura).post(f"/affiliations/{cast.ono.id}/ending").status_code == 303


def test_ending_is_asked_before_it_is_done_and_takes_the_invitations_along(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.ono).post(f"/affiliations/{cast.sato.id}/role", data={"role": "manager"})
    invitation, _token = Invitation.issue(
        email="x@example.jp", name="x", institution=cast.station, role=Role.MEMBER, professions=[], by=cast.sato
    )
    db.commit()
    says(
        client.get(f"/affiliations/{cast.sato.id}/ending"),
        "佐藤 花さんの所属を終わりにしますか",
        "これまでに書いたものは、名前とともに残ります。",
    )
    assert fresh(cast.sato).ended_at is None
    client.post(f"/affiliations/{cast.sato.id}/ending")
    assert fresh(cast.sato).ended_at is not None
    assert not db.query(Invitation).filter_by(id=invitation.id).populate_existing().one().open
    assert client.post(f"/affiliations/{cast.sato.id}/ending").status_code == 404


def test_what_a_former_manager_invited_to_stops_working(client: FlaskClient, cast: Cast) -> None:
    asked = {"name": "新田 めぐみ", "institution": cast.station, "professions": ["nurse"]}
    theirs, _token = Invitation.issue(email="new@example.jp", role=Role.MANAGER, by=cast.ono, **asked)  # type: ignore[arg-type]
    others, _token = Invitation.issue(email="other@example.jp", role=Role.MEMBER, by=cast.kimura, **asked)  # type: ignore[arg-type]
    db.commit()
    as_(client, cast.kimura).post(f"/affiliations/{cast.ono.id}/role", data={"role": "member"})
    works = {one.id: one.open for one in db.query(Invitation).populate_existing()}
    assert works == {theirs.id: False, others.id: True}


def test_who_left_hears_nothing_from_then_on(app: Flask, cast: Cast, hearing: Callable[..., Hearing]) -> None:
    stream = cast.board().stream
    nurse, colleague = hearing(as_(app.test_client(), cast.sato), stream), hearing(as_(app.test_client(), cast.ono), stream)
    somebody_writes(app, cast)
    assert len(nurse.changes()) == len(colleague.changes()) == 1
    as_(app.test_client(), cast.ono).post(f"/affiliations/{cast.sato.id}/ending")
    somebody_writes(app, cast)
    assert nurse.connected
    assert not nurse.changes()
    assert len(colleague.changes()) == 1


# stopping an account


def test_a_stopped_account_ends_everywhere_at_once_sockets_too(app: Flask, cast: Cast, hearing: Callable[..., Hearing]) -> None:
    phone = as_(app.test_client(), cast.sato)
    socket = hearing(phone, cast.board().stream)
    base = as_(app.test_client(), cast.kimura)
    says(base.get(f"/people/{cast.sato.person_id}/disabling"), "佐藤 花さんのアカウントを止めますか")
    assert base.post(f"/people/{cast.sato.person_id}/disabling").status_code == 303
    says(
        base.get(f"/institutions/{cast.station.id}/people"),
        "アカウントを止めました",
        "アカウントを止めています",
        "またサインインできるようにする",
    )
    somebody_writes(app, cast)
    assert not socket.connected
    assert not socket.changes()
    assert phone.get("/boards/").headers["Location"] == "/sign-in?next=/boards/"


def test_a_stopped_account_can_be_used_again_but_its_old_sign_ins_stay_ended(app: Flask, cast: Cast) -> None:
    phone, base = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.kimura)
    base.post(f"/people/{cast.sato.person_id}/disabling")
    base.post(f"/people/{cast.sato.person_id}/enabling")
    assert phone.get("/account/").status_code == 303
    assert as_(app.test_client(), cast.sato).get("/account/").status_code == 200


def test_nobody_stops_their_own_account(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.kimura).post(f"/people/{cast.kimura.person_id}/disabling")
    assert answer.status_code == 409
    says(answer, "自分のアカウントは止められません")


# as whom one acts


def second_place(cast: Cast) -> Affiliation:
    second = Affiliation.begin(cast.sato.person, cast.clinic, Role.MEMBER, ["nurse"])
    db.commit()
    return second


def test_who_works_at_two_places_chooses_from_where_they_write(client: FlaskClient, cast: Cast) -> None:
    second = second_place(cast)
    as_(client, cast.sato)
    says(client.get("/account/"), "2施設", "ここから書く")
    assert client.post("/account/affiliation", data={"affiliation": second.id}).headers["Location"] == "/account/"
    says(client.get("/people/"), "田中医院")
    client.post(f"/boards/{cast.board().id}/posts", data={"title": "題", "body": "文", "urgency": "normal"})
    assert db.query(AuditRow).order_by(AuditRow.id.desc()).filter(AuditRow.verb.like("post.%")).first().affiliation_id == second.id  # type: ignore[union-attr]


def test_nobody_acts_from_where_they_do_not_work(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    for affiliation in (cast.ono.id, 999, "x"):
        assert client.post("/account/affiliation", data={"affiliation": affiliation}).status_code == 404


def test_when_the_chosen_place_ends_one_acts_from_the_other(client: FlaskClient, cast: Cast) -> None:
    second = second_place(cast)
    as_(client, cast.sato).post("/account/affiliation", data={"affiliation": second.id})
    fresh(second).end(by=None)
    db.commit()
    says(client.get("/people/"), "訪問看護ステーションきた")


def test_a_password_is_made_anew_only_for_whom_one_looks_after_everywhere(client: FlaskClient, cast: Cast) -> None:
    address = f"/people/{cast.sato.person_id}/password-links"
    assert as_(client, cast.kimura).post(address).status_code == 201
    Affiliation.begin(cast.sato.person, cast.elsewhere, Role.BASE_STAFF, ["nurse"])
    db.commit()
    assert as_(client, cast.kimura).post(address).status_code == 403, "it would be the key to another area"
