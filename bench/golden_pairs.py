"""How well institutions are recognised: 60 made-up pairs that are hard to tell, labelled by hand (tests/region/fixtures/golden_pairs.csv).

python -m bench.golden_pairs            prints precision and recall
python -m bench.golden_pairs --wrong    and every pair that is judged otherwise than it is labelled
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from region.directory.identity.likeness import Likeness, compare
from region.directory.identity.sketch import Sketch, Told, sketch

PAIRS = Path(__file__).parents[1] / "tests/region/fixtures/golden_pairs.csv"


@dataclass(frozen=True)
class Golden:
    """A labelled pair, compared."""

    what: str
    same: bool
    likeness: Likeness


@dataclass(frozen=True)
class Measured:
    """Of the pairs that a rule takes, how many are the same (precision); of those that are the same, how many it takes (recall)."""

    taken: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.taken if self.taken else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there


def golden() -> list[Golden]:
    """Every pair of the file."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [Golden(row["what"], row["label"] == "same", compare(_side(row, "a_"), _side(row, "b_"))) for row in csv.DictReader(file)]


def measured(pairs: list[Golden]) -> dict[str, Measured]:
    """The three rules: joined without asking, put before a person, shown as likely (score of one half and more)."""
    rules: dict[str, Callable[[Likeness], bool]] = {
        "joined": lambda likeness: likeness.sure,
        "asked": lambda likeness: likeness.sure or likeness.doubtful,
        "likely": lambda likeness: likeness.sure or likeness.score >= 0.5,
    }
    there = sum(pair.same for pair in pairs)
    taken = {name: [pair for pair in pairs if rule(pair.likeness)] for name, rule in rules.items()}
    return {name: Measured(len(some), sum(pair.same for pair in some), there) for name, some in taken.items()}


def _side(row: dict[str, str], side: str) -> Sketch:
    numbers = list(_numbers(row[side + "number"]))
    return sketch(
        Told(
            name=row[side + "name"], kana=row[side + "kana"] or None, type=row[side + "type"], municipality_code="900010",
            address=row[side + "address"] or None, telephone=row[side + "telephone"] or None,
            corporation_number=row[side + "corporation"] or None, numbers=[one for one, gone in numbers if not gone],
            gone=[one for one, gone in numbers if gone], municipality="北市", prefecture="第90県",
        )
    )  # fmt: skip


def _numbers(told: str) -> Iterator[tuple[tuple[str, str], bool]]:
    if told:
        source, number, *gone = told.split(":")
        yield (source, number), bool(gone)


def main() -> None:
    """Prints the table."""
    pairs = golden()
    print(f"{len(pairs)} pairs, {sum(pair.same for pair in pairs)} of them the same")
    print(f"{'':8} {'taken':>6} {'right':>6} {'precision':>10} {'recall':>8}")
    for name, one in measured(pairs).items():
        print(f"{name:8} {one.taken:6} {one.right:6} {one.precision:10.3f} {one.recall:8.3f}")
    if "--wrong" in sys.argv:
        for pair in pairs:
            if pair.same != (pair.likeness.sure or pair.likeness.score >= 0.5):
                print(
                    f"{'same' if pair.same else 'different':9} {pair.likeness.weight:5.1f} {pair.what}: {', '.join(pair.likeness.reasons)}"
                )


if __name__ == "__main__":
    main()
