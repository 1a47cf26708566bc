"""Who and what may be chosen for a seat, and whose rights change with it."""

from __future__ import annotations

from flask import abort

from core import realtime
from core.database import db
from meetings.models import Group
from region.models import Affiliation, Institution
from region.models.base import areas_of


def account_of(group: Group, affiliation_id: int | None) -> Affiliation | None:
    """Somebody who works at one of the area's institutions now, or 404."""
    if affiliation_id is None:
        return None
    found = db.get(Affiliation, affiliation_id)
    fits = found and found.ended_at is None and group.area_id in set(db.scalars(areas_of(found.institution_id)))
    return found if fits else abort(404)


def institution_of(group: Group, institution_id: int | None) -> Institution | None:
    """An institution of the area; None for any other."""
    found = db.get(Institution, institution_id) if institution_id else None
    return found if found and group.area_id in set(db.scalars(areas_of(found.id))) else None


def filled_from(one: Affiliation) -> dict[str, object]:
    """What an account says of its member."""
    first = next(iter(one.profession_codes), "")
    return {"affiliation": one.id, "name": one.person.name, "institution_name": one.institution.name, "profession": first}


def rights_of(account: Affiliation | None) -> None:
    """What the person may read changes with the seat."""
    if account:
        realtime.rights_changed(account.person_id)
