"""Which sentence of the minutes was meant, where the words that somebody typed stand in none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.folding import fold
from meetings.minuting.gathering import gather
from meetings.models import Entry, Meeting
from meetings.models.erratum import reading

LONGEST = 500
"""Signs of a field."""
_ENOUGH = 0.3
_ENDS = re.compile(r"(?<=[。！？!?\n])")


@dataclass(frozen=True)
class Near:
    """A sentence, in which item, and its place in its entry."""

    entry: Entry
    place: int
    item: int
    text: str

    @property
    def code(self) -> str:
        """As a button carries it."""
        return f"{self.entry.id}:{self.place}"


def nearest(meeting: Meeting, words: str, entry: Entry) -> Near | None:
    """The sentence with most of the words in it, rather of this entry than of another; None where there is none like them."""
    wanted = _pairs(words)
    weighed = [(len(wanted & _pairs(one.text)) / len(wanted), one.entry is entry, -len(one.text), one) for one in _sentences(meeting)]
    best = max(weighed, key=lambda one: one[:3], default=None) if wanted else None
    return best[3] if best and best[0] >= _ENOUGH else None


def the_one(meeting: Meeting, code: str) -> Near | None:
    """The sentence that a button named."""
    return next((one for one in _sentences(meeting) if one.code == code), None)


def _sentences(meeting: Meeting) -> Iterator[Near]:
    there = gather(meeting.id)
    for number, item in enumerate(there.items, 1):
        for entry in there.entries.get(item.id, []):
            for place, said in enumerate(_ENDS.split(reading(entry, there.minutes.errata if there.minutes else []))):
                if said.strip():
                    yield Near(entry, place, number, said.strip()[:LONGEST])


def _pairs(words: str) -> set[str]:
    folded = fold(words)
    return {folded[place : place + 2] for place in range(max(len(folded) - 1, 1))} if folded else set()
