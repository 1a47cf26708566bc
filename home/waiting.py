"""Answers that are waited for: those my institution owes, and those it asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select

from board.models import Addressee, Board, ConfirmationRequest, Post, Reminded, Reminder, Urgency
from board.models.post import as_shown
from core import clock
from core.database import db
from region.models import Affiliation

FORGET_AFTER = timedelta(days=7)
"""A request that is so long overdue no longer stands on the first page."""


def owed_by(reader: Affiliation) -> list[Post]:
    """Posts that wait for my institution's answer: 緊急 first, then by deadline, and last what is overdue."""
    unanswered = Addressee.unanswered_by(reader.institution_id)
    readable = Board.readable_by(reader.person_id).order_by(None).with_only_columns(Board.id)
    posts = _load(_open().where(Post.id.in_(unanswered), Post.board_id.in_(readable)))
    return sorted(posts, key=lambda post: (bool(post.request and post.request.overdue), post.urgency != Urgency.URGENT))


def reminded_of(reader: Affiliation, posts: list[Post]) -> dict[int, datetime]:
    """When my institution was last reminded of these posts."""
    rows = select(Reminder.post_id, func.max(Reminder.at)).join(Reminded).where(Reminder.post_id.in_([post.id for post in posts]))
    rows = rows.where(or_(Reminded.institution_id == reader.institution_id, Reminded.person_id == reader.person_id))
    return {row[0]: row[1] for row in db.execute(rows.group_by(Reminder.post_id))}


def asked_by(reader: Affiliation) -> list[Post]:
    """Posts of my institution that institutions have not all answered."""
    answered = ConfirmationRequest.noted + ConfirmationRequest.ok + ConfirmationRequest.no + ConfirmationRequest.call
    return _load(_open().where(Post.institution_id == reader.institution_id, answered < ConfirmationRequest.addressed))


def _open() -> Select[Post]:
    return (
        select(Post)
        .join(ConfirmationRequest, ConfirmationRequest.post_id == Post.id)
        .where(~Post.withdrawal.has(), ConfirmationRequest.due_at > clock.now() - FORGET_AFTER)
        .order_by(ConfirmationRequest.due_at)
        .limit(20)
    )


def _load(query: Select[Post]) -> list[Post]:
    return list(db.scalars(query.options(*as_shown())).unique())
