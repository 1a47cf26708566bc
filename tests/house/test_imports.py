"""Imports only point down, never sideways; inside a room routes → live → models, and models know nothing of Flask."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ORDER = ["app", "demo", "home", "meetings", "disaster", "board", "care", "notify", "region", "auth", "core"]
RANK = {name: rank for rank, name in enumerate(ORDER)}
INSIDE = {"models": 0, "live": 1, "routes": 2}
OF_THE_WEB = {"flask", "werkzeug", "flask_wtf"}


def python_files() -> Iterator[tuple[tuple[str, ...], Path]]:
    """Every module of a room, as the parts of its name."""
    yield ("app",), ROOT / "app.py"
    for room in ORDER[1:]:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).with_suffix("").parts, path


def imported(path: Path) -> Iterator[str]:
    """The dotted names a file imports, also inside functions; imports for type checkers alone do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_rooms_import_only_rooms_below_them() -> None:
    wrong = [
        f"{'/'.join(module)} imports {other}"
        for module, path in python_files()
        for other in imported(path)
        if (room := other.split(".")[0]) in RANK and room != module[0] and RANK[room] <= RANK[module[0]]
    ]
    assert not wrong, "\n".join(wrong)


def test_inside_a_room_imports_point_down() -> None:
    wrong = []
    for module, path in python_files():
        mine = INSIDE.get(module[1]) if len(module) > 1 else None
        for other in imported(path):
            parts = other.split(".")
            if mine is not None and parts[0] == module[0] and len(parts) > 1 and INSIDE.get(parts[1], -1) > mine:
                wrong.append(f"{'/'.join(module)} imports {other}")
    assert not wrong, "\n".join(wrong)


def test_models_know_nothing_of_the_web() -> None:
    wrong = [
        f"{'/'.join(module)} imports {other}"
        for module, path in python_files()
        if len(module) > 1 and module[1] == "models"
        for other in imported(path)
        if other.split(".")[0] in OF_THE_WEB
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_rooms_to_check() -> None:
    assert len(list(python_files())) > 50
