"""Words are for people: nothing is decided by comparing what is shown, for in English it reads otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.test_habits import ROOMS, ROOT, ours

SPEAK = {"_", "gettext", "lazy_gettext", "ngettext", "_lazy"}


def speaks(node: ast.AST, named: set[str]) -> bool:
    """Is it a text for the reader: said here, by a function that says nothing else, or the values of a table of words?"""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in SPEAK | named or (node.func.id in ("str", "map", "set") and any(speaks(one, named) for one in node.args))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "values" and isinstance(node.func.value, ast.Name) and node.func.value.id in named
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id in named
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(speaks(one, named) for one in node.elts)
    return isinstance(node, ast.Starred) and speaks(node.value, named)


def named_in(tree: ast.Module) -> set[str]:
    """Functions that only return such a text, and tables whose values are such texts."""
    found: set[str] = set()
    for one in tree.body:
        if isinstance(one, ast.FunctionDef):
            said = [back.value for back in ast.walk(one) if isinstance(back, ast.Return) and back.value]
            found |= {one.name} if said and all(speaks(back, set()) for back in said) else set()
        elif isinstance(one, ast.Assign | ast.AnnAssign) and isinstance(one.value, ast.Dict):
            names = one.targets if isinstance(one, ast.Assign) else [one.target]
            if any(speaks(value, set()) for value in one.value.values):
                found |= {name.id for name in names if isinstance(name, ast.Name)}
    return found


def compared(source: str, named: set[str]) -> Iterator[int]:
    """Lines on which such a text is compared with anything."""
    tree = ast.parse(source)
    known = named | named_in(tree)
    for one in ast.walk(tree):
        if isinstance(one, ast.Compare) and any(speaks(side, known) for side in (one.left, *one.comparators)):
            yield one.lineno
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in ("startswith", "endswith"):
            yield from [one.lineno] if any(speaks(side, known) for side in (one.func.value, *one.args)) else []


def sources() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py")}


def test_no_code_compares_what_is_shown() -> None:
    read = sources()
    tables = {name for path, source in read.items() if path.name in ("vocabulary.py", "wording.py") for name in named_in(ast.parse(source))}
    assert {"THEMES", "VERDICTS", "STAGES"} <= tables
    wrong = [f"{path.relative_to(ROOT)}:{line}" for path, source in read.items() for line in compared(source, tables)]
    assert not wrong


@pytest.mark.parametrize(
    "source",
    ['a == str(_("もと"))', 'a in {"", *map(str, WORDS.values())}', "wrong == _overlap()", 'said.startswith(_("もと"))', "a != WORDS[1]"],
)
def test_a_comparison_of_words_would_be_found(source: str) -> None:
    about = 'WORDS = {1: _("評価")}\ndef _overlap(): return str(gettext("重なる"))\n'
    assert list(compared(about + source, set())) == [3]


def test_no_page_compares_what_is_shown() -> None:
    shown = re.compile(r"(?:==|!=)\s*_\(|_\('[^']*'[^)]*\)\s*(?:==|!=|in\b)")
    assert not [path for path in ours("templates/**/*.html") if shown.search(path.read_text("utf-8"))]
