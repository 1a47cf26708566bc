"""What pages are drawn with: every sign, sheet and script a page names exists, and none lies about unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*") if path.is_file()]
PAGES = "\n".join(TEMPLATES)
CSS = {path.stem: path.read_text("utf-8") for path in (ROOT / "static/css").glob("*.css")}
ORDER = [line.split() for line in (ROOT / "static/css/order.txt").read_text("utf-8").splitlines()]
SPRITE = set(re.findall(r'id="i-([a-z]+)"', (ROOT / "static/images/icons.svg").read_text("utf-8")))


def test_every_component_has_its_place_in_the_sheet() -> None:
    assert sorted(part for _, part in ORDER) == sorted(CSS)


def test_layers_follow_one_another() -> None:
    layers = [layer for layer, _ in ORDER]
    assert list(dict.fromkeys(layers)) == ["tokens", "base", "layout", "components", "viewer", "print"]
    assert layers == sorted(layers, key=["tokens", "base", "layout", "components", "viewer", "print"].index)


def test_every_sign_is_drawn() -> None:
    named = set(re.findall(r"icon\('([a-z]+)'\)", PAGES))
    assert named
    assert named <= SPRITE


def test_every_file_a_page_asks_for_exists() -> None:
    named = {name for name in re.findall(r"asset\('([^']+)'\)", PAGES) if name != "renkei.css" and not name.startswith("vendor/")}
    assert named
    assert sorted(name for name in named if not (ROOT / "static" / name).is_file()) == []


@pytest.mark.parametrize("part", sorted(CSS))
def test_components_use_values_that_are_set(part: str) -> None:
    set_somewhere = {name for text in CSS.values() for name in re.findall(r"(--[a-z0-9-]+)\s*:", text)}
    assert set(re.findall(r"var\((--[a-z0-9-]+)", CSS[part])) <= set_somewhere


@pytest.mark.parametrize("part", sorted(set(CSS) - {"tokens", "roles"}))
def test_only_the_tokens_name_a_colour(part: str) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", re.sub(r"url\([^)]*\)", "", CSS[part])) == []


@pytest.mark.parametrize("part", sorted(set(CSS) - {"tokens", "roles", "text-size", "print"}))
def test_text_is_measured_in_what_the_reader_chose(part: str) -> None:
    """A size in px would not grow with 大 and 特大."""
    assert re.findall(r"font(?:-size)?:[^;]*\dpx", CSS[part]) == []
