"""Which institutions of a place have the active part (積極的医療機関) for which area, and what else they are known as: from its area.toml.

Years are counted from the fiscal year of the demo's last day, so that one designation always ends in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from region.directory.models import InstitutionStatus, Status
from region.models import Area, Institution


def designate(facts: Mapping[str, Any], year: int, areas: Mapping[str, Area], institutions: Mapping[str, Institution]) -> None:
    """Each designation from the first day of a fiscal year to the last day of another."""
    for one in facts.get("designations", ()):
        InstitutionStatus.designate(
            institutions[one["institution"]],
            Status(one.get("status", Status.ACTIVE_INSTITUTION)),
            from_on=date(year + one["from"], 4, 1),
            until_on=date(year + one["until"] + 1, 3, 31) if "until" in one else None,
            source=one["source"],
            note=one.get("note", ""),
            area=areas.get(one.get("area", "")),
            by=None,
        )
