"""Where the signed-in person stands in this request: which groups they may read, sit in, may run, and which are meeting now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import g, request
from flask_login import current_user
from sqlalchemy import Integer, Select, and_, bindparam, select

from core import clock
from core.database import SAFE_METHODS, db
from meetings.models import Group, Meeting, Member, Seat, inside_ids, readable_ids
from region.here import here
from region.models import Affiliation, CoordinationBase


@dataclass(frozen=True)
class Places:
    """Ids of groups. `sits` and `runs`: as whom they act now; `own`: wherever they work. `held`: the meetings going on there."""

    reads: frozenset[int]
    own: frozenset[int]
    sits: frozenset[int]
    runs: frozenset[int]
    held: tuple[int, ...]

    @property
    def inside(self) -> frozenset[int]:
        return self.sits | self.runs

    @classmethod
    def of(cls, person_id: int, by: Affiliation | None) -> Places:
        """As the present transaction sees it, in one question. The rule is that of `Group` (`readable_by`, `run_by`, `seats_of`)."""
        base = by.institution_id if by and by.is_base_staff and by.ended_at is None else None
        rows = db.execute(_asked(clock.today()), {"person": person_id, "base": base}).all()
        sits = frozenset(one.id for one in rows if by and one.seat)
        runs = frozenset(one.id for one in rows if by and (one.serves or one.seat == Seat.SECRETARIAT))
        held = {one.meeting for one in rows if one.meeting and one.own and one.id in sits | runs}
        reads, own = frozenset(one.id for one in rows), frozenset(one.id for one in rows if one.own)
        return cls(reads, own, sits, runs, tuple(sorted(held)))


def places() -> Places:
    """A request that only reads asks once for each place they act as. One that writes asks anew: it must see what it has changed itself."""
    by = here()
    if request.method not in SAFE_METHODS:
        return Places.of(current_user.id, by)
    known: dict[int | None, Places] = g.setdefault("places", {})
    number = by.id if by else None
    if number not in known:
        known[number] = Places.of(current_user.id, by)
    return known[number]


def places_of(by: Affiliation) -> Places:
    """The same for who signs, at whichever of their places."""
    return places() if by is here() else Places.of(by.person_id, by)


def places_known() -> Places | None:
    """The same for who would not ask for it alone: what this page has already been told, if anything."""
    by = here()
    found: Places | None = g.get("places", {}).get(by.id if by else None)
    return found


@lru_cache(maxsize=2)
def _asked(day: date) -> Select[*tuple[Any, ...]]:
    """The question, built once a day: building it costs more than asking it. `day` is today, which stands in its conditions."""
    person = bindparam("person", type_=Integer)
    mine = select(Affiliation.id).where(Affiliation.person_id == person)
    served = select(CoordinationBase.area_id).where(
        CoordinationBase.institution_id == bindparam("base", type_=Integer), CoordinationBase.today()
    )
    going_on = and_(Meeting.group_id == Group.id, Meeting.opened_at.is_not(None), Meeting.closed_at.is_(None))
    serves, own = Group.area_id.in_(served).label("serves"), Group.id.in_(inside_ids(person)).label("own")
    return (
        select(Group.id, Member.seat, own, serves, Meeting.id.label("meeting"))
        .select_from(Group)
        .outerjoin(Member, and_(Member.group_id == Group.id, Member.today(), Member.affiliation_id.in_(mine)))
        .outerjoin(Meeting, going_on)
        .where(Group.id.in_(readable_ids(person)))
    )
