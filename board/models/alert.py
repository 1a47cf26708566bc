"""緊急: posts that stand over every page of those who may read them, until opened, withdrawn, or old."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from board.models.board import Board
from board.models.post import ALERT_LIFE, Post, Urgency
from board.models.reading import AlertReading
from core import clock
from core.database import db

AT_MOST = 3


def alerts_for(person_id: int, boards: list[Board]) -> list[Post]:
    """The newest urgent posts of others that this person has not opened."""
    about = {"person": person_id, "boards": [board.id for board in boards], "since": clock.now() - ALERT_LIFE}
    return list(db.scalars(_unseen(), about))


@lru_cache(maxsize=1)
def _unseen() -> Select[Post]:
    """Built once, for every page."""
    seen = select(AlertReading.post_id).where(AlertReading.person_id == bindparam("person"))
    return (
        select(Post)
        .where(
            Post.board_id.in_(bindparam("boards", expanding=True)),
            Post.urgency == Urgency.URGENT,
            Post.published_at > bindparam("since"),
            Post.person_id != bindparam("person"),
            Post.id.not_in(seen),
            ~Post.withdrawal.has(),
        )
        .order_by(Post.published_at.desc())
        .limit(AT_MOST)
        .options(joinedload(Post.institution), joinedload(Post.withdrawal))
    )
