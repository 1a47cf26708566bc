"""Who and what may be named in minutes: people who work in the area, its institutions with their telephones, the members of the group."""

from __future__ import annotations

from collections.abc import Iterator

from flask_login import current_user
from sqlalchemy import select

from auth.models import Person
from core.database import db
from meetings.guarding.patterns import found
from meetings.guarding.suspicion import Suspicion
from meetings.models import Group, Member
from region.here import here
from region.models import Affiliation, AreaMunicipality, Institution, Municipality
from region.models.base import areas_of, belongs_to


def suspicions(text: str, group_id: int | None = None) -> list[Suspicion]:
    """What may tell who a patient is. The directory is asked only where there is something to excuse."""
    return found(text, known_of(group_id)) if found(text) else []


def known_of(group_id: int | None) -> set[str]:
    """Names and numbers that need no guarding, for who acts now. A group that they may not read adds nothing."""
    group = db.scalar(Group.readable_by(current_user.id).where(Group.id == group_id)) if group_id else None
    acting = here()
    areas = [group.area_id] if group else list(db.scalars(areas_of(acting.institution_id))) if acting else []
    return {name for name in (*_of_areas(areas), *(_of_group(group) if group else ())) if name}


def _of_areas(areas: list[int]) -> Iterator[str | None]:
    staff = select(Person.name).join(Affiliation).join(Institution, Institution.id == Affiliation.institution_id)
    yield from db.scalars(staff.where(Affiliation.ended_at.is_(None), belongs_to(areas)))
    told = select(Institution.name, Institution.telephone, Institution.fax, Institution.address).where(belongs_to(areas))
    for institution in db.execute(told):
        yield from institution
    land = select(Municipality.name).join(AreaMunicipality).where(AreaMunicipality.area_id.in_(areas))
    yield from db.scalars(land)


def _of_group(group: Group) -> Iterator[str | None]:
    for name, institution, email in db.execute(
        select(Member.name, Member.institution_name, Member.email).where(Member.group_id == group.id)
    ):
        yield from (name, institution, email)
