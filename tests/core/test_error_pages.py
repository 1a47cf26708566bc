"""Pages for what went wrong say what happened and how to go on, even when the house itself is ill."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from core.database import db
from tests.cast import Cast, an_asking_post, as_, says


def database_is_away(*_: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("gone"))


def house_is_broken(*_: object) -> None:
    raise RuntimeError("nobody thought of this")


def test_who_is_signed_in_keeps_the_way_around(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.sato).get("/nowhere")
    assert answer.status_code == 404
    says(answer, "このページは見つかりません", "ホームへ", "おもなページ", "佐藤 花")


def test_a_broken_rule_is_said_in_its_own_words(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    post.withdraw(reason="日を直します", by=cast.kimura)
    db.commit()
    as_(client, cast.sato)
    answer = client.post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    assert answer.status_code == 409
    says(answer, "この投稿は取り下げられました。お返事はいりません。")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/boards/1"])
def test_without_its_database_the_house_says_so_and_asks_nothing_of_it(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    as_(client, cast.sato)
    monkeypatch.setattr("auth.guard._alive", database_is_away)
    answer = client.get(path)
    assert answer.status_code == 503
    says(answer, "ただいま、つながりにくくなっています", "1分ほど待って")
    assert client.get("/assets/0/renkei.css").status_code == 200


def test_an_unexpected_error_is_a_page_without_its_particulars(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    as_(client, cast.sato)
    monkeypatch.setattr("auth.guard._alive", house_is_broken)
    answer = client.get("/")
    assert answer.status_code == 500
    says(answer, "こちらの不具合で、表示できませんでした")
    assert "nobody thought of this" not in answer.text
