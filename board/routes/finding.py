"""The lookup is the permission: what a person may not read is not found, even its existence is private."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import Select, bindparam, select

from board.models import Attachment, Board, Post, Reply
from board.models.post import as_shown
from board.standing import standing
from core.database import Base, db
from region.here import signing
from region.models import Affiliation

Found = TypeVar("Found", bound=Base)


def the_board(board_id: int) -> Board:
    """A board the person may read, or 404."""
    return standing().board(board_id) or abort(404)


def the_post(post_id: int) -> Post:
    """A post on such a board, with all that is shown of it, or 404."""
    found = db.scalars(_whole(), {"post": post_id, "boards": [board.id for board in standing().boards]})
    return found.unique().one_or_none() or abort(404)


@lru_cache(maxsize=1)
def _whole() -> Select[Post]:
    readable = Post.board_id.in_(bindparam("boards", expanding=True))
    return select(Post).where(Post.id == bindparam("post"), readable).options(*as_shown())


def the_reply(reply_id: int) -> Reply:
    """A reply to such a post, or 404."""
    return _found(Reply.readable_by(current_user.id).where(Reply.id == reply_id))


def the_attachment(attachment_id: int) -> Attachment:
    """A file of such a post or reply, or 404; of what was withdrawn only for those who keep its record."""
    found = _found(Attachment.readable_by(current_user.id).where(Attachment.id == attachment_id))
    return found if found.said.open_to(current_user.id) else abort(404)


def signer() -> Affiliation:
    """The affiliation that signs this act, or 403 for a person who works nowhere any more."""
    return signing() or abort(403)


def allow(permitted: bool) -> None:
    """403 for who may read but not do this."""
    if not permitted:
        abort(403)


def _found(query: Select[Found]) -> Found:
    return db.scalars(query).unique().one_or_none() or abort(404)
