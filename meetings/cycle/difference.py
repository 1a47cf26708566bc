"""What is new in a text against the one before it, for <ins>."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

BY_CHARACTER = 1_000_000
"""Two texts whose lengths multiplied stay below this are compared character by character, longer ones sentence by sentence."""
TOO_SHORT = 3
"""So few characters between two changes belong to the change."""
_SENTENCES = re.compile(r"[^。．！？\n]*[。．！？\n]?")


class Stretch(NamedTuple):
    """A piece of the newer text."""

    new: bool
    text: str


@lru_cache(maxsize=512)
def what_is_new(before: str, after: str) -> tuple[Stretch, ...]:
    """The newer text in stretches."""
    short = len(before) * len(after) <= BY_CHARACTER
    one: Sequence[str] = before if short else _SENTENCES.findall(before)
    other: Sequence[str] = after if short else _SENTENCES.findall(after)
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return tuple(_joined(Stretch(kind != "equal", "".join(other[start:end])) for kind, _a, _b, start, end in steps if start < end))


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Without scraps of the old text inside of a change."""
    held: list[Stretch] = []
    for one in stretches:
        scrap = bool(held) and held[-1].new and not one.new and len(one.text) < TOO_SHORT
        new = one.new or scrap
        if held and held[-1].new == new:
            held[-1] = Stretch(new, held[-1].text + one.text)
        else:
            held.append(Stretch(new, one.text))
    yield from held
