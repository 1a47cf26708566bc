"""What finding looks through of an institution, folded; the same for one that is edited and for thousands out of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.folding import dialled, fold

PARTS = ("name", "name_kana", "address", "building", "telephone", "corporation_name")


def looked_through(told: Mapping[str, Any]) -> str:
    """PARTS, and the telephone also without dashes, each folded."""
    said = [told.get(part) for part in PARTS]
    said.insert(-1, dialled(told.get("telephone")))
    return "|".join(fold(part) for part in said if part)
