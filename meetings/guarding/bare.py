"""Names that stand bare: 「田中太郎は退院後」. A dictionary says what may be a name; what stands around it says whether a patient is meant.

Less sure than a name before 様: a town, who speaks and who is cared for are called by the same words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from core.folding import fold
from meetings.guarding.around import is_a_relative, is_of_a_patient, is_of_staff, stands_alone
from meetings.guarding.naming import Stretch, general, is_known, names_of
from meetings.guarding.reading import Part, Word, sentences
from meetings.guarding.suspicion import Kind

_KANA = re.compile(r"[ァ-ヺー]{2,3}[子江代枝美]?|[ぁ-ゖ]{2}[子江代枝美]?")
_TAIL = re.compile(r"[子江代枝美男夫雄]")
_TOWN = re.compile(r"[^市町村区]{2,5}[市町村区]")
_LINE = 120
_CLAUSE = 48
"""Characters before and after a name that are looked at."""


def bare_names(read: str, known: Collection[str]) -> Iterator[Stretch]:
    """Every stretch of `read` that seems to name a patient without any calling, except those who are known."""
    folded = [fold(one) for one in known]
    theirs = names_of(known) | {one[:-1] for one in folded if _TOWN.fullmatch(one)}
    for words in sentences(read):
        at = 0
        while at < len(words):
            end = _end(words, at)
            name = words[at:end]
            if name and _tells(read, name):
                start, stop = name[0].start, name[-1].end
                if not (is_known(read[start:stop], theirs) or _within_known(read, start, stop, folded)):
                    yield Kind.BARE, start, stop
            at = max(at + 1, end)


def _end(words: list[Word], at: int) -> int:
    """Behind the last word of the name that begins at `at`; 0 where none begins."""
    first = words[at].part
    if first not in _FIRST:
        return 0
    then = at + 1 + (at + 1 < len(words) and words[at + 1].written == " ")
    if then >= len(words) or not _is_given(words[then], first):
        return 0 if first is Part.STRANGE else at + 1
    tail = then + 1 < len(words) and words[then].part is not Part.NOUN and _TAIL.fullmatch(words[then + 1].written)
    return then + (2 if tail else 1)


_FIRST = (Part.SURNAME, Part.GIVEN, Part.MAYBE, Part.STRANGE)


def _is_given(word: Word, behind: Part) -> bool:
    """A given name, behind a word that may be a surname. Old ones (ウメ, さと) are nouns to the dictionary."""
    if word.part in (Part.GIVEN, Part.STRANGE):
        return True
    if word.part is Part.NOUN and behind in (Part.SURNAME, Part.MAYBE):
        return bool(_KANA.fullmatch(word.written)) and not general(word.written)
    return word.part is Part.SURNAME and behind is Part.SURNAME


def _tells(read: str, name: list[Word]) -> bool:
    """Does it stand as a name, of nobody who takes part? What may be a town, or is short, only where more is said of a patient."""
    start, stop = name[0].start, name[-1].end
    begun = max(0, start - _LINE)
    before, after = read[read.rfind("\n", begun, start) + 1 or begun : start], re.split("[。\n]", read[stop : stop + _CLAUSE])[0]
    if not stands_alone(before, after) or is_of_staff(before, after):
        return False
    if len(name) > 1 or (name[0].part is Part.SURNAME and stop - start > 1):
        return True
    return stop - start > 1 and (is_of_a_patient(after) or (name[0].part is Part.GIVEN and is_a_relative(before)))


def _within_known(read: str, start: int, stop: int, known: list[str]) -> bool:
    """Is it a part of a longer name that is known (内田の里)?"""
    name, around = fold(read[start:stop]), fold(read[max(0, start - _CLAUSE) : stop + _CLAUSE])
    return any(name in one and one in around for one in known)
