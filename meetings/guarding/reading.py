"""Reads Japanese word by word and says which words are parts of a name: SudachiPy with its small dictionary.

Where it is not installed (it has no build for some machines) nothing is read, and names that stand bare are not found.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from core.folding import fold

if TYPE_CHECKING:
    from sudachipy import Dictionary, Morpheme

log = logging.getLogger("renkei.guarding")

_SENTENCES = re.compile(r"[^。\n]{1,400}。?")
"""A sentence, or a piece of a very long one: what is read at once is bounded."""

_JAPANESE = re.compile(r"[^\W\da-zA-Z]+")
_KATAKANA = re.compile(r"[ァ-ヺー]{2,6}")
_KANJI = re.compile(r"[々㐀-䶿一-鿿]{1,4}")


class Part(StrEnum):
    """What a word is in a name. `MAYBE` is read as a town or a thing here, and is a surname elsewhere (石川, 古屋).

    `STRANGE` is in no dictionary: ウエマツ, and the latest medicine.
    """

    SURNAME = "surname"
    GIVEN = "given"
    MAYBE = "maybe"
    STRANGE = "strange"
    NOUN = "noun"
    OTHER = "other"


class Word(NamedTuple):
    """`text[start:end]` of what was read."""

    start: int
    end: int
    part: Part
    written: str


def sentences(read: str) -> Iterator[list[Word]]:
    """The words of each sentence of `read`, in order; old characters are read as their common form."""
    if not (dictionary := _dictionary()):
        return
    plain, tokenizer = "".join(_plain(letter) for letter in read), dictionary.tokenizer()
    for sentence in _SENTENCES.finditer(plain):
        at = sentence.start()
        yield [_word(at + one.begin(), at + one.end(), one, read) for one in tokenizer.tokenize(sentence[0])]


def is_a_surname(word: str) -> bool:
    """Does the dictionary know the word as a surname, whatever else it may mean?"""
    return "姓" in _known_as(word)


def is_a_place(word: str) -> bool:
    """Does it know the word as one?"""
    return "地名" in _known_as(word)


def ends_with_a_surname(left: str, name: str, then: str) -> bool:
    """Where `then` follows, does `left` read as ending with the surname `name`?"""
    start = len(left) - len(name)
    words = [one for sentence in sentences(left + then) for one in sentence if one.start == start]
    return any(one.part is Part.SURNAME and one.written == name for one in words)


def _word(start: int, end: int, one: Morpheme, read: str) -> Word:
    return Word(start, end, _part(one, one.surface()), read[start:end])


def _part(one: Morpheme, word: str) -> Part:
    speech = one.part_of_speech()
    if speech[0] != "名詞" or not _JAPANESE.fullmatch(word):
        return Part.OTHER
    if speech[2:4] in _PARTS:
        return _PARTS[speech[2:4]]
    if one.is_oov() and _KATAKANA.fullmatch(word):
        return Part.STRANGE
    return Part.MAYBE if _KANJI.fullmatch(word) and is_a_surname(word) else Part.NOUN


_PARTS = {("人名", "姓"): Part.SURNAME, ("人名", "名"): Part.GIVEN}


@lru_cache(2048)
def _known_as(word: str) -> frozenset[str]:
    """The finer kinds of the dictionary's words that are written so."""
    dictionary = _dictionary()
    return frozenset(kind for one in dictionary.lookup(word) for kind in one.part_of_speech()[2:4]) if dictionary else frozenset()


@cache
def _dictionary() -> Dictionary | None:
    """Loaded with the first text, not with the server; what is not needed of it stays on disk."""
    if not INSTALLED:
        log.warning("SudachiPy is not installed: names without a calling (様, さん) are not looked for")
        return None
    from sudachipy import Dictionary

    return Dictionary(dict="small")


INSTALLED = bool(find_spec("sudachipy") and find_spec("sudachidict_small"))


@cache
def _plain(letter: str) -> str:
    """髙 as 高; what is no kanji, and what folds to more than one character, as it is. A half of a character cannot be read."""
    if letter < "㐀" or (folded := fold(letter)) == letter or len(folded) != 1:
        return " " if "\ud800" <= letter <= "\udfff" else letter
    return folded
