"""The table of permissions (tests/house/permissions.py) holds: every address is asked for by everybody, on the real house and database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from board import drawing
from core.database import SAFE_METHODS, db
from tests.conftest import _empty
from tests.house.everybody import World, make_world
from tests.house.permissions import DEEDS, MARKS, PAGE, Who, page
from tests.house.walking import everybody_asks, rows_of, taken_apart


@pytest.fixture(scope="module")
def house(_app: Flask) -> Flask:
    """The app, not emptied between these tests."""
    return _app


@pytest.fixture(scope="module")
def world(_app: Flask) -> Iterator[World]:
    """One state of the database for all questions: nothing that is asked for is kept."""
    engine = _app.extensions["engine"]
    _empty(engine)
    if engine.dialect.name == "sqlite":  # thousands of refusals are noted; no disk needs to hear of each
        event.listen(engine, "connect", _without_waiting)
        engine.dispose()
    drawing._kept.clear()
    with _app.app_context():
        yield make_world(_app)
        db.rollback()
        db.remove()
    if engine.dialect.name == "sqlite":
        event.remove(engine, "connect", _without_waiting)
        engine.dispose()


def _without_waiting(connection: object, _entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def is_public(app: Flask, row: str) -> bool:
    """Does the guard let everybody to this route?"""
    method, rule, _which = taken_apart(row)
    found = next(one for one in app.url_map.iter_rules() if one.rule == rule and method in (one.methods or ()))
    return bool(getattr(app.view_functions[found.endpoint], "public", False))


def test_every_route_has_a_line_in_the_table_and_every_line_a_route(house: Flask) -> None:
    routes, lines = set(rows_of(house.url_map)), [row for deed in DEEDS for row in deed.rows]
    assert not {row for row, times in Counter(lines).items() if times > 1}, "two lines speak of the same"
    told = {" ".join(taken_apart(row)[:2]) for row in lines}
    assert not routes - told, "no line in tests/house/permissions.py says who may do this"
    assert not told - routes, "there is no such route any more"


def test_every_line_says_what_everybody_is_answered() -> None:
    for deed in DEEDS:
        marks = deed.marks.split()
        assert len(marks) == len(Who), deed.deed
        assert set(marks) <= set(MARKS), deed.deed


@pytest.mark.once
@pytest.mark.parametrize("safe", [True, False], ids=["reading", "writing"])
def test_everybody_is_answered_as_the_table_says(world: World, house: Flask, safe: bool) -> None:
    wrong = []
    for deed in DEEDS:
        for row in (row for row in deed.rows if (taken_apart(row)[0] in SAFE_METHODS) == safe):
            answers = everybody_asks(world, house.url_map, row, public=is_public(house, row))
            for who, expected in deed.expected.items():
                if answers[who] != expected:
                    wrong.append(f"{row} 「{deed.deed}」: {who.name} ({who}) is answered {answers[who]}, the table says {expected}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_page_for_officials_says_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it again: .venv/bin/python -m tests.house.permissions"
