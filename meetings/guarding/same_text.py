"""A text as it reads (NFKC), with the way back to how it was typed: full-width figures, half-width kana, loose marks read alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CLUSTERS = re.compile(r"[\s\S][\u3099\u309a\uff9e\uff9f]?")
"""A character with one voicing mark behind it: never a longer run, so that a thousand marks cost a thousand steps."""
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("〜～", "~") | {"\u3000": " ", "\t": " "})


@dataclass(frozen=True)
class SameText:
    """`read` is what patterns look at; `start[i]` and `end[i]` say where its character i was typed."""

    read: str
    start: list[int]
    end: list[int]

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that reads as `read[start:end]`, which is not empty."""
        return self.start[start], self.end[end - 1]


def same_text(text: str) -> SameText:
    """Reads `text`; takes as many steps as it has characters."""
    read: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTERS.finditer(text):
        shown = unicodedata.normalize("NFKC", cluster[0]).translate(_DASHES).translate(_UNSEEN)
        read.append(shown)
        starts += [cluster.start()] * len(shown)
        ends += [cluster.end()] * len(shown)
    return SameText("".join(read), starts, ends)
