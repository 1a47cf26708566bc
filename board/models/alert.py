"""緊急: posts that stand over every page of those who may read them, until opened, withdrawn, or old."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.models.board import Board
from board.models.post import ALERT_LIFE, Post, Urgency
from board.models.reading import AlertReading
from core import clock
from core.database import db

AT_MOST = 3


def alerts_for(person_id: int, boards: list[Board]) -> list[Post]:
    """The newest urgent posts of others that this person has not opened."""
    seen = select(AlertReading.post_id).where(AlertReading.person_id == person_id)
    query = (
        select(Post)
        .where(
            Post.board_id.in_([board.id for board in boards]),
            Post.urgency == Urgency.URGENT,
            Post.published_at > clock.now() - ALERT_LIFE,
            Post.person_id != person_id,
            Post.id.not_in(seen),
            ~Post.withdrawal.has(),
        )
        .order_by(Post.published_at.desc())
        .limit(AT_MOST)
    )
    return list(db.scalars(query.options(joinedload(Post.institution), joinedload(Post.withdrawal))))
