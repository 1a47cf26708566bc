"""Finds in a text the words that somebody typed, as the house folds text: 7 finds ７, half-width kana the full-width, blanks aside.

What is found is the text's own characters. fold(text[begin:end]) == fold(words), always.
"""

from __future__ import annotations

import unicodedata

from core.folding import fold


def passages(text: str, words: str) -> list[str]:
    """Every place where it stands, in the text's own characters. Where it stands exactly as typed, only those places."""
    exact = _everywhere(text, words) if words else []
    return [words] * len(exact) if exact else [text[begin:end] for begin, end in _spans(text, fold(words))]


def _spans(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where the folded text has it, from the beginning of one sign to the end of another."""
    signs = _signs(text)
    begins, ends, length = {}, {}, 0
    for begin, end in signs:
        begins[length] = begin
        length += len(fold(text[begin:end]))
        ends[length] = begin + len(text[begin:end].rstrip())
    folded = "".join(fold(text[begin:end]) for begin, end in signs)
    places = [(begins[at], ends[at + len(wanted)]) for at in _everywhere(folded, wanted) if at in begins and at + len(wanted) in ends]
    return [(begin, end) for begin, end in places if fold(text[begin:end]) == wanted]


def _signs(text: str) -> list[tuple[int, int]]:
    """The text in pieces that fold by themselves: a sign with its marks, and the blanks after it."""
    found: list[tuple[int, int]] = []
    for place, sign in enumerate(text):
        if found and _belongs(text[slice(*found[-1])], sign):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _belongs(before: str, sign: str) -> bool:
    """Is it nothing by itself, a mark, or something else together with what is before it?"""
    alone = fold(sign)
    return not alone or any(map(unicodedata.combining, alone)) or fold(before + sign) != fold(before) + alone


def _everywhere(text: str, words: str) -> list[int]:
    """Each beginning, also where places overlap."""
    found, place = [], text.find(words) if words else -1
    while place >= 0:
        found.append(place)
        place = text.find(words, place + 1)
    return found
