"""What a base writes into the directory, and who may not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.audit import AuditRow
from core.database import db
from region.models import Institution
from tests.audited import acts
from tests.cast import Cast, as_, says

NEW = {"name": "みどり診療所", "type": "clinic", "municipality_code": "900010", "telephone": "055-000-0300", "url": "www.midori.example"}


def test_base_staff_add_an_institution(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    says(client.get("/institutions/"), "名簿にない施設を加える")
    assert client.get("/institutions/new").status_code == 200
    answer = client.post("/institutions/new", data=NEW)
    added = db.scalars(select(Institution).where(Institution.name == "みどり診療所")).one()
    assert (answer.status_code, answer.location) == (303, f"/institutions/{added.id}")
    assert added.url == "http://www.midori.example"
    says(client.get(answer.location), "みどり診療所を名簿に加えました。", "055-000-0300")
    says(client.get("/institutions/?q=みどり"), "1施設")
    trace = db.scalars(select(AuditRow).where(AuditRow.verb == "institution.added")).one()
    assert (trace.subject_id, trace.affiliation_id) == (added.id, cast.kimura.id)


def test_what_was_typed_is_kept_when_it_is_wrong(cast: Cast, client: FlaskClient) -> None:
    answer = as_(client, cast.kimura).post(
        "/institutions/new", data=NEW | {"name": "", "telephone": "なし", "url": "javascript:x", "fax": "あ"}
    )
    assert answer.status_code == 422
    says(
        answer, "施設の名前を書いてください。", "電話番号は、市外局番から", "https:// から", "なし", "書いた内容は、そのまま残っています。"
    )
    assert not db.scalars(select(Institution).where(Institution.telephone == "なし")).all()


@pytest.mark.parametrize(
    "wrong", [{"type": "nonsense"}, {"type": ""}, {"municipality_code": "910015"}, {"municipality_code": ""}, {"name": "あ" * 121}]
)
def test_only_what_is_offered_is_taken(cast: Cast, client: FlaskClient, wrong: dict[str, str]) -> None:
    assert as_(client, cast.kimura).post("/institutions/new", data=NEW | wrong).status_code == 422


def test_a_correction_is_signed_and_the_earlier_value_stays(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    page = client.get(f"/institutions/{cast.hoshi.id}/edit")
    says(page, "055-000-0203", "施設の情報を直す")
    told = {"name": "ほし薬局", "type": "pharmacy", "municipality_code": "900010", "telephone": "055-000-0999"}
    assert client.post(f"/institutions/{cast.hoshi.id}/edit", data=told).status_code == 303
    says(client.get(f"/institutions/{cast.hoshi.id}"), "055-000-0999", "拠点が直したところ", "<del>055-000-0203</del>", cast.base.name)
    changed = db.get_one(Institution, cast.hoshi.id)
    assert changed.edited_fields == ["telephone"]
    assert "0550000999" in changed.folded
    trace = db.scalars(select(AuditRow).where(AuditRow.verb == "institution.corrected")).one()
    assert trace.detail == {"fields": ["telephone"]}


def test_a_correction_that_changes_nothing_says_so(cast: Cast, client: FlaskClient) -> None:
    told = {"name": "ほし薬局", "type": "pharmacy", "municipality_code": "900010", "telephone": "055-000-0203"}
    answer = as_(client, cast.kimura).post(f"/institutions/{cast.hoshi.id}/edit", data=told)
    assert answer.status_code == 409
    says(answer, "どこも変わっていません。")


def test_a_wrong_correction_keeps_what_was_typed(cast: Cast, client: FlaskClient) -> None:
    answer = as_(client, cast.kimura).post(f"/institutions/{cast.hoshi.id}/edit", data={"name": "", "telephone": "ない番号"})
    assert answer.status_code == 422
    says(answer, "ない番号", "施設の名前を書いてください。")


def test_an_institution_closes_and_opens_again(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    path, today = f"/institutions/{cast.hoshi.id}", clock.today()
    tomorrow = client.post(f"{path}/closure", data={"closed_on": (today + timedelta(days=1)).isoformat()})
    assert tomorrow.status_code == 422
    says(tomorrow, "きょうより前の日にしてください。")
    assert client.post(f"{path}/closure", data={"closed_on": "2026-03-31"}).status_code == 303
    assert db.get_one(Institution, cast.hoshi.id).closed_on == date(2026, 3, 31)
    says(client.get(path), "閉じました。")
    says(client.get("/institutions/"), "4施設")
    says(client.get("/institutions/?state=closed"), "ほし薬局")
    db.rollback()
    assert client.post(f"{path}/reopening").status_code == 303
    assert client.post(f"{path}/reopening").status_code == 409
    assert acts("institution.", subject_id=cast.hoshi.id) == ["institution.closed", "institution.reopened"]


def test_readers_are_refused_and_strangers_find_nothing(cast: Cast, client: FlaskClient) -> None:
    for who, code in ((cast.sato, 403), (cast.ono, 403), (cast.mori, 403), (cast.suzuki, 404)):
        as_(client, who)
        for verb in ("edit", "closure", "reopening"):
            assert client.post(f"/institutions/{cast.hoshi.id}/{verb}", data=NEW).status_code == code
        assert client.get(f"/institutions/{cast.hoshi.id}/edit").status_code == code
        assert client.get("/institutions/new").status_code == 403
        assert client.post("/institutions/new", data=NEW).status_code == 403
        client.post("/sign-out")
    assert db.get_one(Institution, cast.hoshi.id).name == "ほし薬局"


def test_who_is_signed_out_writes_nothing(cast: Cast, client: FlaskClient) -> None:
    for path in (f"/institutions/{cast.hoshi.id}/edit", f"/institutions/{cast.hoshi.id}/closure", "/institutions/new"):
        assert "/sign-in" in client.post(path, data=NEW).location


def test_before_an_institution_closes_a_page_says_what_that_means_and_asks_the_day(cast: Cast, client: FlaskClient) -> None:
    path = f"/institutions/{cast.sato.institution_id}/closure"
    page = as_(client, cast.kimura).get(path)
    says(page, "閉じた施設にしますか", "これからも入れます", f'value="{clock.today().isoformat()}"')
    says(client.get(f"/institutions/{cast.sato.institution_id}/edit"), f'href="{path}"')
    assert db.get_one(Institution, cast.sato.institution_id).closed_on is None
    assert as_(client, cast.sato).get(path).status_code == 403
    assert as_(client, cast.suzuki).get(path).status_code == 404
