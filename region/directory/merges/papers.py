"""What hangs on an institution and goes over by itself: sources of files, statuses of today, invitations that are open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from core.database import db
from region.directory.models import InstitutionStatus
from region.models import Institution, InstitutionSource, Invitation


def move_sources(merged: Institution, kept: Institution) -> list[int]:
    """Files find the kept one by the numbers of both."""
    ids = list(db.scalars(select(InstitutionSource.id).where(InstitutionSource.institution_id == merged.id)))
    return _send(InstitutionSource, ids, merged, kept)


def move_statuses(merged: Institution, kept: Institution) -> list[int]:
    """Every status the kept one does not have already on these days."""
    held = {(one.status, one.area_id) for one in InstitutionStatus.of(kept.id)}
    ids = [one.id for one in InstitutionStatus.of(merged.id) if (one.status, one.area_id) not in held]
    return _send(InstitutionStatus, ids, merged, kept)


def move_invitations(merged: Institution, kept: Institution) -> list[int]:
    """Links that still work lead to the kept one."""
    ids = [one.id for one in db.scalars(Invitation.open_at(merged.id))]
    return _send(Invitation, ids, merged, kept)


def take_back(moved: dict[str, Any], merged: Institution, kept: Institution) -> None:
    """What went over goes back; invitations that were accepted meanwhile stay."""
    _send(InstitutionSource, moved["sources"], kept, merged)
    _send(InstitutionStatus, moved["statuses"], kept, merged)
    still_open = {one.id for one in db.scalars(Invitation.open_at(kept.id))}
    _send(Invitation, [one for one in moved["invitations"] if one in still_open], kept, merged)


def _send(
    what: type[InstitutionSource] | type[InstitutionStatus] | type[Invitation], ids: Sequence[int], from_: Institution, to: Institution
) -> list[int]:
    db.execute(update(what).where(what.id.in_(ids), what.institution_id == from_.id).values(institution_id=to.id))
    for institution in (from_, to):
        db.expire(institution, ["sources"])
    return list(ids)
