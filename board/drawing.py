"""Posts as everybody sees them, drawn once and kept while nothing about them changes.

Each post comes with its line, a slim row whose values say whether the drawing is still true; only what is missing is loaded whole and
drawn. What is one reader's own (the answer of their institution) is left open: `head` and `tail` stand around it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from flask import render_template
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy import Select, func, select

from auth.models import Person
from board.models import ConfirmationRequest, Post
from board.models.post import as_shown
from core import clock
from core.database import db
from region.models import Affiliation, AffiliationProfession, Institution

KEPT = 2_000
"""Drawn posts of a process: about 12 MB of text."""
_CUT = Markup("<!--{}-->").format(secrets.token_hex(16))
"""Where a drawing is cut. Nobody can write it into a post."""


class Line(NamedTuple):
    """What a drawing depends on. The key is there so that a database which was restored is never shown with another's drawings."""

    id: int
    client_key: str
    seq: int
    changed_seq: int
    due_at: datetime | None
    author: str
    institution: str
    professions: str | None


@dataclass(frozen=True)
class Drawn:
    """A post in HTML. `tail` is empty where nobody was asked for an answer; `pinned` and `count` go to other places of the page."""

    id: int
    seq: int
    asked: bool
    head: Markup
    tail: Markup
    pinned: Markup
    count: Markup


_professions = (
    select(func.aggregate_strings(AffiliationProfession.profession, ","))
    .where(AffiliationProfession.affiliation_id == Post.affiliation_id)
    .scalar_subquery()
)
_kept: OrderedDict[tuple[Line, date, bool, str], Drawn] = OrderedDict()


def lines() -> Select[Post]:
    """The lines of posts; narrow it, keep it (building it costs more than asking it) and hand it to `draw`."""
    return (
        select(
            Post.id, Post.client_key, Post.seq, Post.changed_seq, ConfirmationRequest.due_at, Person.name, Institution.name, _professions
        )
        .join(Institution, Institution.id == Post.institution_id)
        .join(Affiliation, Affiliation.id == Post.affiliation_id)
        .join(Person, Person.id == Affiliation.person_id)
        .outerjoin(ConfirmationRequest, ConfirmationRequest.post_id == Post.id)
    )


def draw(asked: Select[Post], about: Mapping[str, object]) -> list[Drawn]:
    """The posts of these lines, in their order, in the language of the request. `about` fills the question."""
    now, language = clock.now(), str(get_locale() or "ja")
    keys = [
        (line, clock.in_japan(now).date(), line.due_at is not None and now > line.due_at, language)
        for line in (Line._make(row) for row in db.execute(asked, about))
    ]
    missing = [key for key in keys if key not in _kept]
    fresh = dict(zip(missing, _drawn([line for line, *_ in missing]), strict=True))
    drawn = [fresh.get(key) or _kept[key] for key in keys]
    for key, one in zip(keys, drawn, strict=True):
        _kept[key] = one
        _kept.move_to_end(key)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return drawn


def _drawn(wanted: Sequence[Line]) -> list[Drawn]:
    if not wanted:
        return []
    query = select(Post).where(Post.id.in_([line.id for line in wanted])).options(*as_shown())
    posts = {post.id: post for post in db.scalars(query).unique()}
    return [_draw(posts[line.id], line) for line in wanted]


def _draw(post: Post, line: Line) -> Drawn:
    whole = Markup(render_template("board/posts/_drawn.html", post=post, own_place=_CUT, cut=_CUT * 2))  # noqa: S704 - our own template's
    html, pinned, count = whole.split(_CUT * 2)
    head, _, tail = html.partition(_CUT)
    return Drawn(line.id, line.seq, line.due_at is not None, head, tail, pinned, count)
