"""Who and what may be named in minutes: people who work in the area, its institutions with their telephones, the members of the group."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from flask_login import current_user
from sqlalchemy import select

from auth.models import Person
from core.database import db
from meetings.guarding.patterns import found
from meetings.guarding.suspicion import Kind, Suspicion
from meetings.models import Group, Member
from region.here import here
from region.models import Affiliation, AreaMunicipality, Institution, Municipality
from region.models.base import areas_of, belongs_to


def suspicions(text: str, group_id: int | None = None) -> list[Suspicion]:
    """What may tell who a patient is. The directory is asked only for what could excuse it."""
    kinds = {one.kind for one in found(text)}
    return found(text, known_of(group_id, kinds)) if kinds else []


def known_of(group_id: int | None, kinds: Collection[Kind] = tuple(Kind)) -> set[str]:
    """Names and numbers that need no guarding, for who acts now. A group that they may not read adds nothing."""
    group = db.scalar(Group.readable_by(current_user.id).where(Group.id == group_id)) if group_id else None
    acting = here()
    areas = [group.area_id] if group else list(db.scalars(areas_of(acting.institution_id))) if acting else []
    known = [*_people(areas), *(_members(group) if group else ())] if {Kind.NAME, Kind.BARE, Kind.HOME, Kind.MAIL} & set(kinds) else []
    return {one for one in (*known, *_offices(areas, kinds)) if one}


def _people(areas: list[int]) -> Iterator[str | None]:
    staff = select(Person.name, Person.name_kana).join(Affiliation).join(Institution, Institution.id == Affiliation.institution_id)
    for name, kana in db.execute(staff.where(Affiliation.ended_at.is_(None), belongs_to(areas))):
        yield from (name, kana)
    yield from db.scalars(select(Municipality.name).join(AreaMunicipality).where(AreaMunicipality.area_id.in_(areas)))


def _members(group: Group) -> Iterator[str | None]:
    for row in db.execute(select(Member.name, Member.institution_name, Member.email).where(Member.group_id == group.id)):
        yield from row


_TOLD = {
    Kind.NAME: (Institution.name,),
    Kind.BARE: (Institution.name,),
    Kind.TELEPHONE: (Institution.telephone, Institution.fax),
    Kind.ADDRESS: (Institution.address,),
}
"""What the directory has that excuses a suspicion of a kind."""


def _offices(areas: list[int], kinds: Collection[Kind]) -> Iterator[str | None]:
    columns = {column for kind in kinds for column in _TOLD.get(kind, ())}
    if columns:
        for row in db.execute(select(*columns).where(belongs_to(areas))):
            yield from row
