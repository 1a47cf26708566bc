"""How far a reader has read. Written in short transactions of their own, beside the page that was read."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import ForeignKey, Select, and_, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from auth.models import Person
from board.models.addressee import Addressee
from board.models.board import Board
from board.models.confirmation import ConfirmationRequest
from board.models.post import Post
from core import clock
from core.database import Base, db
from region.models import Affiliation

MANY = 99
"""Unread posts are counted up to here; a badge says 99+ beyond."""
LOOKED_AT = 2 * (MANY + 1)
"""So many posts behind the mark are looked at: those of others are counted among them."""


class Reading(Base):
    """A person has read a board up to the change `seq`."""

    __tablename__ = "reading"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    seq: Mapped[int]
    at: Mapped[datetime]

    @classmethod
    def note(cls, session: Session, person_id: int, board_id: int, seq: int) -> None:
        """Moves the mark forward, never back."""
        mark = session.get(cls, (person_id, board_id), with_for_update=True)
        if mark is None:
            session.merge(cls(person_id=person_id, board_id=board_id, seq=seq, at=clock.now()))
        elif seq > mark.seq:
            mark.seq, mark.at = seq, clock.now()


class AlertReading(Base):
    """A person has opened an urgent post or put its banner away."""

    __tablename__ = "alert_reading"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

    @classmethod
    def note(cls, session: Session, post_id: int, person_id: int) -> None:
        """The banner of this post goes away for this person."""
        if session.get(cls, (post_id, person_id)) is None:
            session.merge(cls(post_id=post_id, person_id=person_id, at=clock.now()))


def note_opened(session: Session, post_id: int, reader: Affiliation) -> tuple[str, int] | None:
    """An institution opens a post that asks for its answer, for the first time: the grid's stream and its new seq."""
    request = session.get(ConfirmationRequest, post_id, with_for_update=True)
    unread = [row for row in Addressee.rows_of(post_id, reader.institution_id, session) if row.read_at is None]
    if not request or not unread:
        return None
    request.seq += 1
    for row in unread:
        row.read_at, row.read_by_id, row.changed_seq = clock.now(), reader.id, request.seq
    return request.stream, request.seq


def unread_counts(person_id: int, boards: list[Board]) -> dict[int, int]:
    """How many posts of others wait on each board since the person came, up to MANY + 1; the cost does not grow with the board."""
    rows = db.execute(_unread(), {"person": person_id, "boards": [board.id for board in boards]})
    return {board_id: as_counted(count) for board_id, count in rows}


def as_counted(count: int) -> int:
    """Beyond MANY one number stands for all."""
    return min(count, MANY + 1)


@lru_cache(maxsize=1)
def _unread() -> Select[int, int]:
    return unread_posts()


def unread_posts() -> Select[int, int]:
    """The id of a board and the `number` of its unread posts, for `person` on `boards`; for who builds it once, for every page.

    It looks at the newest posts behind the mark, so that a million older ones cost nothing.
    """
    behind = and_(Post.board_id == Board.id, Post.seq > func.coalesce(Reading.seq, 0))
    newest = select(Post.person_id, Post.published_at).where(behind).order_by(Post.seq.desc()).limit(LOOKED_AT).correlate(Board, Reading)
    looked_at = newest.subquery()
    came_at = select(Person.created_at).where(Person.id == bindparam("person")).scalar_subquery()
    of_others = and_(looked_at.c.person_id != bindparam("person"), looked_at.c.published_at >= came_at)
    count = select(func.count()).select_from(looked_at).where(of_others).scalar_subquery()
    mark = and_(Reading.board_id == Board.id, Reading.person_id == bindparam("person"))
    return select(Board.id, count.label("number")).outerjoin(Reading, mark).where(Board.id.in_(bindparam("boards", expanding=True)))
