"""60 made-up pairs that are hard to tell: what was measured is never undercut."""

from __future__ import annotations

from bench.golden_pairs import golden, measured

JOINED, ASKED, LIKELY = (12, 12), (29, 29), (28, 28)
"""Taken and right, of 30 that are the same, as measured with `python -m bench.golden_pairs`."""


def test_the_set_is_sixty_half_of_them_the_same() -> None:
    assert (len(golden()), sum(pair.same for pair in golden())) == (60, 30)


def test_nobody_is_joined_with_somebody_else() -> None:
    found = measured(golden())["joined"]
    assert found.precision == 1.0
    assert found.recall >= JOINED[1] / 30


def test_who_may_be_the_same_is_put_before_a_person() -> None:
    found = measured(golden())
    for name, (taken, right) in {"asked": ASKED, "likely": LIKELY}.items():
        assert found[name].precision >= right / taken
        assert found[name].recall >= right / 30
