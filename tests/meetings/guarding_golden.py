"""The sentences of fixtures/guarded_sentences.tsv (invented), and how well the guard does on them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from meetings.guarding.patterns import found

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
