"""People who go over from one institution to another, because it was the same one or because another succeeds it; and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core import audit, realtime
from core.database import db
from region.models import Affiliation, Institution, Invitation, Role

Went = dict[str, Any]
"""Who went over: `old` and `new` affiliation, or the one it went `into`, whose role was `before`; `role` after."""

_RANK = [Role.MEMBER, Role.MANAGER, Role.PREFECTURE, Role.BASE_STAFF]


def move(from_: Institution, to: Institution, *, by: Affiliation | None, since_ever: bool) -> list[Went]:
    """Everybody who works at the one works at the other from now on. `since_ever`: it was the same place all the time."""
    return [_go(old, to, by=by, since_ever=since_ever) for old in db.scalars(Affiliation.current_at(from_.id)).all()]


def take_back(went: list[Went], *, by: Affiliation | None) -> None:
    """Everybody is where they were; not those who have ended since, and a role that was changed since stays changed."""
    for one in went:
        old = db.get_one(Affiliation, one["old"])
        now = db.get_one(Affiliation, one["new"] or one["into"])
        if now.ended_at is not None or _works_at(old.person_id, old.institution_id):
            continue
        if one["new"]:
            old.role = Role(now.role) if now.role != one["role"] else old.role
            now.end(by)
        elif now.role == one["role"] != one["before"]:
            now.change_role(Role(one["before"]), _signs(by, now))
        db.flush()
        old.ended_at = old.ended_by_id = None
        audit.record("affiliation.resumed", old, by=by)
        realtime.rights_changed(old.person_id)


def _go(old: Affiliation, to: Institution, *, by: Affiliation | None, since_ever: bool) -> Went:
    role = _role_there(old)
    present = _works_at(old.person_id, to.id)
    old.end(by)
    db.flush()
    realtime.rights_changed(old.person_id)
    if present:
        before = Role(present.role)
        if _RANK.index(role) > _RANK.index(before):
            present.change_role(role, _signs(by, present))
        return {"old": old.id, "new": None, "into": present.id, "before": before, "role": Role(present.role)}
    begun = Affiliation.begin(old.person, to, role, old.profession_codes)
    if since_ever:
        begun.began_at = old.began_at
    for invitation in db.scalars(select(Invitation).where(Invitation.invited_by_id == old.id, Invitation.accepted_at.is_(None))):
        invitation.invited_by_id = begun.id
    return {"old": old.id, "new": begun.id, "into": None, "before": None, "role": role}


def _role_there(old: Affiliation) -> Role:
    """Base staff of a place that is no base look after it as its managers; nobody becomes base staff by going over."""
    return Role.MANAGER if old.role == Role.BASE_STAFF else Role(old.role)


def _works_at(person_id: int, institution_id: int) -> Affiliation | None:
    return db.scalar(Affiliation.current_of(person_id).where(Affiliation.institution_id == institution_id))


def _signs(by: Affiliation | None, changed: Affiliation) -> Affiliation:
    return by or changed
