"""The database: SQLite in a file by default, PostgreSQL by setting. How each transaction begins is decided here and nowhere else.

On SQLite a transaction that writes begins IMMEDIATE under one lock of the process and never yields inside; one that reads begins DEFERRED.
A request reads unless its method is unsafe. What reading leaves behind (read marks, denials) goes through `aside()`.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from core.config import Settings

PATIENCE = 10.0
"""Seconds a writer waits for its turn before the page says that the system is busy."""

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Busy(Exception):
    """Nobody could write for PATIENCE seconds: another process holds the database."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware on both engines (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Constraints have names, so that migrations can speak of them on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment}


class RenkeiSession(Session):
    """A session that knows whether it came to write."""

    @property
    def writes(self) -> bool:
        """Commands and jobs write; requests as their method says, unless told otherwise."""
        told = self.info.get("writes")
        if told is not None:
            return bool(told)
        return not has_request_context() or request.method not in SAFE_METHODS

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """The engine in its reading or its writing way."""
        bind = super().get_bind(*args, **kwargs)
        return _ways[self.writes] if bind is _ways.get(None) else bind


_ways: dict[bool | None, Engine] = {}


def _who_runs() -> int:
    """A greenlet under gevent, which replaces this after we were imported or before; a thread elsewhere."""
    return threading.get_ident()


_makers = sessionmaker(class_=RenkeiSession, expire_on_commit=False)
db = scoped_session(_makers, scopefunc=_who_runs)
"""The session of the present request, job or command: one for each greenlet (under gevent) or thread."""

_turn = threading.Lock()


def init_app(app: Flask) -> None:
    """Binds the session to the engine and gives it back at the end of each request."""
    app.extensions["engine"] = bind(connect(app.config["RENKEI"]))

    @app.before_request
    def receive_whole() -> None:
        """A slow phone must have sent everything before a transaction begins."""
        if request.method not in SAFE_METHODS:
            request.form, request.files  # noqa: B018 - reading them is the point

    @app.teardown_appcontext
    def give_back(_: BaseException | None) -> None:
        db.remove()


def bind(engine: Engine) -> Engine:
    """Sessions made from now on use `engine`."""
    db.remove()
    _ways.update({None: engine, False: engine.execution_options(writes=False), True: engine.execution_options(writes=True)})
    _makers.configure(bind=engine)
    return engine


def connect(settings: Settings) -> Engine:
    """An engine with the ways of its dialect. What an error says for the log never holds what people wrote."""
    if not settings.on_sqlite:
        return create_engine(settings.database_url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)  # other accounts of this machine read nothing
    engine = create_engine(
        settings.database_url, pool_size=10, max_overflow=90, connect_args={"check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_turn)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; Python 3.11 would begin DEFERRED and late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=50", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    connection.info["turn"] = True  # given up when the connection goes back to the pool, after COMMIT
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as refused:
            if "locked" not in str(refused) or time.monotonic() > until:
                raise Busy from refused
            time.sleep(0.02)  # another process writes: wait in the open, so that other greenlets run


def _end_turn(connection: object, entry: ConnectionPoolEntry) -> None:
    if entry.info.pop("turn", None):
        _turn.release()


@contextmanager
def reading() -> Iterator[None]:
    """The session only reads while this is open, whatever the method, and ends its transaction before and after.

    For slow work between finding and writing, as checking a password: nothing may wait inside a write.
    """
    db.rollback()
    db().info["writes"] = False
    try:
        yield
    finally:
        db.rollback()
        db().info.pop("writes", None)


@contextmanager
def aside() -> Iterator[Session]:
    """A short write of its own beside a request that reads; a rollback of the request cannot erase it.

    Never open it while the request's own session is writing: on SQLite the two would wait for each other.
    """
    session = _makers(info={"writes": True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
