"""What came of a post elsewhere, and what it came from: how the rooms above are shown posts, and what a post's page shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import Integer, Select, bindparam

from board.models import Board, Post, PostWithdrawal
from core import clock, links
from core.database import db
from core.language import dated
from core.links import Linked, Offer, Shown
from region.models import Affiliation


@links.knows("post")
def posts(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Those on boards this person may read. One that was withdrawn says so, and nothing of what it said."""
    rows = db.execute(_asked(clock.today()), {"person": person_id, "ids": list(ids)})
    return {
        post_id: Linked(_("取り下げられた投稿") if gone else title, f"/posts/{post_id}", f"{board}　{dated(at)}")
        for post_id, title, at, board, gone in rows
    }


@lru_cache(maxsize=2)
def _asked(day: date) -> Select[int, str, datetime, str, bool]:
    """Built once a day: building it costs more than asking it. `day` is today, which stands in its conditions."""
    named = Post.id.in_(bindparam("ids", expanding=True, type_=Integer))
    asked = Post.readable_by(bindparam("person", type_=Integer)).where(named).join(Board, Board.id == Post.board_id)
    return asked.outerjoin(PostWithdrawal, PostWithdrawal.post_id == Post.id).with_only_columns(
        Post.id, Post.title, Post.published_at, Board.name, PostWithdrawal.post_id.is_not(None)
    )


@dataclass(frozen=True)
class FromHere:
    """`links`: what this reader may know of; `acts`: what they may do with the post in the rooms above."""

    links: list[Shown]
    acts: list[Offer]

    def __bool__(self) -> bool:
        return bool(self.links or self.acts)


def from_here(post: Post, person_id: int, reader: Affiliation | None) -> FromHere:
    """For the page of a post that this person reads. Nothing more is begun from a post that was withdrawn."""
    return FromHere(links.of("post", post.id, person_id), [] if post.withdrawal else links.offered("post", post.id, reader))
