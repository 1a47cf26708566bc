"""What is known of institutions: facts by item, statuses with dates, self-checks, and who was asked to confirm."""

from region.directory.models.fact import Fact
from region.directory.models.fact_ask import FactAsk
from region.directory.models.fact_choice import FactChoice
from region.directory.models.fact_claim import FactClaim
from region.directory.models.key import InstitutionKey
from region.directory.models.pair import Decision, InstitutionPair
from region.directory.models.self_check import SelfCheck
from region.directory.models.status import InstitutionStatus, Status

__all__ = [
    "Decision",
    "Fact",
    "FactAsk",
    "FactChoice",
    "FactClaim",
    "InstitutionKey",
    "InstitutionPair",
    "InstitutionStatus",
    "SelfCheck",
    "Status",
]
