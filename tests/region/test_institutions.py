"""The directory: who may look, what is found, what to loosen where nobody is, and the list as a file."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit import AuditRow
from core.database import db
from region.models import Affiliation, Institution, InstitutionSource
from tests.cast import Cast, as_, says
from tests.region.care_csv import DECEMBER, file_of, office, take_in

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_a_member_finds_the_institutions_of_their_area(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/")
    assert page.status_code == 200
    says(page, "ほし薬局", "055-000-0203", 'href="tel:0550000203"', "田中医院", "5施設")
    assert "居宅介護支援みなみ" not in page.text


def test_the_prefecture_sees_its_prefecture_and_no_other(cast: Cast, client: FlaskClient) -> None:
    db.add(Institution(name="北の遠い診療所", type="clinic", municipality_code="900010", folded="北ノ遠イ診療所"))
    db.commit()
    page = as_(client, cast.mori).get("/institutions/")
    says(page, "ほし薬局", "北の遠い診療所")
    assert "居宅介護支援みなみ" not in page.text


def test_who_is_signed_out_is_sent_to_sign_in(cast: Cast, client: FlaskClient) -> None:
    for path in ("/institutions/", f"/institutions/{cast.hoshi.id}", "/institutions/list.csv", "/institutions/new"):
        answer = client.get(path)
        assert answer.status_code in (302, 303)
        assert "/sign-in" in answer.location


def test_who_works_nowhere_any_more_finds_nothing(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    db.get_one(Affiliation, cast.sato.id).end(by=None)
    db.commit()
    says(client.get("/institutions/"), "0施設")
    assert client.get(f"/institutions/{cast.station.id}").status_code == 404


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("ほし", ["ほし薬局"]),
        ("ホシ", ["ほし薬局"]),
        ("田中　医院", ["田中医院"]),
        ("0203", ["ほし薬局"]),
        ("０５５００００２０３", ["ほし薬局"]),
        ("北市 薬局", ["ほし薬局"]),
        ("診療所", ["田中医院"]),
        ("%", []),
        ("ない名前", []),
    ],
)
def test_words_are_found_however_they_are_written(cast: Cast, client: FlaskClient, q: str, names: list[str]) -> None:
    page = as_(client, cast.sato).get("/institutions/", query_string={"q": q}, headers=FRAGMENT)
    found = [one.name for one in (cast.hoshi, cast.clinic, cast.station) if f"{one.name}</a>" in page.text]
    assert found == names


def test_as_one_types_only_the_list_is_answered(cast: Cast, client: FlaskClient) -> None:
    part = as_(client, cast.sato).get("/institutions/?type=pharmacy", headers=FRAGMENT)
    says(part, "1施設", "薬局", "ほし薬局")
    assert "<html" not in part.text


def test_type_municipality_area_and_state_narrow_the_list(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    for query, count in {
        "type=clinic": 1, "municipality=900010": 5, "municipality=910015": 0, f"area={cast.kita.id}": 5, f"area={cast.minami.id}": 0,
        "state=unregistered": 1, "state=registered": 4, "state=missing": 0, "state=closed": 0,
        "type=nonsense&state=nonsense&area=x&page=-7": 5, "page=99": 5, "page=all": 5,
    }.items():  # fmt: skip
        says(client.get(f"/institutions/?{query}", headers=FRAGMENT), f"<b>{count}施設</b>")


def test_nobody_is_an_answer_that_says_what_to_loosen(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/?type=pharmacy&q=田中")
    says(page, "0施設", "あてはまる施設は、名簿にありません", "「田中」をはずす", "薬局をはずす", "/institutions/?q=")


def test_a_long_list_has_pages_and_one_for_the_printer(cast: Cast, client: FlaskClient) -> None:
    for number in range(60):
        db.add(Institution(name=f"まち診療所{number:02}", type="clinic", municipality_code="900010", folded=f"マチ診療所{number:02}"))
    db.commit()
    first = as_(client, cast.sato).get("/institutions/?q=まち診療所")
    says(first, "60施設", "2ページのうち 1ページ目", "つぎのページ", "そのうち 60施設は、電話番号が分かっていません", "まち診療所00")
    assert "まち診療所55" not in first.text
    says(client.get("/institutions/?q=まち診療所&page=2"), "まち診療所55", "前のページ", 'start="51"')
    says(client.get("/institutions/?q=まち診療所&page=all"), "まち診療所00", "まち診療所59")


def test_one_institution_says_how_to_reach_it_and_who_is_there(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.tanaka)
    says(client.get(f"/institutions/{cast.station.id}"), "055-000-0201", "佐藤 花", "看護師", "小野 恵", "この施設の管理者", "2人")
    hoshi = client.get(f"/institutions/{cast.hoshi.id}")
    says(hoshi, "未登録", "アカウントを持つ人は、まだいません", "公表データにない施設です")
    says(client.get(f"/institutions/{cast.base.id}"), "北地域の拠点")


def test_a_disabled_account_is_no_account(cast: Cast, client: FlaskClient) -> None:
    cast.tanaka.person.disable(by=None)
    db.commit()
    page = as_(client, cast.sato).get(f"/institutions/{cast.clinic.id}")
    says(page, "未登録")
    assert "田中 一郎" not in page.text


def test_a_stranger_does_not_learn_that_it_exists(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.suzuki)
    assert client.get(f"/institutions/{cast.station.id}").status_code == 404
    assert client.get("/institutions/999999").status_code == 404


def test_what_published_files_say_is_shown_with_source_and_date(cast: Cast, client: FlaskClient) -> None:
    take_in(file_of([office(URL="https://sora.example", 利用可能曜日特記事項="日曜は休み（改行）電話は可")]))
    made = db.scalars(select(Institution).where(Institution.name.contains("そら"))).one()
    made.municipality_code = "900010"
    db.commit()
    page = as_(client, cast.sato).get(f"/institutions/{made.id}")
    says(
        page,
        "出典：介護サービス情報公表システム（厚生労働省）",
        "2026年6月30日",
        "1999900001",
        "訪問看護",
        "日曜は休み",
        'href="https://sora.example"',
    )
    says(page, "maps.gsi.go.jp/#17/35.66/138.57/")
    says(client.get("/institutions/"), "2026年6月30日のデータ")


def test_what_left_the_published_data_is_pointed_out(cast: Cast, client: FlaskClient) -> None:
    take_in(file_of([office(), office("1999900002")]))
    take_in(file_of([office("1999900002")]), on=DECEMBER)
    gone = db.scalars(select(InstitutionSource).where(InstitutionSource.missing_since.is_not(None))).one().institution
    gone.municipality_code = "900010"
    db.commit()
    as_(client, cast.sato)
    says(client.get(f"/institutions/{gone.id}"), "公表データから消えました。")
    says(client.get("/institutions/?state=missing", headers=FRAGMENT), "<b>1施設</b>")


def test_the_list_can_be_taken_along_and_excel_runs_nothing(cast: Cast, client: FlaskClient) -> None:
    db.get_one(Institution, cast.hoshi.id).name = "=HYPERLINK(1)"
    db.commit()
    answer = as_(client, cast.sato).get("/institutions/list.csv?type=pharmacy")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert header[0] == "名前"
    assert (row[0], row[2], row[5], row[8]) == ("'=HYPERLINK(1)", "薬局", "055-000-0203", "未登録")
    trace = db.scalars(select(AuditRow).where(AuditRow.verb == "institutions.exported")).one()
    assert (trace.person_id, trace.detail) == (cast.sato.person_id, {"count": 1, "form": "csv"})
