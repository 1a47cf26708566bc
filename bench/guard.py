"""What the guard of minutes costs, and how well it does on the invented sentences of tests/meetings/fixtures/guarded_sentences.tsv.

python -m bench.guard            CPU ms for 10,000 and 20,000 characters, their ratio (2 is linear); precision and recall
"""

from __future__ import annotations

import time

from meetings.guarding.patterns import found
from tests.meetings.guarding_golden import sentences, tried

HALF = 10_000
PIECES = ("様", "さん", "山田様", "山", "あ", "8", "1-", "丁目1", "(03)", "生年月日8", "a.", "か゛", "〇町の", "患者番号")
"""Repeated, they are the worst that can be sent to each pattern."""


def cpu(text: str) -> float:
    """Milliseconds of one look, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        found(text)
        best = min(best, time.process_time() - begun)
    return best * 1000


def main() -> None:
    minutes = "".join(one.sentence for one in sentences())
    texts = {"minutes": minutes, **{piece: piece for piece in PIECES}}
    print(f"{'text':<12}{'10,000':>10}{'20,000':>10}{'ratio':>8}")
    for name, piece in texts.items():
        text = (piece * (2 * HALF // len(piece) + 1))[: 2 * HALF]
        once, twice = cpu(text[:HALF]), cpu(text)
        print(f"{name:<12}{once:>10.1f}{twice:>10.1f}{twice / once:>8.2f}")
    print(tried().told)


if __name__ == "__main__":
    main()
