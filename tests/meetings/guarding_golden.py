"""Invented sentences, and how well the guard does on them: fixtures/guarded_sentences.tsv, bare_names_*.txt and kana_surnames_*.txt.

In the latter two a patient's name is in 【】. They were written before the rules were; `aside` was never looked at while they were made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from meetings.guarding.patterns import found
from meetings.guarding.suspicion import Kind, Suspicion

FILE = Path(__file__).parent / "fixtures" / "guarded_sentences.tsv"


class Golden(NamedTuple):
    """A sentence, and the kinds that shall be suspected in it, in any order."""

    kinds: Counter[str]
    sentence: str


class Tried(NamedTuple):
    """What the guard does on all of them; `told` says it, with each sentence where it errs."""

    precision: float
    recall: float
    told: str


def sentences() -> list[Golden]:
    lines = [line.split("\t", 1) for line in FILE.read_text("utf-8").splitlines()]
    return [Golden(Counter(kinds.split(",")) if kinds else Counter(), sentence) for kinds, sentence in lines]


def tried() -> Tried:
    """Counted by suspicion: one right, one too many, one missed."""
    right = extra = missed = 0
    wrong = []
    for golden in sentences():
        said = Counter(str(one.kind) for one in found(golden.sentence))
        right += (said & golden.kinds).total()
        extra += (said - golden.kinds).total()
        missed += (golden.kinds - said).total()
        if said != golden.kinds:
            words = [(str(one.kind), one.words) for one in found(golden.sentence)]
            wrong.append(f"{golden.sentence}: expected {dict(golden.kinds)}, found {words}")
    precision, recall = right / (right + extra), right / (right + missed)
    told = f"precision {precision:.3f}, recall {recall:.3f}: {right} right, {extra} too many, {missed} missed\n" + "\n".join(wrong)
    return Tried(precision, recall, told)


_MEMBERS = "三枝 由美子/大河原 誠/望月 恵/久保田 修/長谷川 智子/林 直樹/南 香織/原 健二/森 千佳/辻 美穂/有馬 洋平/高田 純"
_OFFICES = "佐藤医院/山口内科クリニック/石川歯科/さくら薬局/みどり訪問看護ステーション/中川町地域包括支援センター"
KNOWN = frozenset([*_MEMBERS.split("/"), *_OFFICES.split("/")])
"""Members and institutions of the group whose minutes the bare names stand in."""


FILES = {"kana_seen": "kana_surnames", "kana_aside": "kana_surnames"}


class Marked(NamedTuple):
    """A sentence, and where the names of patients stand in it."""

    sentence: str
    names: list[tuple[int, int]]


def marked(which: str) -> Iterator[Marked]:
    """The sentences of `seen` or `aside`; of `kana_seen` or `kana_aside`, in which a surname alone is in kana."""
    for line in (FILE.parent / f"{FILES.get(which, 'bare_names')}_{which.removeprefix('kana_')}.txt").read_text("utf-8").splitlines():
        marks = [mark.start() - at for at, mark in enumerate(re.finditer("[【】]", line))]
        yield Marked(re.sub("[【】]", "", line), list(zip(marks[::2], marks[1::2], strict=True)))


def tried_bare(which: str) -> Tried:
    """Counted by name: found, missed; and what is taken for a name and is none, of whatever kind of name."""
    right = extra = missed = 0
    wrong = []
    for one in marked(which):
        said = [hit for hit in found(one.sentence, KNOWN) if hit.kind in (Kind.NAME, Kind.BARE, Kind.INITIAL, Kind.HOME)]
        hit = [name for name in one.names if any(_meet(name, other) for other in said)]
        too_many = [other for other in said if not any(_meet(name, other) for name in one.names)]
        right, missed, extra = right + len(hit), missed + len(one.names) - len(hit), extra + len(too_many)
        if too_many or len(hit) < len(one.names):
            wrong.append(f"{one.sentence}: found {[(str(other.kind), other.words) for other in said]}")
    precision, recall = right / max(1, right + extra), right / max(1, right + missed)
    told = f"precision {precision:.3f}, recall {recall:.3f}: {right} right, {extra} too many, {missed} missed\n" + "\n".join(wrong)
    return Tried(precision, recall, told)


def _meet(name: tuple[int, int], hit: Suspicion) -> bool:
    return hit.start < name[1] and name[0] < hit.end
