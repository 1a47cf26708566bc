"""The list of calls to make: the most urgent first, those without a number apart, on paper and as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

from flask.testing import FlaskClient
from openpyxl import load_workbook

from board.models import Post, UnansweredCall
from board.models.unanswered_call import NoReply
from core import clock
from core.database import db
from tests.cast import Cast, an_asking_post, as_, says


def names(page: str) -> list[str]:
    """The institutions on the page, in their order."""
    return re.findall(r'recorded-answers/new">([^<]+)</a>', page)


def called(cast: Cast, post: Post, institution_id: int) -> None:
    request = db.get_one(Post, post.id).request
    assert request is not None
    row = request.addressee(institution_id)
    assert row is not None
    UnansweredCall.note(request, row, NoReply.MACHINE, by=cast.kimura)
    db.commit()


def test_who_may_see_the_list_and_who_may_not(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, cast.ono)
    for who, code in ((cast.kimura, 200), (cast.sato, 200), (cast.tanaka, 403), (cast.mori, 403), (cast.suzuki, 404)):
        browser = as_(client, who)
        for name in ("call-list", "call-list.csv", "call-list.xlsx"):
            assert browser.get(f"/posts/{post.id}/{name}").status_code == code, f"{who.person.name} {name}"


def test_the_most_urgent_stand_first_and_who_answered_does_not_stand_there(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, title="断水です")
    base = as_(client, cast.kimura)
    assert names(base.get(f"/posts/{post.id}/call-list").text) == ["田中医院", "訪問看護ステーションきた", "ほし薬局"]
    as_(client, cast.tanaka).get(f"/posts/{post.id}")
    page = as_(client, cast.kimura).get(f"/posts/{post.id}/call-list")
    assert names(page.text) == ["訪問看護ステーションきた", "ほし薬局", "田中医院"], "who has read comes last"
    says(page, "断水です", "小野 恵", "055-000-0203", "備考", "期限 ", "印刷 ")
    as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "call"})
    as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    assert names(as_(client, cast.kimura).get(f"/posts/{post.id}/call-list").text) == ["田中医院", "ほし薬局"], (
        "who asks for a call is first"
    )


def test_who_was_called_in_vain_comes_after_who_was_not(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    called(cast, post, cast.clinic.id)
    page = as_(client, cast.kimura).get(f"/posts/{post.id}/call-list")
    assert names(page.text)[:2] == ["訪問看護ステーションきた", "田中医院"]
    says(page, "留守電 1回")


def test_those_without_a_number_stand_apart_by_name(client: FlaskClient, cast: Cast) -> None:
    cast.hoshi.telephone = None
    db.commit()
    post = an_asking_post(cast)
    page = as_(client, cast.kimura).get(f"/posts/{post.id}/call-list").text
    listed, apart = page.split('<h2 class="call-list-apart">')
    assert "ほし薬局" not in listed
    assert names(apart) == ["ほし薬局"]
    assert "番号なし" in apart


def test_who_has_closed_is_not_called(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    cast.hoshi.close(clock.today(), by=cast.kimura)
    db.commit()
    assert "ほし薬局" not in names(as_(client, cast.kimura).get(f"/posts/{post.id}/call-list").text)


def test_when_everybody_has_answered_the_page_says_so(client: FlaskClient, cast: Cast) -> None:
    cast.hoshi.close(clock.today() - timedelta(days=1), by=cast.kimura)
    db.commit()
    post = an_asking_post(cast)
    for who in (cast.sato, cast.tanaka):
        as_(client, who).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    says(as_(client, cast.kimura).get(f"/posts/{post.id}/call-list"), "電話する施設はありません。")


def test_the_files_say_the_same_and_calculate_nothing(client: FlaskClient, cast: Cast) -> None:
    cast.hoshi.name = "=1+1薬局"
    cast.hoshi.telephone = "0550000203"
    db.commit()
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    answer = base.get(f"/posts/{post.id}/call-list.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["施設"] for row in rows] == ["田中医院", "訪問看護ステーションきた", "'=1+1薬局"]
    assert [row["状態"] for row in rows] == ["未読", "未読", "未登録"]
    assert (rows[1]["担当の人"], rows[1]["電話"], rows[1]["済"], rows[1]["備考"]) == ("小野 恵", "055-000-0201", "", "")
    sheet = load_workbook(io.BytesIO(base.get(f"/posts/{post.id}/call-list.xlsx").data)).active
    assert sheet is not None
    last = [cell.value for cell in sheet[4]]
    assert (last[0], last[5]) == ("=1+1薬局", "0550000203")
    assert sheet["F4"].data_type == "s"


def test_a_post_that_asks_nothing_has_no_list(client: FlaskClient, cast: Cast) -> None:
    from tests.cast import a_post

    post = a_post(cast)
    base = as_(client, cast.kimura)
    for name in ("call-list", "call-list.csv", "reminders"):
        assert base.get(f"/posts/{post.id}/{name}").status_code == 404
