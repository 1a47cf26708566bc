"""How many questions the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import event

from core.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Those asked while this is open, in whichever way the engine is used: a request reads by another than a test."""
    seen: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engine = current_app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def questions(client: FlaskClient, page: str) -> int:
    """How many the second request of a page asks; the first may leave something behind."""
    assert client.get(page).status_code == 200
    db.expire_all()
    with statements() as asked:
        client.get(page)
    assert asked, "a page without a question: the wrong engine was listened to"
    return sum(one.startswith("SELECT") for one in asked)
