"""The first page: what must be answered first stands first."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from board.models import Urgency
from core import clock
from core.database import db
from region.models import Affiliation, Role
from tests.cast import Cast, a_post, an_asking_post, as_, says


def test_urgent_comes_first_then_the_nearest_deadline_and_last_what_is_overdue(client: FlaskClient, cast: Cast) -> None:
    soon, late = clock.now() + timedelta(hours=3), clock.now() + timedelta(days=4)
    a_post(cast, cast.kimura, title="四日後まで", confirm_by=late)
    a_post(cast, cast.kimura, title="きのうまで", confirm_by=clock.now() + timedelta(hours=1))
    a_post(cast, cast.kimura, title="三時間後まで", confirm_by=soon + timedelta(hours=2))
    a_post(cast, cast.kimura, title="緊急の願い", urgency=Urgency.URGENT, confirm_by=late)
    with clock.later(timedelta(hours=1, minutes=30)):
        page = as_(client, cast.sato).get("/").text.split("<main")[1]
    places = [page.index(title) for title in ("緊急の願い", "三時間後まで", "四日後まで", "きのうまで")]
    assert places == sorted(places)


def test_who_asked_sees_how_many_have_answered(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, cast.sato, title="車を貸してください")
    says(as_(client, cast.ono).get("/"), "返事を待っているもの", "車を貸してください", "0 / 3")
    assert post.request
    post.request.confirm("ok", by=cast.tanaka)  # type: ignore[arg-type]
    db.commit()
    says(as_(client, cast.ono).get("/"), "1 / 3")


def test_what_is_answered_on_the_first_page_is_said_in_the_place_of_the_request(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, title="車を貸してください")
    browser = as_(client, cast.sato)
    at = f"/posts/{post.id}/confirmations?from=home"
    says(browser.get("/"), f'formaction="{at}" name="answer" value="ok"')
    where = browser.post(at, data={"answer": "ok"}).location
    assert where == f"/?answered={post.id}#home-owed"
    page = browser.get(where)
    says(page, "「対応可」と返事をしました", f'<a href="/posts/{post.id}">車を貸してください</a>', 'role="status" id="answered"')
    says(page, "返事を変える", "あなたの施設がお返事するものは、いまありません")
    assert browser.post(at, data={"answer": "no"}).status_code == 303
    says(browser.get(where), "「対応不可」と返事をしました")
    assert "」と返事をしました" not in browser.get("/").text
    for who, number in ((cast.suzuki, post.id), (cast.tanaka, post.id), (cast.sato, 999), (cast.sato, "9" * 30), (cast.sato, "x")):
        elsewhere = as_(client, who).get(f"/?answered={number}")
        assert elsewhere.status_code == 200
        assert "」と返事をしました" not in elsewhere.text


def test_a_request_forgotten_for_a_week_no_longer_stands_there(client: FlaskClient, cast: Cast) -> None:
    an_asking_post(cast, title="ずっと前の願い")
    with clock.later(timedelta(days=9)):
        says(as_(client, cast.sato).get("/"), "あなたの施設がお返事するものは、いまありません")


def test_home_of_who_works_nowhere_says_so_calmly(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.sato)
    cast.sato.end(by=None)
    db.commit()
    assert browser.get("/").status_code == 200
    assert browser.get("/boards/").status_code == 200
    assert browser.post(f"/boards/{cast.board().id}/posts", data={"title": "x", "body": "y"}).status_code == 404


def test_the_signed_out_are_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    for address in ("/", "/pulse", "/viewer.css"):
        assert client.get(address).location.startswith("/sign-in")


def test_the_private_sheet_shows_only_what_is_mine(client: FlaskClient, cast: Cast) -> None:
    sheet = as_(client, cast.kimura).get("/viewer.css")
    assert sheet.content_type.startswith("text/css")
    assert "private" in sheet.headers["Cache-Control"]
    says(sheet, f'data-board="b{cast.board().id}"] .for-base', f'data-author="p{cast.kimura.person_id}"')
    assert ".for-base { display: revert-layer" not in as_(client, cast.sato).get("/viewer.css").text


def test_the_private_sheet_of_one_place_is_not_taken_for_another(client: FlaskClient, cast: Cast) -> None:
    """The browser keeps the sheet for minutes: whoever signs in next on the same computer, or changes places, asks for another."""
    sheets = [re.search(r'/viewer\.css[^"]*', as_(client, who).get("/").text) for who in (cast.sato, cast.ono)]
    second = Affiliation.begin(cast.sato.person, cast.clinic, Role.MEMBER, ["nurse"])
    db.commit()
    as_(client, cast.sato).post("/account/affiliation", data={"affiliation": second.id})
    sheets.append(re.search(r'/viewer\.css[^"]*', client.get("/").text))
    assert len({found.group() for found in sheets if found}) == 3
