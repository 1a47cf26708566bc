"""Nobody is an answer: kept once, without words or names, shown to the base, closed with a note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.audit import AuditRow
from core.database import db
from region.directory.models import Gap
from tests.cast import Cast, as_, says
from tests.region.directory.finding import YES, found, says_of

NEED = {"type": "pharmacy", "can": ["pharmacy_home_patients:children", "aseptic"], "serves": "900010", "day": "sat", "hour": "21:00"}
NOTE = "つばめ薬局が、12月から土曜21時まで"


def kept() -> list[tuple[dict[str, object], int, int]]:
    return [(one.asked, one.affiliation_id, one.count) for one in db.scalars(select(Gap).order_by(Gap.id))]


def test_nobody_is_kept_as_a_gap_and_says_so(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/", query_string=NEED)
    says(page, "0施設", "「いない」ことを残しました", "患者さんの名前は入りません", "1つゆるめると", "055-000-0200")
    asked = {"can": ["aseptic", "pharmacy_home_patients:children"], "day": "sat", "hour": "21:00", "serves": "900010", "type": "pharmacy"}
    assert kept() == [(asked, cast.sato.id, 1)]


def test_what_to_loosen_says_how_many_one_would_find(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES)
    page = as_(client, cast.sato).get("/institutions/?type=pharmacy&can=aseptic&can=narcotics")
    says(page, "医療用麻薬（注射剤含む）をはずす</a><b>1施設</b>")
    assert "薬局をはずす" not in page.text  # nobody would be found that way either


def test_where_dropping_one_helps_nobody_several_are_dropped_together(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/", query_string=NEED)
    says(page, "できることと、曜日・時間をはずす</a><b>1施設</b>")
    assert "無菌製剤処理をはずす" not in page.text


def test_where_nothing_helps_it_says_so(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/?type=maternity_home&state=closed&q=あ")
    says(page, "条件を1つか2つはずしても、だれも見つかりません")


@pytest.mark.parametrize(
    "asked", ["q=患者 太郎", "q=患者&can=aseptic", "type=maternity_home", "state=closed&can=aseptic", "municipality=910015"]
)
def test_a_name_or_an_entry_that_is_missing_is_no_gap(cast: Cast, client: FlaskClient, asked: str) -> None:
    page = as_(client, cast.sato).get(f"/institutions/?{asked}")
    says(page, "0施設")
    assert "残しました" not in page.text
    assert kept() == []


def test_who_is_found_leaves_no_gap(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES)
    as_(client, cast.sato)
    assert found(client, can="aseptic") == ["ほし薬局"]
    assert kept() == []


def test_the_same_is_kept_once_a_day(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    for _ in range(3):
        found(client, can="aseptic")
    assert [count for _, _, count in kept()] == [1]
    with clock.later(timedelta(hours=23)):
        client.post("/sign-out")
        as_(client, cast.sato)
        found(client, can="aseptic")
    assert [count for _, _, count in kept()] == [2]


def test_who_narrows_what_found_nobody_already_asks_nothing_new(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    found(client, can="aseptic")
    found(client, can=["aseptic", "narcotics"])
    found(client, can=["aseptic", "narcotics"], day="sat")
    assert [asked for asked, _, _ in kept()] == [{"can": ["aseptic"]}]
    found(client, can="narcotics")
    assert len(kept()) == 2


def test_others_who_asked_the_same_are_counted_not_named(cast: Cast, client: FlaskClient) -> None:
    for who in (cast.sato, cast.ono, cast.suzuki):
        as_(client, who).get("/institutions/?can=aseptic")
        client.post("/sign-out")
    page = as_(client, cast.tanaka).get("/institutions/?can=aseptic")
    says(page, "この1年で3人目です")
    assert "佐藤" not in page.text


def test_the_base_sees_what_its_area_lacks_and_closes_it(cast: Cast, client: FlaskClient) -> None:
    for who in (cast.sato, cast.tanaka, cast.suzuki):
        as_(client, who).get("/institutions/?can=aseptic&type=pharmacy")
        client.post("/sign-out")
    as_(client, cast.tanaka).get("/institutions/?can=narcotics")
    client.post("/sign-out")
    page = as_(client, cast.kimura).get("/institutions/gaps/")
    says(page, "薬局・無菌製剤処理", "2人が 2日、さがしました", "田中医院、訪問看護ステーションきた", "2件", "医療用麻薬")
    assert "居宅介護支援みなみ" not in page.text
    assert page.text.index("無菌製剤処理") < page.text.index("医療用麻薬")
    answer = client.post("/institutions/gaps/closures", data={"question": "can=aseptic&type=pharmacy", "note": NOTE})
    assert (answer.status_code, answer.location) == (303, "/institutions/gaps/")
    page = client.get("/institutions/gaps/")
    says(page, "1件", NOTE, "木村 葵", "こたえが見つかったもの")
    assert db.query(AuditRow).filter_by(verb="gap.closed").one().detail == {"count": 2}
    assert [one.note for one in db.scalars(select(Gap).where(Gap.affiliation_id == cast.suzuki.id))] == [""]
    client.post("/sign-out")
    as_(client, cast.sato).get("/institutions/?can=aseptic&type=pharmacy")
    assert len(kept()) == 5  # asked again after it was closed: a new gap


def test_only_the_base_reads_and_closes_gaps(cast: Cast, client: FlaskClient) -> None:
    for path, method in (("/institutions/gaps/", "GET"), ("/institutions/gaps/closures", "POST")):
        assert client.open(path, method=method).location.startswith("/sign-in")
    for who in (cast.sato, cast.ono, cast.mori, cast.suzuki):
        as_(client, who)
        assert client.get("/institutions/gaps/").status_code == 403
        assert client.post("/institutions/gaps/closures", data={"question": "x", "note": "y"}).status_code == 403
        client.post("/sign-out")


def test_a_closure_without_a_note_is_sent_back_as_typed(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato).get("/institutions/?can=aseptic")
    client.post("/sign-out")
    as_(client, cast.kimura)
    answer = client.post("/institutions/gaps/closures", data={"question": "can=aseptic", "note": "  "})
    assert answer.status_code == 422
    says(answer, "どうなったかを書いてください")
    long = client.post("/institutions/gaps/closures", data={"question": "can=aseptic", "note": "あ" * 401})
    assert long.status_code == 422
    says(long, "あ" * 401)


def test_what_nobody_asks_any_more_cannot_be_closed(cast: Cast, client: FlaskClient) -> None:
    answer = as_(client, cast.kimura).post("/institutions/gaps/closures", data={"question": "can=aseptic", "note": NOTE})
    assert answer.status_code == 409
    says(answer, "もう閉じられています")


def test_nothing_missing_says_what_would_stand_here(cast: Cast, client: FlaskClient) -> None:
    says(as_(client, cast.kimura).get("/institutions/gaps/"), "いま、足りないものは残っていません")
