"""What was just answered on the first page (`?answered=` its post): it is said in the place of the request, and may be changed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.models import Addressee, Board, Post
from core.database import db
from core.whole_numbers import whole
from region.models import Affiliation


@dataclass(frozen=True)
class Answered:
    """The post, and how one's institution has answered it now."""

    post: Post
    own: Addressee

    @classmethod
    def asked_for(cls, reader: Affiliation, readable: Sequence[Board]) -> Answered | None:
        """Nothing where no answer stands, or where the post may not be read."""
        number = request.args.get("answered", type=whole)
        if number is None:
            return None
        there = select(Post).where(Post.id == number, Post.board_id.in_([one.id for one in readable]))
        post = db.scalars(there.options(joinedload(Post.institution), joinedload(Post.withdrawal))).one_or_none()
        rows = Addressee.rows_of(post.id, reader.institution_id, db()) if post and not post.withdrawal else []
        return next((cls(post, one) for one in rows if post and one.answer), None)
