"""Somebody acts on what was read before somebody else, a moment earlier, had changed it: only PostgreSQL lets two write at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import text

from core.database import db

PATIENCE = 20.0
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

Things = TypeVar("Things")


def overtaken(app: Flask, read: Callable[[], Things], first: Callable[[], object], then: Callable[[Things], object]) -> Exception | None:
    """`then` acts on what it has read when `first` had acted and not yet committed. What was said to it; None where it was let do it."""
    engine = app.extensions["engine"]
    if engine.dialect.name == "sqlite":
        pytest.skip("on SQLite one who writes begins when the other has ended")
    seen, acted, refused = Event(), Event(), list[Exception]()

    def second() -> None:
        with app.app_context():
            try:
                things = read()
                seen.set()
                assert acted.wait(PATIENCE)
                then(things)
                db.commit()
            except Exception as broken:  # noqa: BLE001 - told where the test can see it
                refused.append(broken)
            finally:
                seen.set()

    thread = Thread(target=second)
    thread.start()
    assert seen.wait(PATIENCE)
    first()
    db.flush()
    acted.set()
    with engine.connect() as beside:
        while thread.is_alive() and not beside.scalar(text(WAITING)):
            thread.join(0.005)
            beside.rollback()
    db.commit()
    thread.join(PATIENCE)
    db.expire_all()
    return refused[0] if refused else None
