"""What is known of institutions: facts by item, statuses with dates, self-checks, and who was asked to confirm."""

from region.directory.models.fact import Fact
from region.directory.models.fact_ask import FactAsk
from region.directory.models.fact_choice import FactChoice
from region.directory.models.fact_claim import FactClaim
from region.directory.models.gap import Gap
from region.directory.models.import_run import ImportRun
from region.directory.models.inventory import Inventory, InventoryCheck
from region.directory.models.key import InstitutionKey
from region.directory.models.move import InstitutionMove
from region.directory.models.municipal_statistic import MunicipalStatistic, MunicipalYear, StatisticItem
from region.directory.models.open_hours import OpenHours
from region.directory.models.pair import Decision, InstitutionPair
from region.directory.models.reader import Reader
from region.directory.models.saved_search import SavedSearch
from region.directory.models.self_check import SelfCheck
from region.directory.models.status import InstitutionStatus, Status
from region.directory.models.succession import InstitutionSuccession

__all__ = [
    "Decision",
    "Fact",
    "FactAsk",
    "FactChoice",
    "FactClaim",
    "Gap",
    "ImportRun",
    "InstitutionKey",
    "InstitutionMove",
    "InstitutionPair",
    "InstitutionStatus",
    "InstitutionSuccession",
    "Inventory",
    "InventoryCheck",
    "MunicipalStatistic",
    "MunicipalYear",
    "OpenHours",
    "Reader",
    "SavedSearch",
    "SelfCheck",
    "StatisticItem",
    "Status",
]
