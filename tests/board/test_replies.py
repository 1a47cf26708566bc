"""Replies, as every member of the cast."""

from __future__ import annotations

import uuid

from flask.testing import FlaskClient

from board.models import Post, Reply
from core.database import db
from tests.cast import Cast, a_post, as_, says


def a_form(body: str = "あすの午後に取りに行きます。") -> dict[str, str]:
    return {"body": body, "client_key": str(uuid.uuid4())}


def test_a_reply_stands_below_its_post_and_moves_the_board_on(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    assert as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=a_form()).status_code == 303
    says(as_(client, cast.sato).get(f"/posts/{post.id}"), "あすの午後に取りに行きます。", "田中 一郎", "田中医院")
    db.expire_all()
    assert (cast.board().seq, db.get(Post, post.id).changed_seq, db.get(Post, post.id).reply_count) == (2, 2, 1)  # type: ignore[union-attr]


def test_who_may_reply(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    for who, expected in ((cast.mori, 403), (cast.suzuki, 404), (cast.kimura, 303), (cast.ono, 303)):
        assert as_(client, who).post(f"/posts/{post.id}/replies", data=a_form()).status_code == expected


def test_an_empty_reply_is_refused_with_a_sentence(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    answer = as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=a_form(" "))
    assert answer.status_code == 422
    says(answer, "返信を書いてください。", post.title)


def test_sending_twice_with_the_same_key_is_one_reply(client: FlaskClient, cast: Cast) -> None:
    post, form = a_post(cast), a_form()
    for _ in range(2):
        assert as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=form).status_code == 303
    assert db.query(Reply).count() == 1


def test_a_withdrawn_post_takes_no_reply(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    post.withdraw(reason="まちがい", by=cast.sato)
    db.commit()
    answer = as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=a_form())
    assert answer.status_code == 409
    says(answer, "取り下げられたので、返信できません")


def test_a_reply_is_corrected_by_its_author_and_the_earlier_text_stays(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=a_form("15時に行きます。"))
    reply = db.query(Reply).one()
    for who, expected in ((cast.sato, 403), (cast.kimura, 403), (cast.suzuki, 404), (cast.tanaka, 303)):
        assert as_(client, who).get(f"/replies/{reply.id}/correction").status_code == (200 if expected == 303 else expected)
        assert client.post(f"/replies/{reply.id}/correction", data={"body": "16時に行きます。"}).status_code == expected
    says(client.get(f"/posts/{post.id}"), "16時に行きます。")
    says(client.get(f"/replies/{reply.id}/versions"), "15時に行きます。")


def test_a_reply_is_withdrawn_with_a_reason(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=a_form("番号をまちがえました。"))
    reply = db.query(Reply).one()
    for who, expected in ((cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        assert as_(client, who).post(f"/replies/{reply.id}/withdrawal", data={"reason": "x"}).status_code == expected
    says(as_(client, cast.kimura).get(f"/replies/{reply.id}/withdrawal"), "番号をまちがえました。")
    assert client.post(f"/replies/{reply.id}/withdrawal", data={"reason": "重なったため"}).status_code == 303
    page = client.get(f"/posts/{post.id}")
    says(page, "重なったため")
    assert "番号をまちがえました。" not in page.text
