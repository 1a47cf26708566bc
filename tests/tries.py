"""How often a property is tried: the normal check has fifteen minutes, the long one (`bin/check long`) has the night."""

from __future__ import annotations

import os


def tries(number: int) -> int:
    """Examples of a property test; four times as many in the long check."""
    return number * 4 if os.environ.get("RENKEI_TEST_LONG") else number
