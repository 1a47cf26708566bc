"""Posting, reading, correcting, withdrawing and pinning, each as every member of the cast."""

from __future__ import annotations

import re
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.models import BoardKind, Post, Reading, Urgency
from core import clock
from core.audit import AuditRow
from core.database import db
from core.rules import RuleBroken
from tests.cast import Cast, a_post, as_, says


def a_form(**changes: str) -> dict[str, str]:
    return {
        "title": "橋の工事",
        "body": "夜間は**通れません**。",
        "urgency": "normal",
        "confirm_by": "",
        "client_key": str(uuid.uuid4()),
    } | changes


def the_words(page: str) -> str:
    return re.sub(r"<[^>]*>|\s+", " ", page)


def published() -> list[Post]:
    return list(db.scalars(select(Post).order_by(Post.id)))


def test_a_member_posts_and_everybody_of_the_area_reads_it(client: FlaskClient, cast: Cast) -> None:
    board = cast.board()
    answer = as_(client, cast.sato).post(f"/boards/{board.id}/posts", data=a_form())
    assert answer.status_code == 303
    assert answer.location.startswith(f"/boards/{board.id}#post-")

    page = as_(client, cast.tanaka).get(f"/boards/{board.id}")
    says(
        page,
        "橋の工事",
        "<strong>通れません</strong>",
        "訪問看護ステーションきた",
        "佐藤 花",
        "看護師",
        f'data-seq="{published()[0].changed_seq}"',
    )


def test_who_may_only_read_is_refused_to_post(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.mori).get(f"/boards/{cast.board().id}").status_code == 200
    assert client.post(f"/boards/{cast.board().id}/posts", data=a_form()).status_code == 403
    assert not published()


def test_a_stranger_cannot_tell_that_the_board_exists(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    browser = as_(client, cast.suzuki)
    for address in (f"/boards/{cast.board().id}", f"/posts/{post.id}", f"/posts/{post.id}/versions", f"/boards/{cast.board().id}?after=0"):
        there, nowhere = browser.get(address), browser.get("/boards/999999")
        assert (there.status_code, the_words(there.text)) == (404, the_words(nowhere.text))
    assert browser.post(f"/boards/{cast.board().id}/posts", data=a_form()).status_code == 404
    assert (
        db.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.verb == "denied", AuditRow.person_id == cast.suzuki.person_id))
        == 9
    )


def test_the_signed_out_are_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    answer = client.get(f"/boards/{cast.board().id}")
    assert answer.status_code in (302, 303)
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "題名を書いてください"),
        ({"title": "長" * 121}, "題名は120文字までです"),
        ({"body": ""}, "本文を書いてください"),
        ({"body": "長" * 10_001}, "本文は10000文字までです"),
        ({"urgency": "panic"}, "急ぎ度を選んでください"),
        ({"confirm_by": "あした"}, "返事の期限は、年月日と時刻で選んでください"),
        ({"confirm_by": "2020-01-01T10:00"}, "返事の期限がすぎています"),
        ({"confirm_by": "9999-12-31T23:59+00:00"}, "返事の期限は、年月日と時刻で選んでください"),
        ({"confirm_by": "9999-12-31T23:59-23:59"}, "返事の期限は、年月日と時刻で選んでください"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_what_was_typed_is_kept(
    client: FlaskClient, cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    answer = as_(client, cast.sato).post(f"/boards/{cast.board().id}/posts", data=a_form(**wrong))
    assert answer.status_code == 422
    says(answer, sentence, *[kept for key, kept in (("title", "橋の工事"), ("body", "夜間は**通れません**。")) if key not in wrong])
    assert 'class="field-message"' in answer.text
    assert not published()


def test_sending_twice_with_the_same_key_is_one_post(client: FlaskClient, cast: Cast) -> None:
    form = a_form()
    browser = as_(client, cast.sato)
    first, again = (browser.post(f"/boards/{cast.board().id}/posts", data=form) for _ in range(2))
    assert first.location == again.location
    assert len(published()) == 1
    assert cast.board().seq == 1


def test_urgent_is_for_base_staff_and_what_was_typed_is_kept(client: FlaskClient, cast: Cast) -> None:
    refused = as_(client, cast.sato).post(f"/boards/{cast.board().id}/posts", data=a_form(urgency="urgent"))
    assert refused.status_code == 409
    says(refused, "「緊急」で出せるのは、拠点の職員です", "橋の工事")
    assert not published()
    assert as_(client, cast.kimura).post(f"/boards/{cast.board().id}/posts", data=a_form(urgency="urgent")).status_code == 303


def test_what_people_write_cannot_run(client: FlaskClient, cast: Cast) -> None:
    a_post(cast, title="<script>alert(1)</script>", body='<img src=x onerror=alert(1)> [x](javascript:alert(1)) <b onclick="x()">太字</b>')
    page = as_(client, cast.tanaka).get(f"/boards/{cast.board().id}").text
    for danger in ("<script>alert", "<img src=x", 'href="javascript:', "<b onclick"):
        assert danger not in page


def test_a_correction_keeps_the_earlier_text(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast, title="29日（月）", body="月曜の夜間です。")
    browser = as_(client, cast.sato)
    says(browser.get(f"/posts/{post.id}/correction"), "月曜の夜間です。")
    assert browser.post(f"/posts/{post.id}/correction", data={"title": "29日（火）", "body": "火曜の夜間です。"}).status_code == 303
    says(as_(client, cast.tanaka).get(f"/posts/{post.id}"), "火曜の夜間です。", "訂正あり")
    says(client.get(f"/posts/{post.id}/versions"), "月曜の夜間です。", "29日（月）", "火曜の夜間です。")


def test_only_the_author_and_the_authors_manager_correct(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    new = {"title": "新しい題", "body": "新しい文"}
    for who, expected in ((cast.tanaka, 403), (cast.kimura, 403), (cast.mori, 403), (cast.suzuki, 404), (cast.ono, 303)):
        assert as_(client, who).get(f"/posts/{post.id}/correction").status_code == (200 if expected == 303 else expected)
        assert client.post(f"/posts/{post.id}/correction", data=new).status_code == expected, who.person.name


def test_a_withdrawal_says_why_and_hides_the_text(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast, title="空きがあります", body="2床あきました。")
    for who, expected in ((cast.tanaka, 403), (cast.suzuki, 404)):
        assert as_(client, who).post(f"/posts/{post.id}/withdrawal", data={"reason": "x"}).status_code == expected
    browser = as_(client, cast.sato)
    says(browser.post(f"/posts/{post.id}/withdrawal", data={"reason": " "}), "理由を書いてください")
    assert browser.post(f"/posts/{post.id}/withdrawal", data={"reason": "空きがうまったため"}).status_code == 303
    page = as_(client, cast.tanaka).get(f"/boards/{cast.board().id}")
    says(page, "取り下げられた投稿", "空きがうまったため")
    assert "2床あきました。" not in page.text
    assert "空きがあります" not in page.text


def test_base_staff_withdraw_what_does_not_belong(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    assert as_(client, cast.kimura).post(f"/posts/{post.id}/withdrawal", data={"reason": "患者さんの名前がありました"}).status_code == 303


def test_base_staff_pin_and_unpin(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast, title="当番表")
    for who, expected in ((cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        assert as_(client, who).post(f"/posts/{post.id}/pin").status_code == expected
    assert as_(client, cast.kimura).post(f"/posts/{post.id}/pin").status_code == 303
    says(client.get(f"/boards/{cast.board().id}"), f'id="pinned-{post.id}"')
    assert client.post(f"/posts/{post.id}/pin/removal").status_code == 303
    assert f'id="pinned-{post.id}"' not in client.get(f"/boards/{cast.board().id}").text


def test_older_posts_are_found_page_by_page(client: FlaskClient, cast: Cast) -> None:
    for number in range(45):
        a_post(cast, title=f"知らせ{number:02d}番")
    browser = as_(client, cast.tanaka)
    seen: list[str] = []
    address = f"/boards/{cast.board().id}"
    for _ in range(3):
        page = browser.get(address).text
        seen += [f"知らせ{number:02d}番" for number in range(44, -1, -1) if f"知らせ{number:02d}番" in page]
        lowest = min(int(piece.split('"')[0]) for piece in page.split('data-seq="')[1:] if 'class="post' in page)
        address = f"/boards/{cast.board().id}?before={lowest}"
    assert len(seen) == len(set(seen)) == 45


def test_after_gives_whatever_changed_since_in_its_present_form(client: FlaskClient, cast: Cast) -> None:
    early, late = a_post(cast, title="はじめの知らせ"), a_post(cast, title="つぎの知らせ")
    seq = cast.board().seq
    early.correct(title="はじめの知らせ（訂正）", body="直しました。", by=cast.sato)
    db.commit()
    fragment = as_(client, cast.tanaka).get(f"/boards/{cast.board().id}?after={seq}", headers={"HX-Request": "true"})
    says(fragment, "はじめの知らせ（訂正）", f'data-seq="{seq + 1}"', f'id="post-{early.id}"')
    assert f'id="post-{late.id}"' not in fragment.text
    assert "<html" not in fragment.text


def test_unread_is_counted_until_the_board_is_opened(client: FlaskClient, cast: Cast) -> None:
    for _ in range(3):
        a_post(cast)
    browser = as_(client, cast.tanaka)
    badge = f'data-unread-of="{cast.board().id}"'
    says(browser.get("/boards/"), f"{badge}>3<")
    browser.get(f"/boards/{cast.board().id}")
    says(browser.get("/boards/"), f"{badge} hidden>")
    says(as_(client, cast.sato).get("/boards/"), f"{badge} hidden>")  # one's own posts are not unread


def test_reading_never_goes_back(client: FlaskClient, cast: Cast) -> None:
    a_post(cast)
    a_post(cast)
    browser = as_(client, cast.tanaka)
    for said, kept in ((2, 2), (1, 2), (99, 2)):
        assert browser.post(f"/boards/{cast.board().id}/reading", data={"seq": said}).status_code == 204
        db.expire_all()
        assert db.get(Reading, (cast.tanaka.person_id, cast.board().id)).seq == kept  # type: ignore[union-attr]


@pytest.mark.parametrize("show", ["all", "unread", "waiting", "urgent", "nonsense"])
def test_a_board_shows_what_is_asked_for(client: FlaskClient, cast: Cast, show: str) -> None:
    a_post(cast, title="ふつうの知らせ")
    a_post(cast, cast.kimura, title="大事な知らせ", urgency=Urgency.IMPORTANT)
    page = as_(client, cast.tanaka).get(f"/boards/{cast.board().id}?show={show}")
    assert page.status_code == 200
    assert ("ふつうの知らせ" in page.text) == (show in ("all", "unread", "nonsense"))


def test_each_kind_of_board_is_its_own(client: FlaskClient, cast: Cast) -> None:
    a_post(cast, title="ここだけの知らせ")
    for kind in BoardKind:
        page = as_(client, cast.tanaka).get(f"/boards/{cast.board(kind).id}")
        assert ("ここだけの知らせ" in page.text) == (kind == BoardKind.NOTICE)


def test_a_key_that_belongs_to_another_board_loses_no_text(client: FlaskClient, cast: Cast) -> None:
    form, browser = a_form(), as_(client, cast.sato)
    assert browser.post(f"/boards/{cast.board().id}/posts", data=form).status_code == 303
    other = cast.board(BoardKind.DISASTER)
    answer = browser.post(f"/boards/{other.id}/posts", data=form | {"title": "べつの知らせ"})
    assert answer.status_code == 409
    says(answer, "べつの知らせ", "ほかの板で送られています")


def test_withdrawing_twice_says_so(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    post.withdraw(reason="まちがい", by=cast.sato)
    db.commit()
    with pytest.raises(RuleBroken, match="もう取り下げられています"):
        post.withdraw(reason="また", by=cast.sato)


def test_a_newcomer_is_not_met_by_the_whole_past(client: FlaskClient, cast: Cast) -> None:
    a_post(cast)
    cast.tanaka.person.created_at = clock.now()
    db.commit()
    a_post(cast)
    says(as_(client, cast.tanaka).get("/boards/"), f'data-unread-of="{cast.board().id}">1<')
