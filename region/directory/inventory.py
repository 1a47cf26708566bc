"""The yearly inventory of an institution's people: who is to be asked about, what was said, who has not done it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from core import audit, clock, deliveries, realtime
from core.database import db
from core.rules import RuleBroken
from region.directory.models import Inventory, InventoryCheck
from region.directory.models.inventory import LOOKS_AFTER, this_year
from region.models import Affiliation, Institution, Invitation
from region.models.staffing import may_change

EVENT = "inventory.reminded"


def due(affiliation: Affiliation | None) -> bool:
    """Should this manager look through their people? For the first page."""
    if affiliation is None or affiliation.ended_at is not None or affiliation.role not in LOOKS_AFTER:
        return False
    return db.scalar(select(Institution.id).where(Institution.id == affiliation.institution_id, Inventory.wanted())) is not None


def people(institution: Institution, actor: Affiliation) -> list[Affiliation]:
    """About whom the actor is asked: not about themselves."""
    asked = InventoryCheck.asked_at(institution.id).where(Affiliation.person_id != actor.person_id)
    return list(db.scalars(asked))


def still_open(institution: Institution, actor: Affiliation) -> list[Affiliation]:
    """Of those whoever was not spoken of this year."""
    asked = people(institution, actor)
    said = InventoryCheck.of_year([one.id for one in asked])
    return [one for one in asked if one.id not in said]


def take(institution: Institution, said: Mapping[int, bool], *, by: Affiliation) -> Inventory | None:
    """Who stays, and who is gone (by affiliation): their work there ends now. Done once everybody was named. Raises RuleBroken."""
    asked = {one.id: one for one in still_open(institution, by)}
    for affiliation_id in asked.keys() & said.keys():
        _say(asked[affiliation_id], stays=said[affiliation_id], by=by)
    db.flush()
    return None if asked.keys() - said.keys() else _done(institution, by)


def remind(managers: list[Affiliation], *, by: Affiliation | None, since: date | None = None) -> int:
    """Each is told by mail, at most once a day; without a person who reminds, at most once from `since` on. Says how many."""
    year, day = this_year(), f"since {since}" if since else clock.today().isoformat()
    queued = [
        one for one in managers if deliveries.queue(EVENT, key=f"{one.id}:{day}", person_id=one.person_id, affiliation=one.id, year=year)
    ]
    audit.record("inventory.reminded", by=by, managers=len(queued), year=year)
    return len(queued)


def _say(affiliation: Affiliation, *, stays: bool, by: Affiliation) -> None:
    if not stays and not may_change(by, affiliation):
        raise RuleBroken(_("%(name)sさんの所属は、あなたには終わりにできません。拠点に頼んでください。", name=affiliation.person.name))
    InventoryCheck.say(affiliation, stays=stays, by=by)
    if not stays:
        affiliation.end(by)
        Invitation.withdraw_all_by(affiliation, by=by)
        realtime.rights_changed(affiliation.person_id)


def _done(institution: Institution, by: Affiliation) -> Inventory:
    if known := Inventory.of_year(institution.id):
        return known
    here = Affiliation.institution_id == institution.id
    counted = select(InventoryCheck.stays, func.count()).join(Affiliation, Affiliation.id == InventoryCheck.affiliation_id)
    rows = counted.where(here, InventoryCheck.fiscal_year == this_year()).group_by(InventoryCheck.stays)
    counts = {row[0]: row[1] for row in db.execute(rows)}
    done = Inventory(
        institution_id=institution.id, fiscal_year=this_year(), stayed=counts.get(True, 0), ended=counts.get(False, 0),
        done_at=clock.now(), done_by_id=by.id,
    )  # fmt: skip
    db.add(done)
    audit.record("inventory.done", institution, by=by, year=done.fiscal_year, stayed=done.stayed, ended=done.ended)
    return done
