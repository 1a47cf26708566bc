"""One database for the run (SQLite, or what RENKEI_TEST_DATABASE_URL names), emptied after each test; one small cast."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, text
from werkzeug.test import TestResponse

from app import create_app
from auth import passwords
from core import config, search
from core.commands import upgrade
from core.database import Base, db
from tests.cast import Cast, laid_cast
from tests.core.postbox import postbox  # noqa: F401 - a fixture for every test
from tests.hearing import hearing  # noqa: F401 - a fixture for every test
from tests.slow import slow

hypothesis.settings.register_profile("renkei", deadline=None)  # speed is measured by bench/, never by a test
hypothesis.settings.load_profile("renkei")


gc.disable()
"""While modules come in and tests are collected nothing becomes rubbish, and what came in stays: looking through it cost a tenth."""

TRUE_COST = passwords._argon2id, dict(passwords._on_paper)
"""Of a password, and of a code on paper."""


def pytest_configure() -> None:
    """Where several processes share the tests (`-n 2`), each has a database of its own on the server, and a Redis of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker or "RENKEI_TEST_DATABASE_URL" not in os.environ:
        return
    server = make_url(os.environ["RENKEI_TEST_DATABASE_URL"])
    own = server.set(database=f"{server.database}_{worker}")
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{own.database}"')
    os.environ["RENKEI_TEST_DATABASE_URL"] = own.render_as_string(hide_password=False)
    redis, _, number = os.environ["RENKEI_TEST_REDIS_URL"].rpartition("/")
    os.environ["RENKEI_TEST_REDIS_URL"] = f"{redis}/{int(number) + 1 + int(worker.removeprefix('gw'))}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--once-is-enough", action="store_true", help="Leave out what touches no database, or is marked so: the other engine tried it."
    )
    parser.addoption("--quick", action="store_true", help="Leave out what takes longer than most (tests/slow.py).")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = set[pytest.Item]()
    if config.getoption("--once-is-enough"):
        left |= {one for one in items if one.get_closest_marker("once") or _touches_no_database(one)}
    if config.getoption("--quick"):
        long = slow()
        left |= {one for one in items if one.nodeid.removeprefix("tests/").partition("[")[0] in long}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [one for one in items if one not in left]


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    gc.enable()


def _touches_no_database(item: pytest.Item) -> bool:
    """Rooms reach theirs by `_app`; core, live and house make databases of their own."""
    return _in_a_room(item) and "_app" not in getattr(item, "fixturenames", ())


def _in_a_room(item: pytest.Item) -> bool:
    return item.path.relative_to(Path(__file__).parent).parts[0] in ("auth", "board", "home", "meetings", "region")


class Browser(FlaskClient):
    """Each request finds what a request finds on the server: no transaction of the test's own, nothing known of an earlier request."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.rollback()
        for name in list(g):
            g.pop(name)
        try:
            return super().open(*args, **kwargs)
        finally:
            db.rollback()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    data: Path = tmp_path_factory.mktemp("data")
    return config.Settings(
        data=data,
        database_url=os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{data / 'renkei.sqlite3'}",
        redis_url=os.environ.get("RENKEI_TEST_REDIS_URL"),
        secret_key="only for tests",
        production=False,
        public_url="http://localhost",
        trusted_proxies=0,
        idle=timedelta(hours=2),
        absolute=timedelta(hours=12),
        invitation_life=timedelta(days=7),
        metrics_from=("127.0.0.1",),
        testing=True,
    )


@pytest.fixture(scope="session")
def _app(settings: config.Settings, request: pytest.FixtureRequest) -> Flask:
    upgrade(settings.database_url)
    passwords._argon2id = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # thousands sign in; `true_cost` in tests/auth
    passwords._on_paper |= {"time_cost": 1, "memory_cost": 8}
    app = create_app(settings)
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False  # tests/house tries the tokens themselves
    if cache := request.config.cache:
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(cache.mkdir("templates")))
    _made_quick(app.extensions["engine"])
    return app


def _made_quick(engine: Engine) -> None:
    """SQLite waits for no disk, as bin/with-postgres does; that an acknowledged post survives a power cut, servers of their own show."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _entry: connection.execute("PRAGMA synchronous=OFF"))
        engine.dispose()
        return
    with engine.execution_options(writes=True).begin() as connection:
        _learn_to_be_emptied(connection)


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    _empty(_app.extensions["engine"])
    with _app.app_context():
        yield _app
        db.rollback()
        db.remove()


@cache
def _tables() -> list[str]:
    """Those that refer to others come first."""
    return [table.name for table in reversed(Base.metadata.sorted_tables)]


def _empty(engine: Engine) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        for index in search.INDEXES.values():
            index.empty(connection)
        if engine.dialect.name == "postgresql":
            _empty_postgres(connection)
            return
        _empty_sqlite(connection, _tables())


def _empty_sqlite(connection: Connection, tables: list[str]) -> None:
    """By the driver itself: a hundred small statements before each of thousands of tests."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA defer_foreign_keys=ON")
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_is_never_deleted'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")
    for _name, sql in triggers:
        cursor.execute(sql)


def _empty_postgres(connection: Connection) -> None:
    """Only what holds something, in one question whose plans each session keeps: to truncate every table costs more than most tests."""
    connection.execute(text("SELECT emptied_for_a_test()"))


def _learn_to_be_emptied(connection: Connection) -> None:
    """A function of the database that deletes every row, also of what is never deleted, and lets numbers begin at 1 again."""
    rows = [f"IF EXISTS (SELECT FROM {one}) THEN DELETE FROM {one}; END IF;" for one in _tables()]
    begun = connection.scalars(text("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()"))
    numbers = [f"PERFORM setval('{one}', 1, false) FROM {one} WHERE is_called;" for one in begun]
    how = "RETURNS void LANGUAGE plpgsql SET session_replication_role TO replica"
    body = "\n".join(("BEGIN", *rows, *numbers, "END"))
    connection.exec_driver_sql(f"CREATE OR REPLACE FUNCTION emptied_for_a_test() {how} AS $$ {body} $$")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people everybody knows (tests/cast.py)."""
    return laid_cast()
