"""Every kind of published file the directory takes in, by the word of its command."""

from __future__ import annotations

from region.commands.imports import CARE_KIND
from region.directory.statistic_shelf import StatisticShelf
from region.open_data.batch import Kind, kind_of_sources
from region.open_data.disability import DISABILITY
from region.open_data.medical import MEDICAL
from region.open_data.merging import Sources
from region.open_data.municipal_statistics import MunicipalStatistics
from region.open_data.telephones import TELEPHONES, Telephones

_STATISTICS = MunicipalStatistics()
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        CARE_KIND,
        kind_of_sources("medical", MEDICAL),
        kind_of_sources("disability", DISABILITY),
        Kind("telephones", TELEPHONES.title, TELEPHONES, lambda announced, told: Sources(Telephones(told.get("columns", {})), announced)),
        Kind("municipal-statistics", _STATISTICS.title, _STATISTICS, lambda _announced, _told: StatisticShelf(_STATISTICS)),
    )
}
