"""How far everybody has read, so that the counts of unread posts look as on a working day."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from board.models import Board, BoardKind, Post, Reading, Reply
from core import clock
from core.database import db
from demo.places import Place

UNREAD = {
    "kyoten": {},
    "komiyama": {},
    "isobe": {},
    "nurse": {BoardKind.NOTICE: 4, BoardKind.VACANCY: 1},
    "doctor": {BoardKind.NOTICE: 7, BoardKind.DISASTER: 1, BoardKind.TRAINING: 2},
    "pharmacist": {BoardKind.NOTICE: 1},
    "caremanager": {BoardKind.NOTICE: 3, BoardKind.VACANCY: 3, BoardKind.TRAINING: 1},
    "manager": {BoardKind.NOTICE: 2, BoardKind.DISASTER: 1},
    "stranger": {BoardKind.NOTICE: 1, BoardKind.VACANCY: 1},
}
"""Posts that wait for those whose screens are shown; what is not said here waits for nobody. Others have read by chance."""


def note_readings(place: Place, end: datetime) -> None:
    """Marks how far each person of the place has read each board they may read."""
    boards = {board: _births(board) for board in place.boards.values()}
    for key, affiliations in place.people.items():
        person_id = affiliations[0].person_id
        readable = set(db.scalars(Board.readable_by(person_id).with_only_columns(Board.id)))
        for board, births in boards.items():
            if board.id in readable:
                waiting = births[: _unread(key, board)]
                own = _last_act(board, person_id)
                _note(person_id, board, [birth for birth in waiting if birth[0] > own], end)


def _note(person_id: int, board: Board, waiting: list[tuple[int, datetime]], end: datetime) -> None:
    seq, until = (waiting[-1][0] - 1, waiting[-1][1]) if waiting else (board.seq, end)
    with clock.at(until - timedelta(minutes=7)):
        Reading.note(db(), person_id, board.id, seq)


def _births(board: Board) -> list[tuple[int, datetime]]:
    """The numbers and moments of a board's posts, newest first."""
    found = db.execute(select(Post.seq, Post.published_at).where(Post.board_id == board.id).order_by(Post.seq.desc()))
    return [(seq, at) for seq, at in found]


def _unread(key: str, board: Board) -> int:
    if key in UNREAD:
        return UNREAD[key].get(board.kind, 0)
    return Random(f"{key}/{board.kind}").choice((0, 0, 0, 1, 1, 2, 3, 5, 8, 14))  # noqa: S311


def _last_act(board: Board, person_id: int) -> int:
    """Who has written on a board has read it up to there."""
    posted = select(Post.seq).where(Post.board_id == board.id, Post.person_id == person_id)
    replied = select(Reply.seq).join(Post).where(Post.board_id == board.id, Reply.person_id == person_id)
    return max(db.scalars(posted.union(replied)), default=0)
