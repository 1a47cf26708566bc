"""Where we work: areas, institutions, who works where as what, and who was invited."""

from region.models.affiliation import Affiliation, AffiliationProfession, Role
from region.models.area import Area, AreaKind, AreaMunicipality, Municipality
from region.models.base import CoordinationBase
from region.models.institution import Institution, InstitutionSource
from region.models.invitation import Invitation

__all__ = [
    "Affiliation",
    "AffiliationProfession",
    "Area",
    "AreaKind",
    "AreaMunicipality",
    "CoordinationBase",
    "Institution",
    "InstitutionSource",
    "Invitation",
    "Municipality",
    "Role",
]
