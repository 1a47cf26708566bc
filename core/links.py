"""Typed links between things of any room, seen from both ends. No room is imported: each says how its own things are called, who may read
them, and what may be done with the things of a room below.

    relation("raised_from", there=_("ここから課題になりました"), back=_("もとの投稿"))    once, in the room above
    link("issue", issue.id, "raised_from", "post", post.id, by=affiliation)        in the transaction of its cause
    of("post", post.id, person_id)                                                 what this person may know of it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, ForeignKey, Index, Integer, Select, String, UniqueConstraint, bindparam, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from core import audit, clock
from core.database import Base, db


class Link(Base):
    """One thing stands in a relation to another; things are named by their table and id. It is made once and never taken away."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("from_kind", "from_id", "relation", "to_kind", "to_id", name="uq_link_ends"),
        Index(None, "to_kind", "to_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_kind: Mapped[str] = mapped_column(String(40))
    from_id: Mapped[int]
    relation: Mapped[str] = mapped_column(String(40))
    to_kind: Mapped[str] = mapped_column(String(40))
    to_id: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))


@dataclass(frozen=True)
class Linked:
    """A thing as another room shows it. `detail`: a few words more, as its state and its day."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Shown:
    """What stands at the other end, and the relation's words as they are true from this end. `points`: this end points at that one."""

    words: str
    title: str
    url: str
    detail: str
    kind: str
    id: int
    relation: str
    points: bool
    at: datetime


@dataclass(frozen=True)
class Offer:
    """An act that a room above offers on a thing: a page, opened with GET."""

    label: str
    url: str
    icon: str


Thing = tuple[str, int]
"""A thing by the name of its table and its id."""

Knower = Callable[[set[int], int], Mapping[int, Linked]]
Offerer = Callable[[int, Any], list[Offer]]

_relations: dict[str, tuple[object, object]] = {}
"""The words on the page of what is pointed at, and of what points."""
_knowers: dict[str, Knower] = {}
_offerers: defaultdict[str, dict[str, Offerer]] = defaultdict(dict)


def relation(code: str, *, there: object, back: object) -> None:
    """The words of a relation on the page of what is pointed at (`there`), and of what points (`back`). Lazy ones are translated."""
    _relations[code] = (there, back)


def knows(kind: str) -> Callable[[Knower], Knower]:
    """Decorates the function that shows things of a kind: of these ids, those that this person may read, in few queries."""

    def remember(knower: Knower) -> Knower:
        _knowers[kind] = knower
        return knower

    return remember


def offer(kind: str) -> Callable[[Offerer], Offerer]:
    """Decorates a function that says what this affiliation may do with a thing of a room below: pages, none where it may do nothing."""

    def remember(offerer: Offerer) -> Offerer:
        _offerers[kind][f"{offerer.__module__}.{offerer.__qualname__}"] = offerer
        return offerer

    return remember


def link(from_kind: str, from_id: int, relation: str, to_kind: str, to_id: int, *, by: audit.Actor) -> bool:
    """In the present transaction. The same link twice is one, and False. Raises ValueError for a kind or relation nobody named."""
    if relation not in _relations or not {from_kind, to_kind} <= Base.metadata.tables.keys():
        raise ValueError(f"{from_kind} {relation} {to_kind}")
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Link).values(
        from_kind=from_kind, from_id=from_id, relation=relation, to_kind=to_kind, to_id=to_id, at=clock.now(), by_id=by.id
    )  # fmt: skip
    made = db.scalar(row.on_conflict_do_nothing().returning(Link.id))
    if made is None:
        return False
    audit.record("link.made", db.get_one(Link, made), by=by, relation=relation, ends=[[from_kind, from_id], [to_kind, to_id]])
    return True


def of(kind: str, thing_id: int, person_id: int) -> list[Shown]:
    """What a thing is linked to, as far as the person may read it, oldest link first. That they may read the thing itself is known."""
    return of_several([(kind, thing_id)], person_id)[kind, thing_id]


def of_many(kind: str, ids: Collection[int], person_id: int) -> dict[int, list[Shown]]:
    """The same for many things of a kind."""
    return {one: shown for (_, one), shown in of_several([(kind, one) for one in ids], person_id).items()}


def of_several(things: Collection[Thing], person_id: int) -> dict[Thing, list[Shown]]:
    """The same for things of several kinds: one query, and those of each kind they are linked to."""
    found: dict[Thing, list[Shown]] = {one: [] for one in things}
    ends = [end for link in _links_of(found) for end in _ends(link, found)]
    known = _known(ends, person_id)
    for near, points, (kind, other), link in ends:
        if (thing := known[kind].get(other)) is not None:
            words = str(_relations[link.relation][points])
            found[near].append(Shown(words, thing.title, thing.url, thing.detail, kind, other, link.relation, points, link.at))
    return found


def readable(kind: str, ids: set[int], person_id: int) -> Collection[int]:
    """Of these ids, those of things of a kind that this person may read."""
    return _knowers[kind](ids, person_id).keys() if ids else ()


def offered(kind: str, thing_id: int, affiliation: Any) -> list[Offer]:
    """What this affiliation (None: nothing) may do with the thing in the rooms above."""
    if affiliation is None:
        return []
    return [one for offerer in _offerers.get(kind, {}).values() for one in offerer(thing_id, affiliation)]


_End = tuple[Thing, bool, Thing, Link]
"""The thing asked about, whether it is the one that points, and the thing at the other end."""


def _links_of(things: Collection[Thing]) -> list[Link]:
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for kind, one in things:
        wanted[kind].append(one)
    about = {f"kind{place}": kind for place, kind in enumerate(wanted)} | {f"ids{place}": ids for place, ids in enumerate(wanted.values())}
    both = {link.id: link for link in db.scalars(_links(len(wanted)), about)} if wanted else {}
    return [both[number] for number in sorted(both)]


@lru_cache(maxsize=8)
def _links(kinds: int) -> Executable:
    """From both indexes, built once: SQLite would walk through the whole table for an OR of them."""
    halves: list[Select[Link]] = []
    for place in range(kinds):
        kind, ids = bindparam(f"kind{place}", type_=String), bindparam(f"ids{place}", expanding=True, type_=Integer)
        halves.append(select(Link).where(Link.from_kind == kind, Link.from_id.in_(ids)))
        halves.append(select(Link).where(Link.to_kind == kind, Link.to_id.in_(ids)))
    return select(Link).from_statement(union_all(*halves))


def _ends(link: Link, asked: Collection[Thing]) -> list[_End]:
    """From which ends a link is looked at: both, where two of the things asked about are linked with each other."""
    if link.relation not in _relations:
        return []
    one, other = (link.from_kind, link.from_id), (link.to_kind, link.to_id)
    return [end for end in ((one, True, other, link), (other, False, one, link)) if end[0] in asked]


def _known(ends: list[_End], person_id: int) -> dict[str, Mapping[int, Linked]]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for _near, _points, (kind, one), _link in ends:
        wanted[kind].add(one)
    return {kind: _knowers[kind](ids, person_id) if kind in _knowers else {} for kind, ids in wanted.items()}
