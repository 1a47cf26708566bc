"""An institution moves, another one goes on with its work, it comes back under a new number: with dates, and what was said stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.database import db
from region.directory.models import InstitutionMove, InstitutionPair, InstitutionSuccession
from region.models import Affiliation, Institution, Role
from tests.cast import Cast, as_, says
from tests.region.directory.houses import a_house, asked_about

NEW = {"municipality_code": "900010", "address": "本町9-9", "telephone": "055-000-0203"}


def _at(house: Institution, what: str) -> str:
    return f"/institutions/{house.id}/{what}"


def test_base_staff_record_a_move_and_the_earlier_address_stays(client: FlaskClient, cast: Cast) -> None:
    hoshi = a_house("みどり薬局", address="本町1-1", latitude=35.0, longitude=138.0)
    as_(client, cast.kimura)
    says(client.get(_at(hoshi, "changes")), "移った・移る", "本町1-1", "まだ何も記録していません")
    assert client.post(_at(hoshi, "moves"), data=NEW | {"from_on": str(clock.today())}).status_code == 303
    says(client.get(f"/institutions/{hoshi.id}"), "本町9-9", "前の住所は 第90県北市本町1-1", "うつりかわり", cast.base.name)
    db.refresh(hoshi)
    assert (hoshi.address, hoshi.latitude) == ("本町9-9", None)
    assert "address" in hoshi.edited_fields


def test_a_move_to_come_waits_for_its_day(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.kimura).post(_at(cast.hoshi, "moves"), data=NEW | {"from_on": str(clock.today() + timedelta(days=3))})
    says(client.get(_at(cast.hoshi, "changes")), "移る予定です", "とりけす")
    db.refresh(cast.hoshi)
    assert db.get_one(Institution, cast.hoshi.id).address is None
    runner = client.application.test_cli_runner()
    assert "0 施設" in runner.invoke(args=["directory", "moves"]).output
    with clock.later(timedelta(days=3)):
        assert "1 施設" in runner.invoke(args=["directory", "moves"]).output
    db.refresh(cast.hoshi)
    assert cast.hoshi.address == "本町9-9"
    assert "0 施設" in runner.invoke(args=["directory", "moves"]).output


def test_a_planned_move_can_be_taken_back_and_one_that_was_done_not(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.kimura).post(_at(cast.hoshi, "moves"), data=NEW | {"from_on": str(clock.today() + timedelta(days=3))})
    planned = db.query(InstitutionMove).one()
    assert client.post(_at(cast.hoshi, "moves"), data=NEW | {"from_on": str(clock.today())}).status_code == 409
    assert client.post(_at(cast.clinic, f"moves/{planned.id}/withdrawal")).status_code == 404
    assert client.post(_at(cast.hoshi, f"moves/{planned.id}/withdrawal")).status_code == 303
    assert client.post(_at(cast.hoshi, f"moves/{planned.id}/withdrawal")).status_code == 409


def test_what_was_typed_of_a_move_is_kept_when_it_is_wrong(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.kimura).post(
        _at(cast.hoshi, "moves"), data=NEW | {"address": "", "telephone": "なし", "from_on": "2026-13-40"}
    )
    assert answer.status_code == 422
    says(answer, "新しい住所を書いてください。", "電話番号は、市外局番から", 'value="なし"', "書いた内容は、そのまま残っています。")
    assert as_(client, cast.kimura).post(_at(cast.hoshi, "moves"), data=NEW | {"municipality_code": "910015"}).status_code == 422


def _succeeds(client: FlaskClient, old: Institution, new: Institution, **more: str) -> int:
    told = {"other": str(new.id), "succeeded_on": str(clock.today()), "with_people": "y"} | more
    return client.post(_at(old, "succession"), data=told).status_code


def test_another_institution_goes_on_and_people_follow(client: FlaskClient, cast: Cast) -> None:
    new = a_house("訪問看護ステーション北野", type="visiting_nursing")
    as_(client, cast.kimura)
    says(client.get(_at(cast.station, "changes") + "?q=北野"), "訪問看護ステーション北野", "引きつぎを記録する")
    assert _succeeds(client, cast.station, new) == 303
    says(client.get(f"/institutions/{cast.station.id}"), "閉じました", "引きついだ施設", "訪問看護ステーション北野")
    says(client.get(f"/institutions/{new.id}"), "引きついだ、前の施設", cast.station.name)
    there = {(one.person_id, one.role) for one in db.scalars(Affiliation.current_at(new.id))}
    assert there == {(cast.sato.person_id, Role.MEMBER), (cast.ono.person_id, Role.MANAGER)}
    client.post("/sign-out")
    says(as_(client, cast.ono).get("/people/"), "訪問看護ステーション北野")
    assert client.get(f"/boards/{cast.board().id}").status_code == 200


def test_a_succession_is_taken_back_with_its_people(client: FlaskClient, cast: Cast) -> None:
    new = a_house("訪問看護ステーション北野", type="visiting_nursing")
    _succeeds(as_(client, cast.kimura), cast.station, new)
    told = db.query(InstitutionSuccession).one()
    assert client.post(_at(cast.clinic, f"succession/{told.id}/undoing")).status_code == 404
    assert client.post(_at(cast.station, f"succession/{told.id}/undoing")).status_code == 303
    assert client.post(_at(cast.station, f"succession/{told.id}/undoing")).status_code == 409
    db.refresh(cast.station)
    assert cast.station.closed_on is None
    assert len(list(db.scalars(Affiliation.current_at(cast.station.id)))) == 2
    assert not list(db.scalars(Affiliation.current_at(new.id)))


def test_people_stay_where_nobody_wants_them_moved(client: FlaskClient, cast: Cast) -> None:
    new = a_house("訪問看護ステーション北野", type="visiting_nursing")
    assert _succeeds(as_(client, cast.kimura), cast.station, new, with_people="") == 303
    assert not list(db.scalars(Affiliation.current_at(new.id)))


def test_what_cannot_be_succeeded_is_refused(client: FlaskClient, cast: Cast) -> None:
    new = a_house("訪問看護ステーション北野", type="visiting_nursing")
    as_(client, cast.kimura)
    assert _succeeds(client, cast.station, new, succeeded_on=str(clock.today() + timedelta(days=1))) == 409
    assert _succeeds(client, cast.base, new) == 409
    assert _succeeds(client, cast.station, cast.elsewhere) == 422
    answer = client.post(_at(cast.station, "succession"), data={"q": "北野", "succeeded_on": "2026-04-01"})
    assert answer.status_code == 422
    says(answer, "施設を選んでください。", 'value="2026-04-01"', 'value="北野"')
    assert _succeeds(client, cast.station, new) == 303
    assert _succeeds(client, cast.station, cast.clinic) == 409


def test_two_records_a_person_found_are_put_beside_each_other(client: FlaskClient, cast: Cast) -> None:
    twin = a_house("ほし薬局 北店")
    as_(client, cast.kimura)
    assert client.post(_at(cast.hoshi, "twins"), data={"other": str(twin.id)}).status_code == 303
    pair = db.query(InstitutionPair).one()
    client.post(f"/institutions/pairs/{pair.id}/decision", data={"decision": "different"})
    assert client.post(_at(twin, "twins"), data={"other": str(cast.hoshi.id)}).status_code == 303
    db.refresh(pair)
    assert pair.decision is None
    assert client.post(_at(cast.hoshi, "twins"), data={}).status_code == 422


def test_who_reopens_under_a_new_number_is_no_stranger(client: FlaskClient, cast: Cast) -> None:
    a_house("くすのき薬局", number="9040000001", gone=True, address="本町1-2-3", telephone="055-000-0301")
    new = a_house("くすのき薬局", number="9040000099", address="本町1-2-3", telephone="055-000-0301")
    (pair,) = asked_about(new)
    assert "number_gone" in pair.reasons
    says(
        as_(client, cast.kimura).get("/institutions/pairs/"),
        "前の番号は、公表データから消えています",
        "番号が変わっただけなら「同じ施設」です",
    )


POSTS = ["moves", "moves/1/withdrawal", "succession", "succession/1/undoing", "twins"]


@pytest.mark.parametrize("what", POSTS)
@pytest.mark.parametrize(("name", "answer"), [("sato", 403), ("ono", 403), ("mori", 403), ("suzuki", 404), (None, 303)])
def test_only_base_staff_of_the_area_write_what_becomes_of_it(
    client: FlaskClient, cast: Cast, what: str, name: str | None, answer: int
) -> None:
    if name:
        as_(client, getattr(cast, name))
    assert client.post(_at(cast.station, what), data=NEW).status_code == answer
    assert client.get(_at(cast.station, "changes")).status_code in (answer, 302)
