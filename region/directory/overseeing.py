"""Which institutions have looked through their people this year: for base staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from core.database import db
from region.directory.models import Inventory
from region.directory.models.inventory import LOOKS_AFTER, this_year
from region.models import Affiliation, Institution, areas_run_by
from region.models.base import belongs_to


@dataclass(frozen=True)
class Row:
    """An institution, its people of today, who looks after them, and this year's inventory where it was done."""

    institution: Institution
    people: int
    keepers: list[str]
    done: Inventory | None


def overseen_by(actor: Affiliation) -> Select[Institution]:
    """Institutions of the actor's areas that have somebody to ask about, or have done it."""
    done = select(Inventory.institution_id).where(Inventory.fiscal_year == this_year())
    there = select(Institution).where(Institution.closed_on.is_(None), belongs_to(areas_run_by(actor)))
    return there.where(or_(Inventory.asked(), Institution.id.in_(done))).order_by(Institution.name_kana.nulls_last(), Institution.name)


def still_to_do(overseen: Select[Institution]) -> Select[Institution]:
    """Those of them that have not done it."""
    return overseen.where(Inventory.wanted())


def rows(institutions: Sequence[Institution]) -> list[Row]:
    """With what is known of each."""
    ids = [one.id for one in institutions]
    here = and_(Affiliation.institution_id.in_(ids), Affiliation.ended_at.is_(None))
    counts = {
        row[0]: row[1]
        for row in db.execute(select(Affiliation.institution_id, func.count()).where(here).group_by(Affiliation.institution_id))
    }
    keepers: dict[int, list[str]] = {}
    for one in db.scalars(select(Affiliation).where(here, Affiliation.role.in_(LOOKS_AFTER)).options(joinedload(Affiliation.person))):
        keepers.setdefault(one.institution_id, []).append(one.person.name)
    years = select(Inventory).where(Inventory.institution_id.in_(ids), Inventory.fiscal_year == this_year())
    done = {one.institution_id: one for one in db.scalars(years.options(joinedload(Inventory.done_by)))}
    return [Row(one, counts.get(one.id, 0), keepers.get(one.id, []), done.get(one.id)) for one in institutions]


def count(institutions: Select[Institution]) -> int:
    """How many a query finds."""
    return db.scalar(select(func.count()).select_from(institutions.order_by(None).with_only_columns(Institution.id).subquery())) or 0
