"""Empty databases of both engines for tests of backups, and a look at what stands in one that shares no code with the backup."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, pool, select, text

from core.database import Base

SERVER = os.environ.get("RENKEI_TEST_DATABASE_URL")
needs_postgres = pytest.mark.skipif(not SERVER, reason="bin/with-postgres gives a PostgreSQL")


@contextmanager
def a_postgres() -> Iterator[str]:
    """The address of a database of its own, which ends with this block."""
    assert SERVER
    name = f"backup_{uuid.uuid4().hex[:12]}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def a_house(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database: "sqlite" or "postgresql"."""
    if kind == "postgresql":
        with a_postgres() as url:
            yield url
    else:
        yield f"sqlite:///{folder / f'{uuid.uuid4().hex[:8]}.sqlite3'}"


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the models read them."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in Base.metadata.sorted_tables
        }
