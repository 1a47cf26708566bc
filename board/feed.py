"""A stretch of a board as one reader sees it: posts, the own institution's answers, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from board.drawing import Drawn, draw, lines
from board.models import Addressee, Board, Pin, Post, Reading, Reply, Urgency
from board.models.reading import note_opened
from board.models.reply import replies_since
from core.database import db
from region.models import Affiliation

PAGE = 20
AT_MOST = 60
"""A page that was away for more changes than this is given the newest posts instead."""


@dataclass(frozen=True)
class Feed:
    """`mine` maps post ids to the row of the reader's institution; `before` is the seq below which older posts begin."""

    board: Board
    posts: Sequence[Drawn | Post]
    mine: dict[int, Addressee]
    before: int | None = None
    whole: bool = True
    read_upto: int = 0
    pinned: list[Drawn] = field(default_factory=list)
    replies: dict[int, list[Reply]] = field(default_factory=dict)

    @property
    def unread_below(self) -> int:
        """How many of these posts the reader has not seen."""
        return sum(1 for post in self.posts if post.seq > self.read_upto)


def newest(board: Board, reader: Affiliation | None, *, before: int | None, show: str) -> Feed:
    """The newest posts, or those older than `before`, of the kind asked for."""
    read_upto = _read_upto(board, reader)
    about = {"board": board.id, "before": before, "read_upto": read_upto, "institution": reader.institution_id if reader else None}
    found = draw(_newest(show, before is not None), about)
    posts = found[:PAGE]
    older = posts[-1].seq if len(found) > PAGE else None
    mine = _mine([post.id for post in posts if post.asked], reader)
    return Feed(board, posts, mine, before=older, read_upto=read_upto, pinned=draw(_pinned(), about) if before is None else [])


def changes(board: Board, reader: Affiliation | None, *, after: int) -> Feed:
    """Whatever changed since `after`, in its present form; the newest posts where that is too much."""
    found = sorted(draw(_changed(), {"board": board.id, "after": after}), key=lambda post: -post.seq)
    if len(found) > AT_MOST:
        return newest(board, reader, before=None, show="all")
    replies = replies_since([post.id for post in found], after)
    mine = _mine([post.id for post in found if post.asked], reader)
    return Feed(board, found, mine, whole=False, read_upto=_read_upto(board, reader), replies=replies)


def one(post: Post, reader: Affiliation | None) -> Feed:
    """A single post."""
    return Feed(post.board, [post], _mine([post.id] if post.request else [], reader), whole=False)


def headlines(boards: list[Board]) -> dict[int, Post]:
    """The newest post of each board."""
    return {post.board_id: post for post in db.scalars(_last(), {"boards": [board.id for board in boards]})}


def newest_of(boards: BindParameter[Sequence[int]]) -> Select[Post]:
    """The newest post of each of these boards."""
    newest = select(func.max(Post.seq)).where(Post.board_id == Board.id).correlate(Board).scalar_subquery()
    return select(Post).join(Board, Board.id == Post.board_id).where(Board.id.in_(boards), Post.seq == newest)


@lru_cache(maxsize=1)
def _last() -> Select[Post]:
    return newest_of(bindparam("boards", expanding=True)).options(joinedload(Post.withdrawal))


@dataclass(frozen=True)
class Traces:
    """What reading leaves behind: the board is seen up to `upto`; these posts were first opened by the reader's institution."""

    board_id: int
    upto: int | None
    opened: list[int]

    def __bool__(self) -> bool:
        return self.upto is not None or bool(self.opened)

    def leave(self, session: Session, reader: Affiliation) -> list[tuple[str, int]]:
        """Writes them. Returns the streams of grids that moved, with their new seq."""
        if self.upto is not None:
            Reading.note(session, reader.person_id, self.board_id, self.upto)
        return [moved for post_id in self.opened if (moved := note_opened(session, post_id, reader))]


def traces(feed: Feed, *, seen_all: bool) -> Traces:
    """What seeing this stretch leaves behind; nothing where all of it was seen before."""
    unopened = [post.id for post in feed.posts if (row := feed.mine.get(post.id)) and row.read_at is None]
    return Traces(feed.board.id, feed.board.seq if seen_all and feed.board.seq > feed.read_upto else None, unopened)


def leave_marks_upto(session: Session, board: Board, reader: Affiliation, seq: int) -> list[tuple[str, int]]:
    """An open page has shown the posts up to `seq`: the reader's institution has opened those that ask for its answer."""
    unopened = (
        select(Addressee.post_id)
        .join(Post, Post.id == Addressee.post_id)
        .where(Addressee.of(reader.institution_id), Addressee.read_at.is_(None), Post.board_id == board.id)
        .where(Post.seq <= seq, Post.seq > seq - PAGE)
    )
    return [moved for post_id in session.scalars(unopened).all() if (moved := note_opened(session, post_id, reader))]


@lru_cache(maxsize=8)
def _newest(show: str, older: bool) -> Select[Post]:
    """The question of `newest`, built once for each kind."""
    query = lines().where(Post.board_id == bindparam("board"))
    if older:
        query = query.where(Post.seq < bindparam("before"))
    if show == "unread":
        query = query.where(Post.seq > bindparam("read_upto"))
    elif show == "urgent":
        query = query.where(Post.urgency != Urgency.NORMAL)
    elif show == "waiting":
        query = query.where(Post.id.in_(Addressee.unanswered_by(bindparam("institution"))), ~Post.withdrawal.has())
    return query.order_by(Post.seq.desc()).limit(PAGE + 1)


@lru_cache(maxsize=1)
def _changed() -> Select[Post]:
    """In the order of the changes, which has an index: in that of the posts SQLite would walk through the whole board."""
    changed = lines().where(Post.board_id == bindparam("board"), Post.changed_seq > bindparam("after"))
    return changed.order_by(Post.changed_seq.desc()).limit(AT_MOST + 1)


@lru_cache(maxsize=1)
def _pinned() -> Select[Post]:
    """By the pins, which are few, and never by the board, which may be long: `+ 0` keeps SQLite from walking through all of it."""
    pinned = Post.id.in_(select(Pin.post_id))
    return lines().where(pinned, Post.board_id + 0 == bindparam("board")).order_by(Post.seq.desc()).limit(10)


def _mine(asked: list[int], reader: Affiliation | None) -> dict[int, Addressee]:
    if not reader or not asked:
        return {}
    return {row.post_id: row for row in db.scalars(_rows(), {"posts": asked, "institution": reader.institution_id})}


@lru_cache(maxsize=1)
def _rows() -> Select[Addressee]:
    """Its own row comes last and counts, where a merged record was asked too."""
    own: BindParameter[int] = bindparam("institution")
    rows = select(Addressee).where(Addressee.post_id.in_(bindparam("posts", expanding=True)), Addressee.of(own))
    answerer = joinedload(Addressee.answered_by)
    answerer = answerer.options(joinedload(Affiliation.person), lazyload(Affiliation.professions), lazyload(Affiliation.institution))
    return rows.order_by(Addressee.institution_id == own).options(answerer)


def _read_upto(board: Board, reader: Affiliation | None) -> int:
    marked = db.get(Reading, (reader.person_id, board.id)) if reader else None
    return marked.seq if marked else 0
