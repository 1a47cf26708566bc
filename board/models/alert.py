"""緊急: posts that stand over every page of those who may read them, until opened, withdrawn, or old."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, select

from board.models.post import Post, Urgency
from board.models.reading import AlertReading
from core.database import Moment

AT_MOST = 3


def unseen() -> Select[Post]:
    """The newest urgent posts of others that `person` has not opened, on `boards`, after `alerts_since`; for who builds it once."""
    seen = select(AlertReading.post_id).where(AlertReading.person_id == bindparam("person"))
    return (
        select(Post)
        .where(
            Post.board_id.in_(bindparam("boards", expanding=True)),
            Post.urgency == Urgency.URGENT,
            Post.published_at > bindparam("alerts_since", type_=Moment),
            Post.person_id != bindparam("person"),
            Post.id.not_in(seen),
            ~Post.withdrawal.has(),
        )
        .order_by(Post.published_at.desc())
        .limit(AT_MOST)
    )
