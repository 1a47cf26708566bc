"""The small things around every page, in one question: what is unread, urgent, what one was reminded of, what is held, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, String, Subquery, and_, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import joinedload

from board.models import Board, Post
from board.models.alert import unseen
from board.models.post import ALERT_LIFE
from board.models.reading import as_counted, unread_posts
from board.models.reminder import BAND_LIFE, reminded
from core import clock
from core.database import db
from meetings.models import Meeting, inside_ids
from region.models import Affiliation, Institution
from region.models.base import base_of_area


@dataclass(frozen=True)
class Base:
    """Whom to call for help."""

    name: str
    telephone: str | None


@dataclass(frozen=True)
class Around:
    """Of one person at one institution. `unread` by board; `held`: is any of their meetings?"""

    unread: dict[int, int]
    alerts: list[Post]
    reminded: list[Post]
    held: bool
    base: Base | None

    @classmethod
    def of(cls, person_id: int, present: Affiliation | None, boards: Sequence[Board], near: int | None, *, counted: bool) -> Around:
        """`near`: the area whose base is called; `counted`: what is unread is known already."""
        now, institution = clock.now(), present.institution_id if present else 0
        since = {"alerts_since": now - ALERT_LIFE, "reminded_since": now - BAND_LIFE}
        about = {"person": person_id, "institution": institution, "boards": [one.id for one in boards], "area_id": near or 0, **since}
        rows = db.execute(_asked(clock.today(), counted), about).all()
        return cls(
            unread={one.id: as_counted(one.number) for one in rows if one.kind == "unread"},
            alerts=sorted((one.Post for one in rows if one.kind == "alert"), key=lambda post: post.published_at, reverse=True),
            reminded=sorted((one.Post for one in rows if one.kind == "reminded"), key=lambda post: post.id, reverse=True),
            held=any(one.kind == "held" for one in rows),
            base=next((Base(one.name, one.telephone) for one in rows if one.kind == "base"), None),
        )


@lru_cache(maxsize=4)
def _asked(day: date, counted: bool) -> Select[Any]:
    """Built once a day, for every page. `day` is today, which stands in its conditions."""
    person = bindparam("person", type_=Integer)
    held = select(Meeting.id).where(Meeting.opened_at.is_not(None), Meeting.closed_at.is_(None), Meeting.group_id.in_(inside_ids(person)))
    waiting = unread_posts().subquery()
    serving = base_of_area().join(Institution).with_only_columns(Institution.id, Institution.name, Institution.telephone).subquery()
    parts = [
        _part("alert", unseen().with_only_columns(Post.id).subquery()),
        _part("reminded", reminded().with_only_columns(Post.id).subquery()),
        _part("held", held.limit(1).subquery()),
        select(literal("base").label("kind"), serving.c.id, literal(0).label("number"), serving.c.name, serving.c.telephone),
    ]
    if not counted:
        parts.append(_part("unread", waiting, waiting.c.number))
    found = union_all(*parts).subquery()
    post = and_(found.c.kind.in_(("alert", "reminded")), Post.id == found.c.id)
    shown = (joinedload(Post.institution), joinedload(Post.withdrawal), joinedload(Post.request))
    return select(found, Post).outerjoin(Post, post).options(*shown)


def _part(kind: str, found: Subquery, number: Any = None) -> Select[Any]:
    nothing = cast(null(), String)
    number = literal(0) if number is None else number
    return select(literal(kind).label("kind"), found.c.id, number.label("number"), nothing.label("name"), nothing.label("telephone"))
