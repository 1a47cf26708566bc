"""Answers that are waited for: those my institution owes, and those it asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, or_, select

from board.models import Addressee, Board, ConfirmationRequest, Post, Reminded, Reminder, Urgency
from board.models.post import as_shown
from core import clock
from core.database import db
from region.models import Affiliation

FORGET_AFTER = timedelta(days=7)
"""A request that is so long overdue no longer stands on the first page."""


def owed_by(reader: Affiliation, readable: Sequence[Board]) -> list[Post]:
    """Posts on these boards that wait for my institution's answer: 緊急 first, then by deadline, and last what is overdue."""
    posts = _load(_owed(), institution=reader.institution_id, boards=[board.id for board in readable])
    return sorted(posts, key=lambda post: (bool(post.request and post.request.overdue), post.urgency != Urgency.URGENT))


def reminded_of(reader: Affiliation, posts: list[Post]) -> dict[int, datetime]:
    """When my institution was last reminded of these posts."""
    rows = select(Reminder.post_id, func.max(Reminder.at)).join(Reminded).where(Reminder.post_id.in_([post.id for post in posts]))
    rows = rows.where(or_(Reminded.institution_id == reader.institution_id, Reminded.person_id == reader.person_id))
    return {row[0]: row[1] for row in db.execute(rows.group_by(Reminder.post_id))}


def asked_by(reader: Affiliation, readable: Sequence[Board]) -> list[Post]:
    """Posts of my institution on these boards that institutions have not all answered."""
    return _load(_asked(), institution=reader.institution_id, boards=[board.id for board in readable])


@lru_cache(maxsize=1)
def _owed() -> Select[Post]:
    """This and `_asked` are built once: building them costs more than asking them."""
    unanswered = Addressee.unanswered_by(bindparam("institution"))
    return _open().where(Post.id.in_(unanswered), Post.board_id.in_(bindparam("boards", expanding=True)))


@lru_cache(maxsize=1)
def _asked() -> Select[Post]:
    answered = ConfirmationRequest.noted + ConfirmationRequest.ok + ConfirmationRequest.no + ConfirmationRequest.call
    mine = _open().where(Post.institution_id == bindparam("institution"), answered < ConfirmationRequest.addressed)
    return mine.where(Post.board_id.in_(bindparam("boards", expanding=True)))


def _open() -> Select[Post]:
    return (
        select(Post)
        .join(ConfirmationRequest, ConfirmationRequest.post_id == Post.id)
        .where(~Post.withdrawal.has(), ConfirmationRequest.due_at > bindparam("since"))
        .order_by(ConfirmationRequest.due_at)
        .limit(20)
        .options(*as_shown())
    )


def _load(query: Select[Post], **about: object) -> list[Post]:
    return list(db.scalars(query, {**about, "since": clock.now() - FORGET_AFTER}).unique())
