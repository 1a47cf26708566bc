"""A post's page shows what came of it in the rooms above, and what may be begun from it; a post may ask only some institutions."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.live import board_changes
from board.models import Addressee, ConfirmationRequest, Post, Urgency
from core import clock, links
from core.database import db
from core.links import Linked, Offer, link
from tests.cast import Cast, a_post, as_, says


@pytest.fixture
def above(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A post, and a room above that made an issue of it, which Tanaka may not read, and lets base staff make more."""
    monkeypatch.setattr(links, "_relations", {})
    monkeypatch.setattr(links, "_knowers", {})
    monkeypatch.setattr(links, "_offerers", defaultdict(dict))
    links.relation("raised_from", there="ここから課題になりました", back="もとの投稿")
    links.knows("area")(lambda ids, person: {} if person == cast.tanaka.person_id else dict.fromkeys(ids, LINKED))
    links.offer("post")(lambda post, by: [Offer("課題にする", f"/issues/new?post={post}", "plus")] if by.is_base_staff else [])
    post = a_post(cast)
    link("area", 5, "raised_from", "post", post.id, by=cast.kimura)
    db.commit()
    return post


LINKED = Linked("夜間に薬がとどかない", "/issues/5", "方策を<b>決めました")


def test_a_post_shows_what_came_of_it(client: FlaskClient, cast: Cast, above: Post) -> None:
    page = as_(client, cast.sato).get(f"/posts/{above.id}")
    says(page, "この投稿から", "ここから課題になりました", "夜間に薬がとどかない", 'href="/issues/5"', "方策を&lt;b&gt;決めました")
    assert "課題にする" not in page.text


def test_what_a_reader_may_not_read_leaves_no_trace_on_the_page(client: FlaskClient, cast: Cast, above: Post) -> None:
    page = as_(client, cast.tanaka).get(f"/posts/{above.id}").text
    assert not re.search("この投稿から|課題になりました|夜間に薬|/issues/", page)


def test_who_may_begin_something_finds_a_link_to_its_page(client: FlaskClient, cast: Cast, above: Post) -> None:
    page = as_(client, cast.kimura).get(f"/posts/{above.id}")
    says(page, f'<a class="button button-quiet" href="/issues/new?post={above.id}">', "課題にする")


def test_a_post_that_was_withdrawn_keeps_its_links_and_begins_nothing(client: FlaskClient, cast: Cast, above: Post) -> None:
    above.withdraw(reason="まちがえました", by=cast.sato)
    db.commit()
    page = as_(client, cast.kimura).get(f"/posts/{above.id}")
    says(page, "夜間に薬がとどかない")
    assert "課題にする" not in page.text


def test_a_refused_reply_keeps_the_links_on_the_page(client: FlaskClient, cast: Cast, above: Post) -> None:
    answer = as_(client, cast.kimura).post(f"/posts/{above.id}/replies", data={"body": "", "client_key": str(uuid.uuid4())})
    assert answer.status_code == 422
    says(answer, "夜間に薬がとどかない", "課題にする")


def test_nothing_of_it_is_pushed_or_on_the_board(client: FlaskClient, cast: Cast, above: Post) -> None:
    pushed = "".join(change.html for change in board_changes(above.board_id, 0, above.changed_seq))
    assert above.title in pushed
    board = as_(client, cast.kimura).get(f"/boards/{above.board_id}").text
    assert not re.search("この投稿から|夜間に薬|課題にする", pushed + board)


def test_strangers_do_not_find_the_page_at_all(client: FlaskClient, cast: Cast, above: Post) -> None:
    assert as_(client, cast.suzuki).get(f"/posts/{above.id}").status_code == 404


def asking(cast: Cast, asks: list[int] | None) -> Post:
    return Post.publish(
        cast.board(), title="実施の報告をお願いします", body="1か月の件数を知らせてください。", urgency=Urgency.NORMAL,
        confirm_by=clock.now() + timedelta(days=7), client_key=str(uuid.uuid4()), by=cast.kimura, asks=asks,
    )  # fmt: skip


def asked(post: Post) -> set[int]:
    return set(db.scalars(select(Addressee.institution_id).where(Addressee.post_id == post.id)))


def test_only_the_institutions_named_are_asked(cast: Cast) -> None:
    post = asking(cast, [cast.hoshi.id, cast.clinic.id])
    assert asked(post) == {cast.hoshi.id, cast.clinic.id}
    assert post.request is not None
    assert post.request.addressed == 2


def test_who_is_no_addressee_of_the_board_is_not_asked_either(cast: Cast) -> None:
    assert asked(asking(cast, [cast.hoshi.id, cast.elsewhere.id, cast.base.id])) == {cast.hoshi.id}


def test_where_nobody_named_is_an_addressee_nothing_is_asked(client: FlaskClient, cast: Cast) -> None:
    post = asking(cast, [cast.elsewhere.id])
    db.commit()
    assert post.request is None
    assert db.get(ConfirmationRequest, post.id) is None
    assert as_(client, cast.tanaka).get(f"/posts/{post.id}").status_code == 200


def test_without_names_everybody_is_asked_as_ever(cast: Cast) -> None:
    assert asked(asking(cast, None)) == {cast.hoshi.id, cast.clinic.id, cast.station.id}
