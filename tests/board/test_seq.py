"""Every board counts its own changes: gap-free and unique, however many write at once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from board.models import Board, Post, Urgency
from core.database import db
from region.models import Affiliation
from tests.cast import Cast

WRITERS, EACH = 16, 8


def test_sixteen_writers_at_once_leave_no_gap_and_no_double(app: Flask, cast: Cast) -> None:
    board_id, writer_id = cast.board().id, cast.sato.id
    db.rollback()
    db.remove()

    def write(number: int) -> None:
        for turn in range(EACH):
            with app.app_context():
                board, by = db.get(Board, board_id), db.get(Affiliation, writer_id)
                assert board
                assert by
                Post.publish(
                    board, title=f"{number}-{turn}", body="x", urgency=Urgency.NORMAL, confirm_by=None, client_key=str(uuid.uuid4()), by=by
                )
                db.rollback() if turn == 3 else db.commit()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    taken = sorted(db.scalars(select(Post.seq).where(Post.board_id == board_id)))
    assert taken == list(range(1, WRITERS * (EACH - 1) + 1))
    assert db.scalar(select(Board.seq).where(Board.id == board_id)) == taken[-1]


def test_the_same_key_sent_sixteen_times_at_once_is_one_post(app: Flask, cast: Cast) -> None:
    board_id, writer_id, key = cast.board().id, cast.sato.id, str(uuid.uuid4())
    db.rollback()
    db.remove()

    def write(_: int) -> int:
        with app.app_context():
            board, by = db.get(Board, board_id), db.get(Affiliation, writer_id)
            assert board
            assert by
            post = Post.publish(board, title="一度だけ", body="x", urgency=Urgency.NORMAL, confirm_by=None, client_key=key, by=by)
            db.commit()
            return post.id

    with ThreadPoolExecutor(WRITERS) as pool:
        assert len(set(pool.map(write, range(WRITERS)))) == 1
    assert db.scalar(select(Board.seq).where(Board.id == board_id)) == 1
