"""Every act that any room records has plain words; the code itself is read for its verbs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from region.oversight import words

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "auth", "region", "care", "notify", "board", "disaster", "meetings", "home")
PASSED_ON = {
    "core/audit.py": {"denied", "watch.denied"},  # record_aside hands its verb on
    "auth/forgotten.py": {"password.forgotten"},
    "auth/proving.py": {"password.refused", "code.refused", "passkey.refused"},
    "region/oversight/routes/acts.py": {"audit.viewed", "audit.exported"},
    "region/open_data/intake.py": {"care_services.imported"},
}
"""Files where the verb is a variable, and what it may be."""


def verbs() -> Iterator[tuple[str, str]]:
    """File and verb; `{}` stands for what an f-string puts in."""
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and is_recording(node.func, name):
                yield from ((name, verb) for verb in said(node.args[0], name))


def is_recording(called: ast.expr, name: str) -> bool:
    if isinstance(called, ast.Name):
        return called.id in ("record", "record_aside") and name == "core/audit.py"
    return isinstance(called, ast.Attribute) and called.attr in ("record", "record_aside") and ast.unparse(called.value) == "audit"


def said(verb: ast.expr, name: str) -> set[str]:
    if isinstance(verb, ast.Constant):
        return {str(verb.value)}
    if isinstance(verb, ast.JoinedStr):
        return {"".join(part.value if isinstance(part, ast.Constant) else "{}" for part in verb.values)}  # type: ignore[misc]
    assert name in PASSED_ON, f"{name}: {ast.unparse(verb)} is no text; write in PASSED_ON what it may be"
    return PASSED_ON[name]


def test_every_verb_in_the_code_has_its_words(app: Flask) -> None:
    found = list(verbs())
    assert len(found) > 80
    known = {verb for _name, group in words.GROUPS.values() for verb in group} | {f"x{ending}" for ending in words.ENDINGS}
    wanting = [
        f"{name}: {verb}"
        for name, verb in found
        if not (words.word(verb) if "{}" not in verb else [one for one in known if re.fullmatch(verb.replace("{}", ".+"), one)])
    ]
    assert not wanting, "\n".join(wanting)


def test_no_words_are_left_over(app: Flask) -> None:
    said_in_code = {verb for _name, verb in verbs()}
    for _name, group in words.GROUPS.values():
        for verb in group:
            assert any(re.fullmatch(one.replace("{}", ".+"), verb) for one in said_in_code), f"nobody records {verb}"


def test_no_verb_stands_in_two_groups(app: Flask) -> None:
    every = [verb for _name, group in words.GROUPS.values() for verb in group]
    assert len(every) == len(set(every))


def test_an_unknown_verb_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert words.word("new.verb") is None
        assert words.said("new.verb") == "ほかの操作（new.verb）"
        assert words.group_of("new.verb") == "house"
        assert words.said("care_services.imported") == "公表データの一部を書きこんだ"
