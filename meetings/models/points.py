"""項目: what an item of the agenda falls into. Written as lines; a line that begins with ・ stands under the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DOTS = "・･•"
"""What people type for it."""


@dataclass(frozen=True)
class Point:
    """One line of the 次第, and the lines under it."""

    text: str
    under: tuple[str, ...] = ()


def outlined(text: str) -> tuple[Point, ...]:
    """The points of a text; blank lines are none. A dot before there is anything to stand under is only a dot."""
    found: list[Point] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        said = line.lstrip(f"{DOTS} \t\u3000")
        if said and line[0] in DOTS and found:
            found[-1] = Point(found[-1].text, (*found[-1].under, said))
        elif said:
            found.append(Point(said))
    return tuple(found)


def as_lines(points: Iterable[Point]) -> str:
    """As they are written in a field."""
    return "\n".join(line for one in points for line in (one.text, *(f"・{under}" for under in one.under)))


def in_lines(points: Iterable[Point]) -> list[str]:
    """As they stand under the title of their item on a paper."""
    return [line for one in points for line in (f"　{one.text}", *(f"　・{under}" for under in one.under))]
