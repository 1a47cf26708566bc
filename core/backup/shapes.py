"""What the tables of a database look like, read from the database itself, in words that both engines share.

Not from the models: a backup of last year must go into tables of last year, and is brought up to date afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, inspect, types

from core import search
from core.backup.broken import Broken

KINDS: tuple[tuple[type[Any], str], ...] = (
    (types.Boolean, "bool"),
    (types.Integer, "int"),
    (types.Float, "float"),
    (types.Numeric, "decimal"),
    (types.JSON, "json"),
    (types.DateTime, "moment"),
    (types.Date, "day"),
    (types.LargeBinary, "bytes"),
    (types.Uuid, "uuid"),
    (types.String, "text"),
)
VERSION = "alembic_version"


@dataclass(frozen=True)
class Shape:
    """A table: its name, and its columns by name (each engine has an order of its own) with the kind of their values."""

    name: str
    columns: tuple[tuple[str, str], ...]

    def selected(self, connection: Connection) -> str:
        """SQL that gives its rows."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        asked = _ASKED[connection.dialect.name]
        columns = ", ".join(asked.get(kind, "{}").format(quote(name)) for name, kind in self.columns)
        return f"SELECT {columns} FROM {quote(self.name)}"  # noqa: S608 (names come from the database and are quoted)

    def named(self, connection: Connection) -> str:
        """Table and columns as SQL names them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        return f"{quote(self.name)} ({', '.join(quote(name) for name, _ in self.columns)})"


_ASKED = {
    "sqlite": {},
    "postgresql": {
        "json": "{}::text",
        "moment": "to_char({}, 'YYYY-MM-DD HH24:MI:SS.US')",  # the connection's zone is UTC
        "day": "to_char({}, 'YYYY-MM-DD')",
        "uuid": "replace({}::text, '-', '')",
    },
}


def shapes(connection: Connection) -> list[Shape]:
    """Every table of ours, those that others refer to first. Search indexes are made anew and do not count."""
    looked = inspect(connection)
    order = [name for name, _ in looked.get_sorted_table_and_fkc_names() if name]
    ours = [name for name in order if name != VERSION and search.left_to_migrations(name, "table", None)]
    return [Shape(name, tuple(sorted((column["name"], _kind(name, column)) for column in looked.get_columns(name)))) for name in ours]


def _kind(table: str, column: Any) -> str:
    for known, kind in KINDS:
        if isinstance(column["type"], known):
            return "text" if kind == "uuid" else kind
    raise Broken(f"表 {table} の項目 {column['name']} の型（{column['type']}）は、まだバックアップできません。")


def version(connection: Connection) -> str | None:
    """The migration the database is at; None for one that has no tables of ours."""
    if not sa.inspect(connection).has_table(VERSION):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION}").scalar()  # noqa: S608 (a constant)
