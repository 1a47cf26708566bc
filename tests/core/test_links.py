"""Things of any room are linked both ways, and each reader sees only what they may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select

from board.models import Post
from core import links
from core.audit import AuditRow
from core.database import db
from core.links import Link, Linked, Offer, link, of, of_many, offered
from tests.cast import Cast, a_post


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test registers, and how posts are shown."""
    monkeypatch.setattr(links, "_relations", {})
    monkeypatch.setattr(links, "_knowers", {"post": links._knowers["post"]})
    monkeypatch.setattr(links, "_offerers", defaultdict(dict))
    links.relation("raised_from", there="ここから課題になりました", back="もとの投稿")
    links.relation("told_by", there="この投稿が知らせています", back="知らせた投稿")


@pytest.fixture
def issues() -> list[set[int]]:
    """A room above, whose things stand in a table of ours (area) and are read by everybody but person 999; the ids it was asked for."""
    asked: list[set[int]] = []

    @links.knows("area")
    def areas(ids: set[int], person_id: int) -> dict[int, Linked]:
        asked.append(ids)
        return {} if person_id == 999 else {one: Linked(f"課題{one}", f"/issues/{one}", "方策を決めました") for one in ids}

    return asked


def raised(cast: Cast, post: Post, issue: int = 7) -> bool:
    return link("area", issue, "raised_from", "post", post.id, by=cast.kimura)


def counted(app: Flask, work: Callable[[], object]) -> int:
    said: list[str] = []

    def listen(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", listen)
    try:
        work()
    finally:
        event.remove(app.extensions["engine"], "before_cursor_execute", listen)
    return len(said)


def test_a_link_is_seen_from_both_ends_in_the_words_of_each(cast: Cast, issues: list[set[int]]) -> None:
    post = a_post(cast)
    assert raised(cast, post)
    (there,) = of("post", post.id, cast.sato.person_id)
    assert (there.words, there.title, there.url, there.detail) == ("ここから課題になりました", "課題7", "/issues/7", "方策を決めました")
    assert (there.kind, there.id, there.relation) == ("area", 7, "raised_from")
    (back,) = of("area", 7, cast.sato.person_id)
    assert (back.words, back.title, back.url) == ("もとの投稿", post.title, f"/posts/{post.id}")
    assert cast.board().name in back.detail


def test_the_same_link_twice_is_one_and_the_trace_says_who_made_it(cast: Cast, issues: list[set[int]]) -> None:
    post = a_post(cast)
    assert [raised(cast, post), raised(cast, post)] == [True, False]
    (row,) = db.scalars(select(Link))
    assert row.by_id == cast.kimura.id
    (trace,) = db.scalars(select(AuditRow).where(AuditRow.verb == "link.made"))
    assert (trace.subject_id, trace.affiliation_id) == (row.id, cast.kimura.id)
    assert trace.detail["ends"] == [["area", 7], ["post", post.id]]


def test_a_link_is_undone_with_its_cause(cast: Cast, issues: list[set[int]]) -> None:
    post = a_post(cast)
    raised(cast, post)
    db.rollback()
    assert not of("post", post.id, cast.sato.person_id)


def test_what_a_person_may_not_read_is_not_there(cast: Cast, issues: list[set[int]]) -> None:
    raised(cast, a_post(cast))
    assert of("area", 7, cast.tanaka.person_id)
    assert of("area", 7, cast.suzuki.person_id) == []
    assert of("post", 1, 999) == []


def test_a_withdrawn_post_says_so_without_its_title(cast: Cast) -> None:
    post = a_post(cast)
    raised(cast, post)
    post.withdraw(reason="まちがえました", by=cast.sato)
    db.commit()
    (back,) = of("area", 7, cast.sato.person_id)
    assert back.title == "取り下げられた投稿"
    assert post.title not in str(back)


def test_nobody_says_how_a_thing_is_called_and_it_is_not_shown(cast: Cast) -> None:
    post = a_post(cast)
    raised(cast, post)
    assert of("post", post.id, cast.sato.person_id) == []


@pytest.mark.parametrize(("kind", "relation"), [("posts", "raised_from"), ("post", "raised_form"), ("no_such", "")])
def test_a_kind_or_relation_that_nobody_named_is_refused(cast: Cast, kind: str, relation: str) -> None:
    with pytest.raises(ValueError, match=kind):
        link(kind, 1, relation, "area", 2, by=cast.kimura)


def test_many_links_of_many_things_are_asked_for_in_as_many_questions_as_one(app: Flask, cast: Cast, issues: list[set[int]]) -> None:
    posts = [a_post(cast) for _ in range(4)]
    raised(cast, posts[0], 1)
    few = counted(app, lambda: of("post", posts[0].id, cast.sato.person_id))
    for issue in range(2, 30):
        for post in posts:
            raised(cast, post, issue)
    link("post", posts[0].id, "told_by", "post", posts[1].id, by=cast.kimura)
    more = counted(app, lambda: of_many("post", {post.id for post in posts}, cast.sato.person_id))
    assert more == few + 1  # the posts, which a post is linked to now, are a kind more
    assert len(issues) == 2
    shown = of_many("post", {post.id for post in posts}, cast.sato.person_id)
    assert [len(shown[post.id]) for post in posts] == [30, 29, 28, 28]
    assert shown[posts[0].id][-1].words == "知らせた投稿"
    assert shown[posts[1].id][-1].words == "この投稿が知らせています"


def test_offers_are_asked_of_every_room_for_who_acts(cast: Cast) -> None:
    @links.offer("post")
    def issue(post_id: int, affiliation: object) -> list[Offer]:
        return [Offer("課題にする", f"/issues/new?post={post_id}", "plus")] if affiliation is cast.kimura else []

    assert offered("post", 3, cast.kimura) == [Offer("課題にする", "/issues/new?post=3", "plus")]
    assert offered("post", 3, cast.sato) == offered("post", 3, None) == offered("board", 3, cast.kimura) == []
