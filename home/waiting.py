"""Answers that are waited for: those my institution owes, and those it asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from board.feed import newest_of
from board.models import Addressee, ConfirmationRequest, Post, Reminded, Reminder, Urgency
from core import clock
from core.database import db
from region.models import Affiliation

FORGET_AFTER = timedelta(days=7)
"""A request that is so long overdue no longer stands on the first page."""


@dataclass(frozen=True)
class Waiting:
    """Of one institution. `owed`: posts that wait for its answer; `asked`: its own that others have not all answered;
    `newest`: the newest post of each board on which something is unread."""

    owed: list[Post]
    asked: list[Post]
    newest: dict[int, Post]

    @classmethod
    def of(cls, reader: Affiliation | None, readable: Sequence[int], unread: Sequence[int]) -> Waiting:
        """On the `readable` boards, and those `unread`; 緊急 first, then by deadline, and last what is overdue. One question."""
        about = {"institution": reader.institution_id if reader else 0, "boards": readable, "unread": unread}
        rows = db.execute(_waiting(), {**about, "since": clock.now() - FORGET_AFTER}).all()
        owed, asked = ([post for kind, post in rows if kind == one] for one in ("owed", "asked"))
        owed.sort(key=lambda post: (bool(post.request and post.request.overdue), post.urgency != Urgency.URGENT))
        return cls(owed, asked, {post.board_id: post for kind, post in rows if kind == "newest"})


def reminded_of(reader: Affiliation, posts: list[Post]) -> dict[int, datetime]:
    """When my institution was last reminded of these posts."""
    rows = select(Reminder.post_id, func.max(Reminder.at)).join(Reminded).where(Reminder.post_id.in_([post.id for post in posts]))
    rows = rows.where(or_(Reminded.institution_id == reader.institution_id, Reminded.person_id == reader.person_id))
    return {row[0]: row[1] for row in db.execute(rows.group_by(Reminder.post_id))}


@lru_cache(maxsize=1)
def _waiting() -> Select[str, Post]:
    """Built once: building it costs more than asking it."""
    answered = ConfirmationRequest.noted + ConfirmationRequest.ok + ConfirmationRequest.no + ConfirmationRequest.call
    mine = (Post.institution_id == bindparam("institution"), answered < ConfirmationRequest.addressed)
    found = union_all(
        _open("owed", Post.id.in_(Addressee.unanswered_by(bindparam("institution")))),
        _open("asked", *mine),
        select(literal("newest").label("kind"), newest_of(bindparam("unread", expanding=True)).subquery().c.id),
    ).subquery()
    writer = joinedload(Post.affiliation).options(joinedload(Affiliation.person), lazyload(Affiliation.professions))
    shown = (writer.lazyload(Affiliation.institution), *(joinedload(one) for one in (Post.institution, Post.withdrawal, Post.board)))
    rows = select(found.c.kind, Post).join(Post, Post.id == found.c.id).outerjoin(Post.request)
    return rows.options(contains_eager(Post.request), *shown).order_by(ConfirmationRequest.due_at, Post.id)


def _open(kind: str, *which: ColumnElement[bool]) -> Select[str, int]:
    """The twenty to be answered first."""
    found = select(Post.id).join(ConfirmationRequest, ConfirmationRequest.post_id == Post.id)
    found = found.where(~Post.withdrawal.has(), ConfirmationRequest.due_at > bindparam("since"), *which)
    first = found.where(Post.board_id.in_(bindparam("boards", expanding=True))).order_by(ConfirmationRequest.due_at).limit(20).subquery()
    return select(literal(kind).label("kind"), first.c.id)
