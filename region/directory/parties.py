"""Who belongs at a base's meeting: the ministry's list of participants (seed 003 「参加者の例」), and who of them an area lacks.

An association of the prefecture counts for every area of it. What has no type of its own is known by words in its name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, false, or_, select

from core.database import db
from core.folding import fold
from region.directory.models.status import InstitutionStatus, Status
from region.models import Institution

MEDICAL = ("hospital", "clinic", "clinic_with_beds")


@dataclass(frozen=True)
class Party:
    """One kind of participant. `wide`: one of the prefecture is enough."""

    ja: str
    group: str
    types: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    status: Status | None = None
    wide: bool = False

    def fits(self, day: date) -> ColumnElement[bool]:
        """Condition: the institution is one of these."""
        named = (Institution.folded.contains(fold(word), autoescape=True) for word in self.words)
        designated = select(InstitutionStatus.institution_id).where(InstitutionStatus.status == self.status, InstitutionStatus.on(day))
        return or_(Institution.type.in_(self.types), Institution.id.in_(designated) if self.status else false(), *named)


_OFFICES, _HEALTH, _CARE = _("行政・消防"), _("医療"), _("介護・障害福祉")

PARTIES = (
    Party(_("都道府県"), _OFFICES, ("prefecture",), wide=True),
    Party(_("市町村"), _OFFICES, ("municipality",)),
    Party(_("保健所"), _OFFICES, ("health_center",)),
    Party(_("消防署"), _OFFICES, ("fire",)),
    Party(_("地域医師会"), _HEALTH, ("medical_association",)),
    Party(_("地域歯科医師会"), _HEALTH, ("dental_association",)),
    Party(_("地域薬剤師会"), _HEALTH, ("pharmacist_association",)),
    Party(_("看護協会・訪問看護ステーション連絡協議会"), _HEALTH, ("nursing_association",), wide=True),
    Party(_("医療ソーシャルワーカー協会"), _HEALTH, words=("医療ソーシャルワーカー協会",), wide=True),
    Party(_("理学療法士会"), _HEALTH, words=("理学療法士会",), wide=True),
    Party(_("作業療法士会"), _HEALTH, words=("作業療法士会",), wide=True),
    Party(_("言語聴覚士会"), _HEALTH, words=("言語聴覚士会",), wide=True),
    Party(_("栄養士会"), _HEALTH, words=("栄養士会",), wide=True),
    Party(_("社会福祉士会"), _HEALTH, words=("社会福祉士会",), wide=True),
    Party(_("介護福祉士会"), _HEALTH, words=("介護福祉士会",), wide=True),
    Party(_("積極的役割を担う医療機関"), _HEALTH, status=Status.ACTIVE_INSTITUTION),
    Party(_("在宅医療を担う医療機関"), _HEALTH, MEDICAL),
    Party(_("歯科診療所"), _HEALTH, ("dental_clinic",)),
    Party(_("在宅療養支援病院"), _HEALTH, status=Status.HOME_CARE_HOSPITAL),
    Party(_("在宅療養支援診療所"), _HEALTH, status=Status.HOME_CARE_CLINIC),
    Party(_("薬局"), _HEALTH, ("pharmacy",)),
    Party(_("訪問看護事業所"), _HEALTH, ("visiting_nursing",)),
    Party(_("栄養ケア・ステーション"), _HEALTH, ("nutrition_station",)),
    Party(_("地域介護支援専門員協会"), _CARE, ("cm_association",)),
    Party(_("社会福祉協議会"), _CARE, ("social_council",)),
    Party(_("（自立支援）協議会"), _CARE, words=("自立支援協議会",)),
    Party(_("地域包括支援センター"), _CARE, ("community_support_center",)),
    Party(_("居宅介護支援事業所"), _CARE, ("care_manager_office",)),
    Party(_("訪問介護事業所"), _CARE, ("home_help",)),
    Party(_("介護保険施設"), _CARE, ("tokuyo", "roken", "kaigo_iryoin")),
    Party(_("障害者相談支援事業所"), _CARE, ("consultation_office",)),
    Party(_("基幹相談支援センター"), _CARE, ("core_consultation",)),
    Party(_("医療的ケア児支援センター"), _CARE, ("mccs_center",), wide=True),
)
"""In the ministry's order: who decides, who treats, who cares."""


def missing(codes: Collection[str], prefecture: str, day: date) -> list[Party]:
    """The parties of whom no open institution stands on this land (of the prefecture, for those that are wide)."""
    open_then = or_(Institution.closed_on.is_(None), Institution.closed_on > day)
    places = {True: Institution.municipality_code.startswith(prefecture), False: Institution.municipality_code.in_(codes)}
    asked = [select(Institution.id).where(open_then, places[party.wide], party.fits(day)).exists() for party in PARTIES]
    there = db.execute(select(*asked)).one()
    return [party for party, found in zip(PARTIES, there, strict=True) if not found]
