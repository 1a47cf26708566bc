"""`bin/check fast` leaves out what is slow, and nothing else: its list names tests there are."""

from __future__ import annotations

from pathlib import Path

from tests.slow import measured, slow

TESTS = Path(__file__).resolve().parents[1]


def test_every_test_on_the_list_exists() -> None:
    named = [one.partition("::") for one in sorted(slow())]
    assert named
    gone = [(file, test) for file, _, test in named if f"def {test}(" not in (TESTS / file).read_text("utf-8")]
    assert not gone


def test_all_examples_of_a_test_count_together() -> None:
    said = [
        "0.20s call     tests/board/test_posts.py::test_a_post[short]",
        "0.15s call     tests/board/test_posts.py::test_a_post[long one]",
        "0.30s call     tests/board/test_posts.py::test_another",
        "9.00s teardown tests/board/test_posts.py::test_another",
        "2 passed in 9.65s",
    ]
    assert measured(said) == ["board/test_posts.py::test_a_post"]
