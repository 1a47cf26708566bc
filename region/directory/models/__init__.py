"""What is known of institutions: facts by item, statuses with dates."""

from region.directory.models.fact import Fact, FactChoice
from region.directory.models.status import InstitutionStatus, Status

__all__ = ["Fact", "FactChoice", "InstitutionStatus", "Status"]
