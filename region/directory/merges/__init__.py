"""Two entries become one, and two again. What was said under an id keeps that id; what holds today goes over to the one that is kept."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from core import audit, clock
from core.database import db
from core.rules import RuleBroken
from region.directory import staff
from region.directory.merges import facts, fields, papers
from region.models import Affiliation, CoordinationBase, Institution, InstitutionMerge


def mergeable_by(affiliation: Affiliation | None, one: Institution, other: Institution) -> bool:
    """Base staff who may change both; an entry of no area where nobody works is everybody's."""
    return affiliation is not None and any(place.editable_by(affiliation) for place in (one, other)) and all(
        place.editable_by(affiliation) or _nobodys(place) for place in (one, other)
    )  # fmt: skip


def in_order(one: Institution, other: Institution) -> tuple[Institution, Institution]:
    """Which is kept: a base, else the open one, else the one with people, with corrections by hand, and last the older."""
    kept, merged = sorted((one, other), key=_standing)
    return kept, merged


def merge(kept: Institution, merged: Institution, *, by: Affiliation) -> InstitutionMerge:
    """`merged` leads to `kept` from now on. Raises RuleBroken where one of them is merged already, or both are bases."""
    _check(kept, merged)
    moved = {
        "closed_on": merged.closed_on.isoformat() if merged.closed_on else None,
        "fields": fields.move(merged, kept, by=by),
        "sources": papers.move_sources(merged, kept),
        "statuses": papers.move_statuses(merged, kept),
        "invitations": papers.move_invitations(merged, kept),
        "facts": facts.move(merged, kept),
        "people": staff.move(merged, kept, by=by, since_ever=True),
    }
    done = InstitutionMerge(merged_id=merged.id, kept_id=kept.id, at=clock.now(), by_id=by.id, moved=moved)
    merged.closed_on = merged.closed_on or clock.today()
    db.add(done)
    db.flush()
    audit.record("institution.merged", merged, by=by, kept=kept.id)
    return done


def undo(done: InstitutionMerge, *, by: Affiliation) -> None:
    """They are two again. What was changed at the kept one since stays there. Raises RuleBroken where it was undone already."""
    if done.undone_at is not None:
        raise RuleBroken(_("この2つは、もう別々の施設にもどっています。"))
    if InstitutionMerge.of(done.kept_id):
        raise RuleBroken(_("まとめた先の施設も、ほかの施設にまとめられています。先に、そちらをもどしてください。"))
    merged, kept, moved = done.merged, done.kept, done.moved
    done.undone_at, done.undone_by_id = clock.now(), by.id
    merged.closed_on = date.fromisoformat(moved["closed_on"]) if moved["closed_on"] else None
    fields.take_back(moved["fields"], kept, by=by)
    papers.take_back(moved, merged, kept)
    facts.take_back(moved["facts"])
    staff.take_back(moved["people"], by=by)
    db.flush()
    audit.record("institution.parted", merged, by=by, kept=kept.id)


def _check(kept: Institution, merged: Institution) -> None:
    if kept.id == merged.id or InstitutionMerge.of(kept.id) or InstitutionMerge.of(merged.id):
        raise RuleBroken(_("この2つは、もう1つの施設です。"))
    if _is_base(merged):
        raise RuleBroken(_("%(name)sは拠点です。拠点を、ほかの施設にまとめることはできません。", name=merged.name))


def _standing(one: Institution) -> tuple[bool, bool, bool, bool, int]:
    people = db.scalar(Affiliation.current_at(one.id).limit(1)) is not None
    return not _is_base(one), one.closed_on is not None, not people, not one.edited_fields, one.id


def _is_base(one: Institution) -> bool:
    return (
        db.scalar(select(CoordinationBase.area_id).where(CoordinationBase.institution_id == one.id, CoordinationBase.today())) is not None
    )


def _nobodys(one: Institution) -> bool:
    from region.models.base import areas_of

    lonely = db.scalar(Affiliation.current_at(one.id).limit(1)) is None
    return lonely and db.scalar(areas_of(one.id).limit(1)) is None
