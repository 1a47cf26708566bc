"""Whom to ask for when an institution is telephoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from auth.models import Person
from board.models import Addressee
from core.database import db
from region.directory.models import Fact
from region.models import Affiliation, Role

DESK = "contact_desk"


@dataclass(frozen=True)
class Contact:
    """The name of a person there, with an account or without any; and what the institution says of its desk (相談の窓口)."""

    name: str = ""
    profession: str = ""
    desk: str = ""
    registered: bool = False

    @classmethod
    def of(cls, row: Addressee, asker: Affiliation) -> Contact:
        """For one institution."""
        return cls.at([row], asker)[row.institution_id]

    @classmethod
    def at(cls, rows: Sequence[Addressee], asker: Affiliation) -> dict[int, Contact]:
        """By institution: who opened the post, else who manages there, else whoever came first; the desk as far as the asker may see it."""
        ids = [row.institution_id for row in rows]
        desks = Fact.seen_by(asker.person_id, ids)
        staff = _staff(ids)
        return {row.institution_id: _contact(row, staff.get(row.institution_id, []), desks) for row in rows}


def _contact(row: Addressee, staff: list[Affiliation], desks: dict[int, dict[str, Fact]]) -> Contact:
    known = desks.get(row.institution_id, {}).get(DESK)
    desk = str(known.value.get("text", "")) if known else ""
    if not staff:
        return Contact(desk=desk)
    best = min(staff, key=lambda one: (one.id != row.read_by_id, one.role != Role.MANAGER, one.id))
    return Contact(best.person.name, next(iter(best.profession_names), ""), desk, registered=True)


def _staff(ids: list[int]) -> dict[int, list[Affiliation]]:
    current = (Affiliation.institution_id.in_(ids), Affiliation.ended_at.is_(None), Person.disabled_at.is_(None))
    found: dict[int, list[Affiliation]] = {}
    for one in db.scalars(select(Affiliation).join(Person).where(*current).options(joinedload(Affiliation.person))).unique():
        found.setdefault(one.institution_id, []).append(one)
    return found
