"""What watchers of a board are told, in the past tense. Rendered once a language: the same HTML for everyone, nothing personal in it."""

from __future__ import annotations

from functools import cache

from flask import Flask, render_template
from sqlalchemy import Select, and_, bindparam, func, select

from board.models import Addressee, Board, Confirmation, ConfirmationRequest, Post, Reminded, Reminder, Reply
from board.models.post import as_shown
from board.models.reminder import waits_for
from board.models.reply import replies_since
from core import realtime
from core.database import db
from core.realtime import Change, Listener
from core.realtime.streams import Verb
from region.models import Affiliation

_last_answer = select(func.max(Confirmation.id))
AT_ONCE = 100
"""More changes than this are not pushed one by one: the page asks for the whole."""


def init_app(app: Flask) -> None:
    """Says who may listen to which stream and how its changes look."""
    realtime.gatekeeper_of_many("board")(boards_to_watch)
    realtime.counts_of_many("board")(seqs_of_boards)
    realtime.renders("board")(board_changes)
    realtime.gatekeeper("confirmations")(may_watch_confirmations)
    realtime.counts("confirmations")(
        lambda post_id: db.scalar(select(ConfirmationRequest.seq).where(ConfirmationRequest.post_id == post_id)) or 0
    )
    realtime.renders("confirmations")(confirmation_changes)
    realtime.gatekeeper("institution")(may_watch_institution)
    realtime.counts("institution")(lambda institution_id: db.scalar(_last_answer.where(Confirmation.institution_id == institution_id)) or 0)
    realtime.renders("institution")(own_answers)
    realtime.gatekeeper("reminded")(lambda listener, person_id: listener.person_id == person_id)
    realtime.counts("reminded")(lambda person_id: db.scalar(select(func.max(Reminded.id)).where(Reminded.person_id == person_id)) or 0)
    realtime.renders("reminded")(own_reminders)


def post_published(post: Post) -> None:
    """A post stands on its board."""
    realtime.announce(post.board.stream, post.changed_seq)


def post_changed(post: Post) -> None:
    """It was corrected, withdrawn, pinned or unpinned."""
    realtime.announce(post.board.stream, post.changed_seq)


def reply_published(reply: Reply) -> None:
    """Somebody answered a post; the post shows it."""
    realtime.announce(reply.post.board.stream, reply.post.changed_seq)


reply_changed = reply_published


def confirmation_given(given: Confirmation, request: ConfirmationRequest) -> None:
    """An institution answered: counts for all, the row for those who see the grid, the own answer for its people."""
    realtime.announce(request.post.board.stream, request.post.changed_seq, soon=True)
    realtime.announce(request.stream, request.seq, soon=True)
    realtime.announce(f"institution:{given.institution_id}", given.id)


def grid_moved(request: ConfirmationRequest) -> None:
    """Somebody was called in vain."""
    realtime.announce(request.stream, request.seq, soon=True)


def reminder_sent(reminder: Reminder, request: ConfirmationRequest) -> None:
    """Those who have not answered were told once more: each of them, and those who see the grid."""
    grid_moved(request)
    for one in reminder.told:
        realtime.announce(one.stream, one.id)


def boards_to_watch(listener: Listener, board_ids: set[int]) -> set[int]:
    """Who may read them; every page watches all its boards, so they are asked for together."""
    readable = Board.readable_by(listener.person_id).where(Board.id.in_(board_ids))
    return set(db.scalars(readable.order_by(None).with_only_columns(Board.id)))


def seqs_of_boards(board_ids: set[int]) -> dict[int, int]:
    """How far they are."""
    return {board.id: board.seq for board in db.execute(select(Board.id, Board.seq).where(Board.id.in_(board_ids)))}


def may_watch_confirmations(listener: Listener, post_id: int) -> bool:
    """Base staff of the area and the author's institution; the others see the counts."""
    post = db.scalar(Post.readable_by(listener.person_id).where(Post.id == post_id))
    return post is not None and any(post.answers_visible_to(one) for one in db.scalars(Affiliation.current_of(listener.person_id)))


def may_watch_institution(listener: Listener, institution_id: int) -> bool:
    """Who works there."""
    return db.scalar(Affiliation.current_of(listener.person_id).where(Affiliation.institution_id == institution_id)) is not None


def board_changes(board_id: int, after: int, upto: int) -> list[Change]:
    """Every post that changed after `after`, in its present form. A post changed again meanwhile carries its newer number."""
    posts = list(db.scalars(_changed(), {"board_id": board_id, "after": after}).unique())
    replies = replies_since([post.id for post in posts if post.changed_seq != post.seq], after)
    told: list[Change] = []
    for post in posts:
        born = post.seq > after
        html = render_template("board/posts/_pushed.html", post=post, born=born, replies=replies.get(post.id, []))
        target = "#posts" if born else f"#post-{post.id}"
        verb: Verb = "append" if born else "replace"
        told.append(Change(told[-1].seq if told else after, post.changed_seq, verb, target, html))
    return told


@cache
def _changed() -> Select[Post]:
    """Built once: building it costs as much as asking it."""
    changed = select(Post).where(Post.board_id == bindparam("board_id"), Post.changed_seq > bindparam("after"))
    return changed.order_by(Post.changed_seq).limit(AT_ONCE).options(*as_shown())


def confirmation_changes(post_id: int, after: int, upto: int) -> list[Change]:
    """Only that the grid moved: each of the few who watch it asks for it in their own order and filter."""
    return [Change(after, upto, "replace", "#grid", "")]


def own_answers(institution_id: int, after: int, upto: int) -> list[Change]:
    """What the institution's answers are by now. Each stands for itself: what was missed comes with the board's own catching up."""
    given = select(Addressee, Confirmation.id).join_from(
        Confirmation, Addressee, and_(Addressee.post_id == Confirmation.post_id, Addressee.institution_id == Confirmation.institution_id)
    )
    moved = given.where(Confirmation.institution_id == institution_id, Confirmation.id > after, Confirmation.id <= upto)
    return [
        Change(0, seq, "replace", f"#own-{row.post_id}", render_template("board/confirmations/_own_pushed.html", row=row))
        for row, seq in db.execute(moved.order_by(Confirmation.id))
    ]


def own_reminders(person_id: int, after: int, upto: int) -> list[Change]:
    """The band of each reminder, where it is still true for this person. Nobody else listens."""
    told = select(Reminded).where(Reminded.person_id == person_id, Reminded.id > after, Reminded.id <= upto).order_by(Reminded.id)
    return [Change(0, one.id, "replace", "#alerts", _band(one)) for one in db.scalars(told)]


def _band(told: Reminded) -> str:
    post = db.scalar(waits_for(told.person_id, told.institution_id).where(Post.id == told.reminder.post_id))
    return render_template("board/_reminded.html", post=post) if post else ""
