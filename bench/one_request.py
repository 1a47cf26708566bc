"""What one request costs, signed in, in a house of its own that holds the demo area: CPU ms and queries. Benches of pages stand on it."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from app import create_app
from core import config
from core.commands import upgrade
from core.database import db
from core.realtime.serving import no_more_collected
from demo.building import build

ROUNDS = 60


@contextmanager
def demo_area() -> Iterator[Flask]:
    """In an embedded database in a temporary folder, or in the empty one of RENKEI_TEST_DATABASE_URL."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{Path(folder) / 'renkei.sqlite3'}"
        upgrade(url)
        app = create_app(replace(config.read({"RENKEI_DATA": folder}), database_url=url))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            build()
            db.execute(text("ANALYZE"))
            db.commit()
        no_more_collected()
        yield app


def signed_in(app: Flask, who: str) -> FlaskClient:
    """A browser of one of the demo area's people."""
    client = app.test_client()
    client.post("/sign-in", data={"email": f"{who}@example.jp", "password": "renkei-demo-2026"})
    return client


def asked(app: Flask, client: FlaskClient, page: str) -> tuple[bytes, list[str]]:
    """The page, and the statements it asks the database when it is opened again."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    for _ in range(2):
        client.get(page)
    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    answer = client.get(page)
    event.remove(app.extensions["engine"], "before_cursor_execute", note)
    assert answer.status_code == 200, f"{page}: {answer.status}"
    return answer.data, [one for one in said if not one.startswith("BEGIN")]


def cpu(app: Flask, *wanted: tuple[FlaskClient, str]) -> list[float]:
    """CPU ms of each request: the median of this process, and on PostgreSQL the mean of the database's processes, which count in 10 ms."""
    backend = _backend(app)
    gc.collect()
    costs: list[list[float]] = [[] for _ in wanted]
    theirs = [0.0 for _ in wanted]
    for _ in range(ROUNDS):
        for number, (client, path) in enumerate(wanted):
            begun, before = time.process_time(), backend()
            client.get(path)
            costs[number].append((time.process_time() - begun) * 1000)
            theirs[number] += backend() - before
    return [statistics.median(own) + their / ROUNDS for own, their in zip(costs, theirs, strict=True)]


def _backend(app: Flask) -> Callable[[], float]:
    """Gives the CPU ms so far of the database's processes that serve us; always 0 where there are none."""
    if app.extensions["engine"].dialect.name != "postgresql":
        return lambda: 0.0
    with app.app_context():
        numbers = db.scalars(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")).all()
        db.rollback()
    ticks = os.sysconf("SC_CLK_TCK") / 1000

    def spent() -> float:
        told = [Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in numbers]
        return sum(int(fields[11]) + int(fields[12]) for fields in told) / ticks

    return spent
