"""Runs migrations on either engine. On SQLite foreign keys are off while tables are rebuilt, and checked afterwards.

With keys on, a batch migration that rebuilds a parent table would empty its children (ON DELETE) without a word.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine, event, pool

import auth.models
import board.models
import core.audit
import core.jobs
import core.realtime
import core.sealing.seal
import region.models
import region.oversight.review
from core import search
from core.database import Base, Moment
from core.sealing.keeping import make_triggers


def run() -> None:
    """Brings the database named by sqlalchemy.url to the wanted version, in one transaction; or within the connection that was given."""
    if given := context.config.attributes.get("connection"):
        _migrate(given, batch=given.dialect.name == "sqlite")
        return
    url = context.config.get_main_option("sqlalchemy.url")
    assert url
    engine = create_engine(url, poolclass=pool.NullPool)
    on_sqlite = url.startswith("sqlite")
    if on_sqlite:
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        if on_sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        _migrate(connection, batch=on_sqlite)
        connection.commit()


def _migrate(connection: Connection, *, batch: bool) -> None:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=batch, compare_type=True, render_item=_render,
        include_name=search.left_to_migrations,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()
        make_triggers(connection)  # rebuilding a table on SQLite drops its triggers
        if batch:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            assert not broken, f"a migration broke references: {broken[:5]}"


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Migrations stand for themselves: they must not change when our own column types do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


run()
