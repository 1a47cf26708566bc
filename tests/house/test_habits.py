"""Habits of the house that nobody should have to remember."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "auth", "region", "board", "meetings", "home", "demo")
CEILINGS = {"*/models/*.py": 220, "*/routes/*.py": 130, "static/js/*.js": 130, "static/css/*.css": 80, "templates/**/*.html": 90}
"""Feel uneasy at the house's ceilings (150, 100, 100, 60, 80); here it ends."""


def ours(pattern: str) -> list[Path]:
    return [path for path in ROOT.glob(pattern) if path.relative_to(ROOT).parts[0] not in (".venv", "node_modules", "data")]


@pytest.mark.parametrize(("pattern", "ceiling"), CEILINGS.items())
def test_no_file_is_past_its_ceiling(pattern: str, ceiling: int) -> None:
    found = ours(pattern)
    assert found
    assert not [f"{path.relative_to(ROOT)}: {lines}" for path in found if (lines := len(path.read_text("utf-8").splitlines())) > ceiling]


def test_no_room_has_a_drawer() -> None:
    names = {"utils.py", "helpers.py", "util.py", "helper.py", "services.py", "managers.py", "common.py"}
    assert not [
        path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.name in names or path.parent.name in ("services", "managers")
    ]


def test_only_the_clock_reads_the_time() -> None:
    reads = re.compile(r"datetime\.now|date\.today|time\.time\(|utcnow")
    wrong = [
        f"{path.relative_to(ROOT)}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name != "clock.py" and reads.search(path.read_text("utf-8"))
    ]
    assert not wrong


def test_pages_have_no_script_or_style_inside() -> None:
    inside = re.compile(r"<style|\sstyle=|\son(click|load|submit|change|input)=|<script(?![^>]*\ssrc=)|javascript:")
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}" for path in ours("templates/**/*.html") if (found := inside.search(path.read_text("utf-8")))
    ]
    assert not wrong


PUSHED = (
    *(f"board/{name}" for name in ("_alert.html", "posts/_post.html", "posts/_pushed.html", "posts/_own.html", "posts/_reply.html")),
    *(f"meetings/holding/{name}" for name in ("_entry.html", "_moved.html", "_came.html", "_wished.html")),
)
"""What everybody who listens receives in the same words. Of meetings, with all that these take in."""


def taken_in(name: str) -> set[str]:
    """This template and those it includes or imports, to the last."""
    inside = re.findall(r"""\{%-?\s*(?:include|import|from)\s+["']([^"']+)["']""", (ROOT / "templates" / name).read_text("utf-8"))
    return {name}.union(*(taken_in(one) for one in inside))


def test_pushed_partials_hold_nothing_personal() -> None:
    personal = re.compile(r"csrf_token|current_user|\bhere\b|session")
    pushed = {every for name in PUSHED for every in (taken_in(name) if name.startswith("meetings") else {name})}
    assert len(pushed) > len(PUSHED)
    assert not [name for name in sorted(pushed) if personal.search((ROOT / "templates" / name).read_text("utf-8"))]


def test_nothing_names_one_machine() -> None:
    path = r"(^|[^a-zA-Z.{}])/(work|farm|root)/"
    left_out = (":!*.lock", ":!package-lock.json", ":!tests/house")
    found = subprocess.run(["git", "grep", "-nIE", path, "--", ".", *left_out], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""
