"""Where a database is written anew, all of it or nothing: whoever is interrupted leaves what was there before.

SQLite: into a new file beside the old one, which takes its name at the end. PostgreSQL: in one transaction, which also empties what was
there.
Until the last row is in, keys and triggers are out of the way (tables refer to themselves and in circles); then each must hold.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, inspect, make_url, pool, text
from sqlalchemy.exc import DatabaseError, OperationalError

from core.backup.broken import Broken
from core.backup.shapes import shapes
from core.storage import synced

IN_USE = "データベースを、まだだれかが使っています。サーバーとほかのコマンドを止めてから、もう一度。"
PATIENCE = 3.0
"""Seconds until whoever still has the database open is not just leaving."""
BEGUN = ".restoring"
"""Ending of SQLite's new file while it is not whole."""


def address(url: str) -> URL:
    """A database this house can live in."""
    made = make_url(url)
    if made.get_backend_name() not in ("sqlite", "postgresql"):
        raise Broken("データベースは SQLite か PostgreSQL です（sqlite:///… または postgresql+psycopg://…）。")
    if made.get_backend_name() == "sqlite" and not made.database:
        raise Broken("SQLite のファイルの場所がありません（sqlite:////var/lib/renkei/renkei.sqlite3）。")
    return made


def holds_rows(url: str) -> bool:
    """Is there anything that would be lost?"""
    made = address(url)
    if made.get_backend_name() == "sqlite" and not Path(str(made.database)).exists():
        return False
    engine = create_engine(made, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        names = [shape.name for shape in shapes(connection)]
        quote = connection.dialect.identifier_preparer.quote_identifier
        return any(connection.exec_driver_sql(f"SELECT 1 FROM {quote(name)} LIMIT 1").first() for name in names)  # noqa: S608


def was_interrupted(url: str) -> bool:
    """Did somebody begin on SQLite's new file and never end? (PostgreSQL forgets such a beginning by itself.)"""
    made = address(url)
    return made.get_backend_name() == "sqlite" and Path(f"{made.database}{BEGUN}").exists()


def alone(url: str) -> None:
    """Raises Broken while anybody else has the database open."""
    made = address(url)
    if made.get_backend_name() == "sqlite":
        _alone_on_sqlite(Path(str(made.database)))
        return
    with create_engine(made, poolclass=pool.NullPool, hide_parameters=True).connect() as connection:
        _alone_on_postgres(connection)


def _alone_on_sqlite(path: Path) -> None:
    """Leaving WAL needs the whole database, and puts all of it into the one file; whoever opens it next goes back to WAL."""
    if not path.exists():
        return
    connection = sqlite3.connect(path, isolation_level=None, timeout=1.0)
    try:
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise Broken(IN_USE)
    except sqlite3.OperationalError:
        raise Broken(IN_USE) from None
    finally:
        connection.close()


def _alone_on_postgres(connection: Connection) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    until = time.monotonic() + PATIENCE
    while connection.scalar(others):
        if time.monotonic() > until:
            raise Broken(IN_USE)
        time.sleep(0.05)  # who has just hung up is counted for a moment
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")


@contextmanager
def fresh(url: str) -> Iterator[Connection]:
    """An empty database to write into; it becomes the one at `url` when the block ends well, and only then."""
    alone(url)
    made = address(url)
    with _new_file(made) if made.get_backend_name() == "sqlite" else _new_schema(made) as connection:
        yield connection


@contextmanager
def _new_file(url: URL) -> Iterator[Connection]:
    wanted = Path(str(url.database))
    begun = wanted.with_name(wanted.name + BEGUN)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    begun.unlink(missing_ok=True)
    os.close(os.open(begun, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = create_engine(url.set(database=str(begun)), poolclass=pool.NullPool, hide_parameters=True)
    event.listen(engine, "connect", _hurry)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.begin() as connection:
            yield connection
        with begun.open("rb") as file:
            os.fsync(file.fileno())
        _alone_on_sqlite(wanted)
        if wanted.exists():
            begun.chmod(wanted.stat().st_mode)
        begun.replace(wanted)
        synced(wanted.parent)
    finally:
        begun.unlink(missing_ok=True)


def _hurry(connection: sqlite3.Connection, _: Any) -> None:
    """Nobody else sees the new file: it needs no journal."""
    connection.isolation_level = None
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _new_schema(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
            _empty_schema(connection)
            yield connection
            connection.exec_driver_sql("ANALYZE")
            _alone_on_postgres(connection)
    except OperationalError as refused:
        raise Broken(f"データベースに書けません（{type(refused.orig).__name__}）。{IN_USE}") from None


def _empty_schema(connection: Connection) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    for name in inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quote(name)} CASCADE")
    ours = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for function in connection.scalars(ours).all():
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Keys and triggers are away in here and back afterwards; raises Broken where a row refers to one that is not there."""
    with _without_postgres_guards(connection) if connection.dialect.name == "postgresql" else _without_sqlite_guards(connection):
        yield


@contextmanager
def _without_sqlite_guards(connection: Connection) -> Iterator[None]:
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Broken(f"表 {broken[0]} に、表 {broken[2]} にない行を指している行があります。")


@contextmanager
def _without_postgres_guards(connection: Connection) -> Iterator[None]:
    keys = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    quote = connection.dialect.identifier_preparer.quote_identifier
    tables = [quote(shape.name) for shape in shapes(connection)]
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for table, name, definition in keys:
        try:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        except DatabaseError:
            raise Broken(f"表 {table} に、ほかの表にない行を指している行があります（{name}）。") from None


def set_sequences(connection: Connection) -> None:
    """New rows are numbered after those that came; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote_identifier
    for shape in shapes(connection):
        for column, kind in shape.columns:
            if kind != "int":
                continue
            owned = connection.execute(text("SELECT pg_get_serial_sequence(:of, :it)"), {"of": quote(shape.name), "it": column}).scalar()
            if owned:
                most = f"SELECT max({quote(column)}) FROM {quote(shape.name)}"  # noqa: S608 (quoted)
                connection.execute(text(f"SELECT setval(:it, coalesce(({most}), 1), ({most}) IS NOT NULL)"), {"it": owned})
