"""Which tests `bin/check fast` leaves out: those that took longer than a third of a second, as they stand in slow.txt.

.venv/bin/python -m pytest -n 2 -m "not long" --ignore=tests/browser --durations=0 | .venv/bin/python -m tests.slow
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

NAMES = Path(__file__).with_name("slow.txt")
SECONDS = 0.3
_LINE = re.compile(r"([\d.]+)s (?:call|setup)\s+tests/(\S+?::\w+)(\[.*)?$")


def slow() -> frozenset[str]:
    """`board/test_posts.py::test_…`, without what a test is tried with."""
    return frozenset(NAMES.read_text("utf-8").split())


def measured(lines: Iterable[str]) -> list[str]:
    """The same from what pytest says of durations: all examples of a test together."""
    took: defaultdict[str, float] = defaultdict(float)
    for line in lines:
        if found := _LINE.match(line.strip()):
            took[found[2]] += float(found[1])
    return sorted(name for name, seconds in took.items() if seconds > SECONDS)


if __name__ == "__main__":
    NAMES.write_text("\n".join(measured(sys.stdin)) + "\n", "utf-8")
