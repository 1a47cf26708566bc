"""Once each fiscal year a manager says of each person whether they are still there; another year asks again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.database import db
from core.deliveries import Delivery, composers
from region.directory import inventory
from region.directory.models import Inventory
from region.models import Affiliation, Invitation, Role
from tests.cast import Cast, as_, says

MAY = datetime(2027, 5, 10, 12, tzinfo=clock.JAPAN)
LIST = "/people/inventory/institutions"


@pytest.fixture(autouse=True)
def in_may(cast: Cast) -> Iterator[None]:
    """Everybody of the cast came in an earlier fiscal year."""
    for one in db.query(Affiliation):
        one.began_at = MAY - timedelta(days=90)
    db.commit()
    with clock.at(MAY):
        yield


def _says_of(client: FlaskClient, cast: Cast, answer: str, of: Affiliation | None = None) -> int:
    who = of or cast.sato
    return client.post(f"/institutions/{cast.station.id}/inventory", data={f"person-{who.id}": answer}).status_code


def test_a_manager_confirms_everybody_and_is_asked_again_next_year(client: FlaskClient, cast: Cast) -> None:
    assert inventory.due(cast.ono)
    says(as_(client, cast.ono).get("/people/inventory"), "2027年度", cast.sato.person.name, "1人を確かめる")
    assert _says_of(client, cast, "here") == 303
    says(client.get("/people/inventory"), "2027年度は終わりました", "います 1人")
    assert not inventory.due(cast.ono)
    with clock.at(MAY + timedelta(days=365)):
        assert inventory.due(cast.ono)


def test_who_has_left_is_ended_at_once_with_their_invitations(client: FlaskClient, cast: Cast) -> None:
    Invitation.issue(email="a@example.jp", name="新人", institution=cast.station, role=Role.MEMBER, professions=["nurse"], by=cast.sato)
    db.commit()
    assert _says_of(as_(client, cast.ono), cast, "left") == 303
    db.refresh(cast.sato)
    assert cast.sato.ended_by_id == cast.ono.id
    assert not db.scalars(Invitation.open_at(cast.station.id)).all()
    done = db.query(Inventory).one()
    assert (done.stayed, done.ended, done.done_by_id) == (0, 1, cast.ono.id)


def test_half_done_stays_open(client: FlaskClient, cast: Cast) -> None:
    cast.tanaka.institution_id = cast.station.id
    db.commit()
    assert _says_of(as_(client, cast.ono), cast, "here") == 303
    assert inventory.due(cast.ono)
    says(client.get("/people/inventory"), "1人を確かめる", "確かめた人", cast.tanaka.person.name)
    assert _says_of(client, cast, "left") == 422
    assert _says_of(client, cast, "here", cast.tanaka) == 303
    assert not inventory.due(cast.ono)


def test_who_came_this_year_is_not_asked_about(client: FlaskClient, cast: Cast) -> None:
    cast.sato.began_at = MAY - timedelta(days=3)
    db.commit()
    assert not inventory.due(cast.ono)
    says(as_(client, cast.ono).get("/people/inventory"), "ことし確かめる人は、いません")


def test_nothing_chosen_or_nonsense_is_sent_back_with_what_was_chosen(client: FlaskClient, cast: Cast) -> None:
    cast.tanaka.institution_id = cast.station.id
    db.commit()
    as_(client, cast.ono)
    data = {f"person-{cast.sato.id}": "left", f"person-{cast.tanaka.id}": "perhaps"}
    answer = client.post(f"/institutions/{cast.station.id}/inventory", data=data)
    assert answer.status_code == 422
    says(answer, "まだ保存していません", 'value="left" checked')
    assert client.post(f"/institutions/{cast.station.id}/inventory").status_code == 422


@pytest.mark.parametrize(("name", "answer"), [("sato", 403), ("tanaka", 404), ("mori", 403), ("suzuki", 404), (None, 303)])
def test_only_who_looks_after_the_institution_says_who_is_there(client: FlaskClient, cast: Cast, name: str | None, answer: int) -> None:
    if name:
        as_(client, getattr(cast, name))
    assert client.get(f"/institutions/{cast.station.id}/inventory").status_code == answer
    assert _says_of(client, cast, "left") == answer
    assert client.get("/people/inventory").status_code == (403 if name else 303)
    db.refresh(cast.sato)
    assert cast.sato.ended_at is None


def test_base_staff_do_it_for_an_institution_and_see_who_has_not(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.kimura)
    says(client.get(f"{LIST}?state=open"), cast.station.name, cast.clinic.name, "未実施", "055-000-0201", "いません", "3施設")
    told = {f"person-{cast.sato.id}": "here", f"person-{cast.ono.id}": "here"}
    assert client.post(f"/institutions/{cast.station.id}/inventory", data=told).status_code == 303
    assert cast.station.name not in client.get(f"{LIST}?state=open").text
    says(client.get(LIST), cast.station.name, "しました", cast.kimura.person.name)
    table = client.get("/people/inventory/list.csv").text
    assert "訪問看護ステーションきた,055-000-0201,2,小野 恵,2027-05-10,2,0,木村 葵" in table
    assert "田中医院" in client.get("/people/inventory/list.csv?state=open").text
    assert "訪問看護ステーションきた" not in client.get("/people/inventory/list.csv?state=open").text


@pytest.mark.parametrize("path", [LIST, "/people/inventory/list.csv"])
def test_the_list_is_for_base_staff(client: FlaskClient, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 303
    for one in (cast.ono, cast.suzuki, cast.mori):
        assert as_(client, one).get(path).status_code == 403
        assert client.post("/people/inventory/reminders").status_code == 403
        client.post("/sign-out")
    assert client.post("/people/inventory/reminders").status_code == 303


def test_a_reminder_reaches_managers_who_have_not_done_it_once_a_day(client: FlaskClient, cast: Cast) -> None:
    assert inventory.remind([cast.ono], by=cast.kimura) == 1
    assert inventory.remind([cast.ono], by=cast.kimura) == 0
    db.commit()
    row = db.query(Delivery).one()
    letter = composers[inventory.EVENT](row)
    assert letter
    assert (letter.to, f"/institutions/{cast.station.id}/inventory" in letter.text) == ("ono@example.jp", True)
    assert cast.sato.person.name not in letter.text
    _says_of(as_(client, cast.ono), cast, "here")
    assert composers[inventory.EVENT](row) is None


def test_base_staff_remind_all_who_have_not_done_it(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    config = client.application.config
    monkeypatch.setitem(config, "RENKEI", replace(config["RENKEI"], smtp_url="smtp://localhost:9", mail_from="renkei@example.jp"))
    says(as_(client, cast.kimura).get(LIST), "まだの3施設の管理者に、メールで知らせる")
    for _ in range(2):
        assert client.post("/people/inventory/reminders").status_code == 303
    assert [row.person_id for row in db.query(Delivery)] == [cast.ono.person_id]


def test_from_cron_a_manager_is_reminded_once_a_month(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    app = client.application
    told = ["directory", "remind-inventory"]
    assert "だれにも知らせていません" in app.test_cli_runner().invoke(args=told).output
    monkeypatch.setitem(app.config, "RENKEI", replace(app.config["RENKEI"], smtp_url="smtp://localhost:9", mail_from="renkei@example.jp"))
    assert "1 施設に頼むところです" in app.test_cli_runner().invoke(args=[*told, "--dry-run"]).output
    assert db.query(Delivery).count() == 0
    assert "1 人の管理者に知らせました" in app.test_cli_runner().invoke(args=told).output
    with clock.at(clock.now().replace(day=28)):
        assert "0 人の管理者に知らせました" in app.test_cli_runner().invoke(args=told).output
    with clock.at(clock.now().replace(day=1) + timedelta(days=35)):
        assert "1 人の管理者に知らせました" in app.test_cli_runner().invoke(args=told).output
    assert [row.person_id for row in db.query(Delivery)] == [cast.ono.person_id] * 2


def test_without_mail_base_staff_are_told_to_telephone(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.kimura).post("/people/inventory/reminders").status_code == 409
