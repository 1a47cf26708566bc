"""Who hears what: a member does, a stranger does not, nobody on rollback, nobody who left or signed out. Away equals fresh."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board import live
from board.models import Board, BoardGrant, Post, Right, Urgency
from core import clock, realtime
from core.database import db
from region.models import Affiliation
from tests.cast import Cast, an_asking_post, as_
from tests.hearing import Hearing

Listen = Callable[..., Hearing]


@pytest.fixture
def browser(app: Flask) -> Callable[[Affiliation], FlaskClient]:
    """A browser of one's own for each person."""
    return lambda who: as_(app.test_client(), who)


def publishes(client: FlaskClient, board: Board, **changes: str) -> None:
    form = {"title": "橋の工事", "body": "夜間は通れません。", "urgency": "normal", "client_key": str(uuid.uuid4())} | changes
    assert client.post(f"/boards/{board.id}/posts", data=form).status_code == 303


def test_a_member_hears_a_new_post_and_a_stranger_does_not(
    cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]
) -> None:
    stream = cast.board().stream
    doctor, along, stranger = (hearing(browser(who), stream) for who in (cast.tanaka, cast.mori, cast.suzuki))
    publishes(browser(cast.sato), cast.board())
    realtime.flush_now()
    heard = doctor.changes()
    assert [(one["stream"], one["after"], one["seq"], one["verb"], one["target"]) for one in heard] == [(stream, 0, 1, "append", "#posts")]
    assert "橋の工事" in heard[0]["html"]
    assert len(along.changes()) == 1
    assert stranger.refused(stream)
    assert not stranger.received()


def test_what_is_pushed_is_the_same_for_everybody(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    author, doctor = hearing(browser(cast.kimura), cast.board().stream), hearing(browser(cast.tanaka), cast.board().stream)
    publishes(browser(cast.kimura), cast.board(), urgency="urgent", confirm_by=(clock.now() + timedelta(days=1)).isoformat())
    realtime.flush_now()
    (mine,), (theirs,) = author.changes(), doctor.changes()
    assert mine == theirs
    assert "csrf" not in mine["html"]
    assert 'data-into="#alerts"' in mine["html"], "the band over every page comes with an urgent post"


def test_an_english_page_hears_english(app: Flask, cast: Cast, hearing: Listen) -> None:
    english = app.test_client()
    english.set_cookie("lang", "en")
    ear = hearing(as_(english, cast.tanaka), cast.board().stream)
    publishes(as_(app.test_client(), cast.kimura), cast.board(), urgency="urgent")
    realtime.flush_now()
    (heard,) = ear.changes()
    assert "Urgent" in heard["html"]
    assert "緊急" not in heard["html"]


def test_a_rolled_back_change_is_silent(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    doctor = hearing(browser(cast.tanaka), cast.board().stream)
    post = Post.publish(
        cast.board(), title="x", body="y", urgency=Urgency.NORMAL, confirm_by=None, client_key=str(uuid.uuid4()), by=cast.sato
    )
    live.post_published(post)
    db.rollback()
    realtime.flush_now()
    assert not doctor.received()
    assert cast.board().seq == 0


def test_who_left_hears_nothing_from_the_next_commit_on(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    nurse, doctor = (hearing(browser(who), cast.board().stream) for who in (cast.sato, cast.tanaka))
    assert browser(cast.ono).post(f"/affiliations/{cast.sato.id}/ending").status_code == 303
    publishes(browser(cast.ono), cast.board())
    realtime.flush_now()
    assert not nurse.changes()
    assert len(doctor.changes()) == 1


def test_who_signed_out_hears_nothing_on_any_socket_of_that_sign_in(
    cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]
) -> None:
    leaving, staying = browser(cast.sato), browser(cast.sato)
    gone, still = hearing(leaving, cast.board().stream), hearing(staying, cast.board().stream)
    assert leaving.post("/sign-out").status_code == 303
    publishes(browser(cast.tanaka), cast.board())
    realtime.flush_now()
    assert not gone.changes()
    assert not gone.connected
    assert len(still.changes()) == 1


def test_a_disabled_account_hears_nothing(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    nurse = hearing(browser(cast.sato), cast.board().stream)
    assert browser(cast.kimura).post(f"/people/{cast.sato.person_id}/disabling").status_code == 303
    publishes(browser(cast.tanaka), cast.board())
    realtime.flush_now()
    assert not nurse.changes()
    assert not nurse.connected


def test_a_right_taken_from_a_board_is_heard_at_once(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    board = cast.board()
    nurse, doctor = (hearing(browser(who), board.stream) for who in (cast.sato, cast.tanaka))
    board.grants.append(BoardGrant(right=Right.READ, profession="physician"))
    db.commit()
    everybody = next(one for one in board.grants if one.right == Right.READ and not one.profession)
    assert browser(cast.kimura).post(f"/boards/{board.id}/rights/{everybody.id}/removal").status_code == 303
    publishes(browser(cast.kimura), board)
    realtime.flush_now()
    assert not nurse.changes()
    assert len(doctor.changes()) == 1


def test_a_signed_out_socket_is_turned_away(app: Flask, cast: Cast, hearing: Listen) -> None:
    assert not hearing(app.test_client(), cast.board().stream).connected


def test_the_grid_is_heard_by_base_staff_and_the_authors_institution_only(
    cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]
) -> None:
    post = an_asking_post(cast, cast.ono)
    stream = f"confirmations:{post.id}"
    base, author, doctor, along = (hearing(browser(who), stream) for who in (cast.kimura, cast.sato, cast.tanaka, cast.mori))
    assert browser(cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"}).status_code == 303
    realtime.flush_now()
    assert base.changes()[-1]["html"] == author.changes()[-1]["html"] == ""
    assert doctor.refused(stream)
    assert along.refused(stream)


def test_an_answer_moves_the_counts_for_all_and_the_own_line_for_colleagues(
    cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]
) -> None:
    post = an_asking_post(cast)
    streams = (cast.board().stream, f"institution:{cast.station.id}")
    colleague, other = hearing(browser(cast.ono), *streams), hearing(browser(cast.tanaka), *streams)
    assert browser(cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "no"}).status_code == 303
    realtime.flush_now()
    told = {one["stream"]: one for one in colleague.changes()}
    assert set(told) == set(streams)
    assert told[streams[1]]["target"] == f"#own-{post.id}"
    assert "佐藤 花" in told[streams[1]]["html"]
    heard = other.changes()
    assert [one["stream"] for one in heard] == [streams[0]]
    assert "佐藤" not in heard[0]["html"]
    assert other.refused(streams[1])


def test_a_reply_travels_with_its_post(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    post = an_asking_post(cast)
    nurse = hearing(browser(cast.sato), cast.board().stream)
    browser(cast.tanaka).post(f"/posts/{post.id}/replies", data={"body": "午後に行きます。", "client_key": str(uuid.uuid4())})
    realtime.flush_now()
    (heard,) = nurse.changes()
    assert (heard["verb"], heard["target"]) == ("replace", f"#post-{post.id}")
    assert f'data-into="#replies-{post.id}"' in heard["html"]
    assert "午後に行きます。" in heard["html"]


def test_a_withdrawn_urgent_post_takes_its_band_away(cast: Cast, hearing: Listen, browser: Callable[[Affiliation], FlaskClient]) -> None:
    base = browser(cast.kimura)
    publishes(base, cast.board(), urgency="urgent", title="断水です")
    nurse = hearing(browser(cast.sato), cast.board().stream)
    post = db.query(Post).one()
    assert "断水です" in browser(cast.tanaka).get("/").text
    assert base.post(f"/posts/{post.id}/withdrawal", data={"reason": "復旧しました"}).status_code == 303
    realtime.flush_now()
    (heard,) = nurse.changes()
    assert re.search(rf'id="alert-{post.id}"[^>]* data-gone>', heard["html"])
    assert "断水です" not in heard["html"]
    assert "断水です" not in browser(cast.tanaka).get("/").text


def test_a_band_goes_away_for_who_opened_the_post_or_put_it_away(cast: Cast, browser: Callable[[Affiliation], FlaskClient]) -> None:
    publishes(browser(cast.kimura), cast.board(), urgency="urgent", title="断水です")
    post = db.query(Post).one()
    nurse, doctor, along = browser(cast.sato), browser(cast.tanaka), browser(cast.mori)
    band = f'id="alert-{post.id}"'
    assert band not in browser(cast.kimura).get("/").text, "who wrote it knows"
    assert all(band in one.get("/").text for one in (nurse, doctor, along))
    nurse.get(f"/posts/{post.id}")
    assert doctor.post(f"/posts/{post.id}/alert-reading").status_code == 303
    assert band not in nurse.get("/").text
    assert band not in doctor.get("/pulse").text
    assert band in along.get("/pulse").text
    assert browser(cast.suzuki).post(f"/posts/{post.id}/alert-reading").status_code == 404
    with clock.later(timedelta(hours=73)):
        assert band not in as_(along, cast.mori).get("/").text
