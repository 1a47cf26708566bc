"""The lookup is the permission: people of institutions that are not open to who asks are not found."""

from __future__ import annotations

from flask import abort
from flask_login import current_user
from sqlalchemy import Select, select

from auth.models import Person
from core.database import db
from region.here import here
from region.models import Affiliation, Institution, Invitation, Role
from region.models.staffing import people_at, roles_open_to, staffed_institutions
from region.routes.finding import kept


def the_institution(institution_id: int) -> Institution:
    """An institution whose people may be seen, or 404."""
    found = db.scalar(staffed_institutions(current_user.id).where(Institution.id == institution_id))
    return kept(found) if found else abort(404)


def the_affiliation(affiliation_id: int) -> Affiliation:
    """Somebody who works at such an institution, or 404."""
    return db.scalar(people_at(_open_to_me()).where(Affiliation.id == affiliation_id)) or abort(404)


def the_person(person_id: int) -> Person:
    """A person who works at such an institution, or 404."""
    affiliation = db.scalar(people_at(_open_to_me()).where(Affiliation.person_id == person_id).limit(1)) or abort(404)
    return affiliation.person


def the_open_invitation(invitation_id: int) -> Invitation:
    """An invitation to such an institution that still works, or 404."""
    query = select(Invitation).where(Invitation.id == invitation_id, Invitation.institution_id.in_(_open_to_me()))
    found = db.scalar(query) or abort(404)
    return found if found.open else abort(404)


def the_inviter(institution: Institution) -> tuple[Affiliation, list[Role]]:
    """Who acts, and the roles they may give at the institution; 403 where there is none."""
    actor = signer()
    roles = roles_open_to(actor, institution)
    return (actor, roles) if roles else abort(403)


def signer() -> Affiliation:
    """The affiliation that signs this act, or 403 for a person who works nowhere any more."""
    return here() or abort(403)


def allow(permitted: bool) -> None:
    """403 for who may read but not do this."""
    if not permitted:
        abort(403)


def _open_to_me() -> Select[int]:
    return staffed_institutions(current_user.id).with_only_columns(Institution.id)
