"""Where we work: areas, institutions, who works where as what, and who was invited."""

from region.models.affiliation import Affiliation, AffiliationProfession, Role
from region.models.area import Area, AreaKind, AreaMunicipality, Municipality
from region.models.base import CoordinationBase
from region.models.institution import Institution
from region.models.institution_edit import InstitutionEdit
from region.models.institution_merge import InstitutionMerge
from region.models.institution_source import InstitutionSource
from region.models.invitation import Invitation
from region.models.reach import areas_in_reach, areas_run_by
from region.models.second_factor_rule import SecondFactorRule

__all__ = [
    "Affiliation",
    "AffiliationProfession",
    "Area",
    "AreaKind",
    "AreaMunicipality",
    "CoordinationBase",
    "Institution",
    "InstitutionEdit",
    "InstitutionMerge",
    "InstitutionSource",
    "Invitation",
    "Municipality",
    "Role",
    "SecondFactorRule",
    "areas_in_reach",
    "areas_run_by",
]
