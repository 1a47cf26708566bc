"""Base staff see who did what in their area, and nobody else does."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import audit, clock
from core.audit import AuditRow
from core.database import db
from region.oversight import acts
from tests.cast import Cast, a_post, as_, says


def rows(verb: str) -> list[AuditRow]:
    db.rollback()
    return list(db.scalars(select(AuditRow).where(AuditRow.verb == verb).order_by(AuditRow.id)))


def test_base_staff_see_what_the_people_of_their_area_did(client: FlaskClient, cast: Cast) -> None:
    a_post(cast, cast.sato)
    page = as_(client, cast.kimura).get("/audit/")
    assert page.status_code == 200
    says(page, "佐藤 花", "投稿した", "訪問看護ステーションきた", "木村 葵", "サインインした", "いつ何をしたかの記録です")


def test_nothing_of_another_area_is_seen(client: FlaskClient, cast: Cast) -> None:
    a_post(cast, cast.suzuki, board=cast.board(area=cast.minami))
    client.post("/sign-in", data={"email": "suzuki@example.jp", "password": "wrong"})
    as_(client, cast.suzuki).post("/sign-out")
    page = as_(client, cast.kimura).get("/audit/")
    assert "鈴木" not in page.text
    assert "居宅介護支援みなみ" not in page.text
    assert "鈴木" not in client.get("/audit/acts.csv").text
    assert client.get(f"/audit/?person={cast.suzuki.person_id}").status_code == 422
    assert client.get(f"/audit/?institution={cast.elsewhere.id}").status_code == 422


@pytest.mark.parametrize("address", ["/audit/", "/audit/acts.csv", "/audit/reviews"])
def test_nobody_else_sees_it(client: FlaskClient, cast: Cast, address: str) -> None:
    for who in (cast.sato, cast.ono, cast.mori, cast.suzuki):
        assert as_(client, who).get(address).status_code == 403
        client.post("/sign-out")
    assert client.get(address).headers["Location"].startswith("/sign-in")


def test_failed_sign_ins_and_denials_are_seen_with_whose_they_were(client: FlaskClient, cast: Cast) -> None:
    client.post("/sign-in", data={"email": "tanaka@example.jp", "password": "wrong"})
    as_(client, cast.ono).get("/audit/")
    client.post("/sign-out")
    page = as_(client, cast.kimura).get(f"/audit/?person={cast.tanaka.person_id}")
    says(page, "サインインに失敗した")
    denied = client.get("/audit/?group=denied")
    says(denied, "小野 恵", "できない操作をしようとした")
    assert "サインインに失敗した" not in denied.text.split("<table")[1]


def test_acts_are_narrowed_by_person_institution_kind_and_days(client: FlaskClient, cast: Cast) -> None:
    with clock.later(timedelta(days=-20)):
        a_post(cast, cast.tanaka, title="前の月")
    a_post(cast, cast.sato)
    browser = as_(client, cast.kimura)

    def table(query: str) -> str:
        page = browser.get(f"/audit/?{query}")
        assert page.status_code == 200
        return page.text.split("<table")[1] if "<table" in page.text else ""

    assert table("group=boards").count("投稿した") == 1
    assert table(f"group=boards&since={clock.today() - timedelta(days=30)}").count("投稿した") == 2
    day = clock.today() - timedelta(days=20)
    assert "佐藤 花" not in table(f"since={day}&until={day}")
    assert "投稿した" in table(f"since={day}&until={day}")
    assert "投稿した" in table(f"institution={cast.station.id}")
    assert "投稿した" not in table(f"institution={cast.base.id}")
    assert "投稿した" in table(f"person={cast.sato.person_id}&group=boards")
    assert not table(f"person={cast.sato.person_id}&group=areas")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=2026&since=2&since=31", "その日はカレンダーにありません"),
        ("since=2026-03-02&until=2026-03-01", "同じ日か、後の日にしてください"),
        ("group=nonsense", "まだ保存していません"),
        ("person=99999999999999999999", "まだ保存していません"),
        ("person=x&institution=-1", "まだ保存していません"),
    ],
)
def test_bad_input_is_told_at_the_field(client: FlaskClient, cast: Cast, query: str, sentence: str) -> None:
    browser = as_(client, cast.kimura)
    for address in ("/audit/", "/audit/acts.csv"):
        answer = browser.get(f"{address}?{query}")
        assert answer.status_code == 422
        if sentence != "まだ保存していません":
            says(answer, sentence)
    assert browser.get("/audit/?before=99999999999999999999999").status_code == 200
    assert browser.get("/audit/?before=x").status_code == 200


def test_every_act_is_met_once_when_one_goes_from_page_to_page(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "PAGE", 7)
    for number in range(25):
        audit.record("post.pinned", by=cast.sato, count=number)
    db.commit()
    browser = as_(client, cast.kimura)
    address, seen = "/audit/?group=boards", []
    while address:
        page = browser.get(address).text
        seen += [int(part.split("件")[0]) for part in page.split('<span class="meta">')[1:] if "件</span>" in part[:12]]
        address = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""
    assert seen == list(range(24, -1, -1))


def test_the_file_opens_in_excel_and_holds_no_formula(client: FlaskClient, cast: Cast) -> None:
    cast.sato.person.name = "=HYPERLINK(1)"
    a_post(cast, cast.sato)
    db.commit()
    answer = as_(client, cast.kimura).get(f"/audit/acts.csv?person={cast.sato.person_id}")
    assert answer.text.startswith("\ufeff日時,人,施設,したこと")
    table = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert "投稿した" in [row[3] for row in table]
    assert {row[1] for row in table[1:]} == {"'=HYPERLINK(1)"}


def test_more_than_a_file_holds_is_asked_for_in_pieces(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "FILE", 3)
    answer = as_(client, cast.kimura).get("/audit/acts.csv")
    assert answer.status_code == 422
    says(answer, "期間をせばめてください")


def test_looking_and_taking_away_are_acts_themselves(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.kimura)
    browser.get(f"/audit/?person={cast.sato.person_id}")
    browser.get("/audit/acts.csv")
    (viewed,) = rows("audit.viewed")
    assert (viewed.person_id, viewed.institution_id) == (cast.kimura.person_id, cast.base.id)
    assert viewed.detail["person"] == cast.sato.person_id
    (exported,) = rows("audit.exported")
    assert exported.detail["count"] > 0
    says(browser.get("/audit/"), "操作の記録を見た", "操作の記録をファイルにした")
