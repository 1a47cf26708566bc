"""What can be chosen in the forms of areas: land, bases, active institutions."""

from __future__ import annotations

from flask_login import current_user
from sqlalchemy import false, or_, select

from core import clock
from core.database import db
from region.directory.items import MEDICAL
from region.models import Affiliation, Area, AreaMunicipality, Institution, Municipality, areas_run_by


def takeable(area: Area | None, editor: Affiliation) -> list[Municipality]:
    """What a base may take into an area: land it runs already elsewhere, and land that belongs to no area. Never another base's."""
    prefecture = area.prefecture_code if area else (editor.institution.municipality_code or "")[:2]
    run = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id.in_(areas_run_by(editor)), AreaMunicipality.today())
    taken = select(AreaMunicipality.municipality_code).where(
        or_(AreaMunicipality.until_on.is_(None), AreaMunicipality.until_on >= clock.today())
    )
    inside = select(AreaMunicipality.municipality_code).where(
        AreaMunicipality.area_id == area.id if area else false(), AreaMunicipality.until_on.is_(None)
    )
    open_land = or_(Municipality.code.in_(run), Municipality.code.not_in(taken))
    known = select(Municipality).where(Municipality.code.startswith(prefecture), Municipality.code.not_in(inside), open_land)
    return list(db.scalars(known.order_by(Municipality.code)))


BASES = (
    "cooperation_center", "municipality", "health_center", "medical_association", "dental_association", "pharmacist_association",
    "nursing_association", "cm_association", "social_council", "prefecture", "hospital", "clinic_with_beds", "clinic", "visiting_nursing",
    "community_support_center", "other",
)  # fmt: skip
"""What a base is in the guideline: a hospital, a clinic, a visiting nursing office, an association, a health centre, a municipality …"""


def offered_bases() -> list[Institution]:
    """The open institutions in the person's reach that could be a base; authorities and associations first."""
    found = db.scalars(Institution.readable_by(current_user.id).where(Institution.closed_on.is_(None), Institution.type.in_(BASES)))
    return sorted(found.unique(), key=lambda one: (BASES.index(one.type), one.name_kana or one.name))


def offered_institutions(area: Area) -> list[Institution]:
    """The hospitals and clinics that stand in the area, now or later."""
    land = select(AreaMunicipality.municipality_code).where(
        AreaMunicipality.area_id == area.id, or_(AreaMunicipality.until_on.is_(None), AreaMunicipality.until_on >= clock.today())
    )
    found = select(Institution).where(
        Institution.closed_on.is_(None), Institution.type.in_(MEDICAL), Institution.municipality_code.in_(land)
    )
    return sorted(db.scalars(found), key=lambda one: (MEDICAL.index(one.type), one.name_kana or one.name))
