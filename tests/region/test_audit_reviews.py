"""A month of the audit is looked at, signed, and never changes again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core import audit, clock
from core.clock import JAPAN
from core.database import db
from core.sealing.seal import present_head
from core.sealing.sealer import seal_all
from region.oversight.month import Month, last_month
from region.oversight.review import AuditReview
from tests.cast import Cast, as_, says

MIDDAY = datetime(2026, 3, 10, 12, tzinfo=JAPAN)


def address(cast: Cast, month: object = None) -> str:
    return f"/audit/reviews/{cast.kita.id}/{month or last_month()}"


def happened(cast: Cast, verb: str, times: int = 1, *, at: datetime | None = None) -> None:
    """In the month that is over."""
    with clock.at(at or datetime(last_month().year, last_month().number, 10, 12, tzinfo=JAPAN)):
        for _ in range(times):
            audit.record(verb, by=cast.tanaka, count=1)
    db.commit()


def signed() -> list[AuditReview]:
    db.rollback()
    return list(db.scalars(select(AuditReview)))


def test_a_month_is_opened_and_signed_with_the_head_of_the_seals(client: FlaskClient, cast: Cast) -> None:
    happened(cast, "post.published", 3)
    seal_all(client.application)
    head = present_head(db())
    db.rollback()
    browser = as_(client, cast.kimura)
    says(browser.get("/audit/"), "点検に、まだ署名がありません")
    says(browser.get(address(cast)), "掲示板", "署名する")
    answer = browser.post(address(cast), data={"remarks": "特にありません。"})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(cast))
    (review,) = signed()
    assert (review.month, review.remarks, review.signed_by_id) == (str(last_month()), "特にありません。", cast.kimura.id)
    assert (review.head_number, review.head_link) == head
    assert review.told["groups"] == {"boards": 3}
    says(browser.get(address(cast)), "木村 葵さんが署名しました", "特にありません。", str(head))
    assert "まだ署名がありません" not in browser.get("/audit/").text
    says(browser.get("/audit/reviews"), "署名しました")


def test_what_stands_out_is_shown(client: FlaskClient, cast: Cast) -> None:
    month = last_month()
    happened(cast, "denied", 4)
    happened(cast, "institutions.exported", 2)
    happened(cast, "attachment.fetched", 31)
    happened(cast, "sign_in.began", at=datetime(month.year, month.number, 5, 2, 30, tzinfo=JAPAN))
    happened(cast, "sign_in.began", at=datetime(month.year, month.number, 5, 9, 30, tzinfo=JAPAN))
    page = as_(client, cast.kimura).get(address(cast)).text
    parts = {part.split("</h2>")[0]: part for part in page.split("<h2>")[1:]}
    assert "田中 一郎" in parts["断られた操作"]
    assert "4回" in parts["断られた操作"]
    assert "施設の一覧をファイルにした" in parts["書き出し"]
    assert "1回" in parts["夜のサインイン"]
    assert "33回" in parts["1日に多く見た人"]
    assert "ありません。" in parts["サインインの失敗"]


def test_what_was_signed_stays_as_it_was_counted(client: FlaskClient, cast: Cast) -> None:
    happened(cast, "post.published", 3)
    browser = as_(client, cast.kimura)
    browser.post(address(cast), data={"remarks": "よし"})
    happened(cast, "post.published", 5)
    (review,) = signed()
    assert review.told["groups"] == {"boards": 3}
    says(browser.get(address(cast)), "<b>3<span>")
    again = browser.post(address(cast), data={"remarks": "やはり"})
    assert again.status_code == 409
    says(again, "もう署名されています")
    for harm in ("UPDATE audit_review SET remarks = 'x'", "DELETE FROM audit_review"):
        with pytest.raises(DBAPIError, match="never"):
            db.execute(text(harm))
        db.rollback()
    assert [one.remarks for one in signed()] == ["よし"]


def test_remarks_must_be_written_and_what_was_typed_is_kept(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.kimura)
    empty = browser.post(address(cast), data={"remarks": " "})
    assert empty.status_code == 422
    says(empty, "「特にありません」と書きます")
    long = browser.post(address(cast), data={"remarks": "長" * 4001})
    assert long.status_code == 422
    says(long, "4,000文字までにしてください", "長" * 4001)
    assert not signed()


def test_only_the_base_of_the_area_opens_and_signs(client: FlaskClient, cast: Cast) -> None:
    for who in (cast.sato, cast.ono, cast.mori, cast.suzuki):
        as_(client, who)
        assert client.get(address(cast)).status_code == 403
        assert client.post(address(cast), data={"remarks": "x"}).status_code == 403
        client.post("/sign-out")
    browser = as_(client, cast.kimura)
    assert browser.get(f"/audit/reviews/{cast.minami.id}/{last_month()}").status_code == 404
    assert browser.post(f"/audit/reviews/{cast.minami.id}/{last_month()}", data={"remarks": "x"}).status_code == 404
    assert not signed()


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "nonsense", "1999-01", "2099-01", "２０２６-01"])
def test_a_month_that_is_none_or_not_over_is_not_found(client: FlaskClient, cast: Cast, month: str) -> None:
    browser = as_(client, cast.kimura)
    assert browser.get(address(cast, month)).status_code == 404
    assert browser.get(address(cast, Month.of(clock.today()))).status_code == 404
    assert browser.post(address(cast, month), data={"remarks": "x"}).status_code == 404


def test_in_the_first_month_nobody_is_reminded(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.kimura)
    assert "まだ署名がありません" not in browser.get("/audit/").text
    says(browser.get("/audit/reviews"), "はじめの月が終わると")


def test_opening_and_signing_are_acts_that_stay(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.kimura)
    browser.get(address(cast))
    browser.post(address(cast), data={"remarks": "よし"})
    says(browser.get("/audit/"), "月の点検を開いた", "月の点検に署名した")


def test_months_follow_each_other() -> None:
    december = Month(2026, 12)
    assert (december.next, december.next.before, december.last.day) == (Month(2027, 1), december, 31)
    assert december.begins.utcoffset() == timedelta(hours=9)
    with clock.at(MIDDAY):
        assert str(last_month()) == "2026-02"
        assert last_month().over
        assert not Month(2026, 3).over
