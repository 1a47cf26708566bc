"""docs/security.md speaks of what is there: every file and every test it names exists, and no requirement of the standard is left out."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PAGES = {name: (HOUSE / name).read_text("utf-8") for name in ("docs/security.md", "SECURITY.md")}
PAGE = PAGES["docs/security.md"]
STATES = {"done", "partly", "missing", "operator", "n/a"}

ASKED = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5,
    "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4,
    "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1,
    "8.4": 1, "9.1": 3, "9.2": 4, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1,
    "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
"""Each section of ASVS 5.0.0 and the last number in it of level 1 or 2 (they stand first). 10 and 17 are answered as a whole."""


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def files_in(text: str) -> list[str]:
    """Those of it that are files or folders of the house."""
    path = re.compile(r"(?!RENKEI_|test_)(?:[\w.-]+/)*[\w.-]+\.(?:py|md|txt|js|html|json|toml)|(?:[\w-]+/)+|bin/[\w-]+")
    return [one for one in quoted(text) if path.fullmatch(one)]


def requirements() -> list[tuple[str, str, str, str]]:
    """(numbers, state, where, test) of every line of the tables of ASVS."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| \d+\.\d+\.\d+", line)]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    assert all(len(row) == 5 for row in rows), [row for row in rows if len(row) != 5]
    return [(row[0], row[2], row[3], row[4]) for row in rows]


def numbers(said: str) -> list[str]:
    """6.2.2 and 6.2.3 of "6.2.2, 6.2.3"; 1.2.6, 1.2.7 and 1.2.8 of "1.2.6–1.2.8"."""
    found = []
    for part in said.split(", "):
        first, _dash, last = part.partition("–")
        section, _dot, begins = first.rpartition(".")
        found += [f"{section}.{one}" for one in range(int(begins), int((last or first).rpartition(".")[2]) + 1)]
    return found


@pytest.mark.parametrize("name", list(PAGES))
def test_every_file_that_is_named_exists(name: str) -> None:
    named = files_in(PAGES[name])
    assert named
    assert not [one for one in named if not (HOUSE / one).exists()]


def test_every_decision_that_is_named_exists() -> None:
    named = {one for said in re.findall(r"decisions? ((?:\d{4}(?:, )?)+)", PAGE) for one in said.strip(", ").split(", ")}
    assert len(named) > 5
    assert not [one for one in named if not list((HOUSE / "docs" / "decisions").glob(f"{one}-*.md"))]


def test_every_test_that_is_named_exists() -> None:
    written = {one for path in (HOUSE / "tests").rglob("test_*.py") for one in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    named = {one for one in quoted(PAGE) if one.startswith("test_")}
    assert len(named) > 100
    assert not named - written


def test_every_requirement_of_both_levels_has_one_answer() -> None:
    answered = Counter(one for said, *_ in requirements() if not said.startswith(("10.", "17.")) for one in numbers(said))
    asked = {f"{section}.{one}" for section, last in ASKED.items() for one in range(1, last + 1)}
    assert not asked - answered.keys()
    assert not answered.keys() - asked
    assert not [one for one, times in answered.items() if times > 1]


def test_what_is_done_says_where_and_what_is_not_says_what_lacks() -> None:
    rows = requirements()
    assert {state for _said, state, _where, _test in rows} == STATES
    assert not [said for said, state, where, _test in rows if state == "done" and not files_in(where)]
    assert not [said for said, state, where, _test in rows if state == "partly" and len(where) < 10]
