"""Who may see what is said of an institution: the one place where the rule stands (docs/decisions/0012)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from region.directory.items import Visibility
from region.models import Affiliation, CoordinationBase, Institution, Role
from region.models.affiliation import AffiliationProfession
from region.models.base import belongs_to
from region.models.reach import institutions_in_reach
from region.vocabulary import PROFESSIONS

OTHERS = {
    "commissioner", "life_support_coordinator", "dementia_promoter", "government_city", "government_pref", "school_nurse", "clerk",
    "equipment_vendor", "scholar", "resident",
}  # fmt: skip
"""They stand beside home care without treating or caring for anybody themselves."""
PROFESSIONALS = sorted(set(PROFESSIONS) - OTHERS)
"""Medicine, rehabilitation, care, social work, ambulance."""


def shown_to(
    person_id: int, institution_id: InstrumentedAttribute[int], visibility: InstrumentedAttribute[Visibility]
) -> ColumnElement[bool]:
    """Condition on the two columns: this signed-in person may see a value of that institution with that visibility."""
    reached = institutions_in_reach(person_id).with_only_columns(Institution.id)
    return or_(
        visibility == Visibility.EVERYONE,
        and_(visibility == Visibility.PROFESSIONALS, _professional(person_id)),
        and_(visibility == Visibility.AREA, institution_id.in_(reached)),
        institution_id.in_(looked_after_by(person_id)),
    )


def looked_after_by(person_id: int) -> Select[int]:
    """Ids of the institutions of which somebody sees everything: where they work; for base staff all of their areas."""
    run = (
        select(CoordinationBase.area_id)
        .join(Affiliation, Affiliation.institution_id == CoordinationBase.institution_id)
        .where(_present(person_id), Affiliation.role == Role.BASE_STAFF, CoordinationBase.today())
    )
    own = select(Affiliation.institution_id).where(_present(person_id))
    return select(Institution.id).where(or_(Institution.id.in_(own), belongs_to(run)))


def _professional(person_id: int) -> ColumnElement[bool]:
    works_as = select(AffiliationProfession.affiliation_id).where(AffiliationProfession.profession.in_(PROFESSIONALS))
    fits = or_(Affiliation.role == Role.BASE_STAFF, Affiliation.id.in_(works_as))
    return select(Affiliation.id).where(_present(person_id), fits).exists()


def _present(person_id: int) -> ColumnElement[bool]:
    return and_(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None))
