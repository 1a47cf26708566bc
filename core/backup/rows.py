"""Rows as lines of JSON that mean the same on both engines, read and written in small steps.

A moment is '2026-04-01 08:30:00.000000' in UTC, a decimal '52.5', bytes are base64, JSON stays the very text it was stored as (so null
and SQL's NULL stay two things). A table's sum does not depend on the order of its rows: engines sort text differently.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from core.backup.broken import Broken
from core.backup.shapes import Shape

AT_ONCE = 200
"""Rows in memory at a time; the longest text of a page is some 20 kB."""

Lines = list[bytes]
Convert = Callable[[Any], Any]


@dataclass
class Sum:
    """How many rows, and the sum of the SHA-256 of each (modulo 2^256)."""

    rows: int = 0
    digest: int = 0

    def add(self, lines: Lines) -> None:
        """Counts these rows in."""
        self.rows += len(lines)
        self.digest = (self.digest + sum(int.from_bytes(hashlib.sha256(line).digest(), "big") for line in lines)) % 2**256

    @property
    def hex(self) -> str:
        return f"{self.digest:064x}"


def read(connection: Connection, shape: Shape) -> Iterator[Lines]:
    """Every row of a table, in steps."""
    streaming = {"stream_results": True, "max_row_buffer": AT_ONCE}
    readers = [_READ.get(kind) for _, kind in shape.columns]
    found = connection.exec_driver_sql(shape.selected(connection), execution_options=streaming)
    try:
        for step in found.partitions(AT_ONCE):
            yield [_line(row, readers) for row in step]
    finally:
        found.close()


def _line(row: Iterable[Any], readers: list[Convert | None]) -> bytes:
    values = [read(value) if read and value is not None else value for value, read in zip(row, readers, strict=True)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def summed(connection: Connection, shape: Shape) -> Sum:
    """The sum of a table as it stands now."""
    total = Sum()
    for lines in read(connection, shape):
        total.add(lines)
    return total


def write(connection: Connection, shape: Shape, steps: Iterable[Lines]) -> None:
    """Puts rows into an empty table. Keys and triggers must be out of the way (core/backup/place.py)."""
    into = _copy_into if connection.dialect.name == "postgresql" else _insert_into
    try:
        into(connection, shape, ([_values(line, shape) for line in lines] for lines in steps))
    except (DBAPIError, _driver_error()) as refused:
        kind = type(getattr(refused, "orig", None) or refused).__name__  # what it says may hold what people wrote
        raise Broken(f"表 {shape.name} の行を、このデータベースは受けつけません（{kind}）。") from None


def _values(line: bytes, shape: Shape) -> list[Any]:
    values = json.loads(line)
    return [
        base64.b64decode(value) if kind == "bytes" and value is not None else value
        for value, (_, kind) in zip(values, shape.columns, strict=True)
    ]


def _insert_into(connection: Connection, shape: Shape, steps: Iterable[list[list[Any]]]) -> None:
    places = ", ".join("?" * len(shape.columns))
    sql = f"INSERT INTO {shape.named(connection)} VALUES ({places})"  # noqa: S608 (names come from the database and are quoted)
    for rows in steps:
        connection.exec_driver_sql(sql, [tuple(row) for row in rows])


def _copy_into(connection: Connection, shape: Shape, steps: Iterable[list[list[Any]]]) -> None:
    with _raw(connection).cursor() as cursor, cursor.copy(f"COPY {shape.named(connection)} FROM STDIN") as copy:
        for rows in steps:
            for row in rows:
                copy.write_row(row)


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _driver_error() -> type[Exception]:
    import psycopg

    return psycopg.Error


def _moment(value: Any) -> str:
    """As the engine gives it; SQLite may hold a moment some other hand wrote, without a fraction or with a zone."""
    if len(value) == 26 and value[10] == " ":
        return str(value)
    read = datetime.fromisoformat(value)
    return (read.astimezone(UTC) if read.tzinfo else read).strftime("%Y-%m-%d %H:%M:%S.%f")


def _json(value: Any) -> str:
    """The very text; but SQLite keeps what is only a number as a number, so that 1.0 and 1 are the same there, and here."""
    if isinstance(value, str) and value[:1] not in "-0123456789":
        return value
    number = json.loads(value) if isinstance(value, str) else value
    return json.dumps(int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 2**63 else number)


def _decimal(value: Any) -> str:
    """In figures, without the zeros one engine adds: PostgreSQL gives 52.000, SQLite 52 or 52.0."""
    return format(Decimal(str(value)).normalize() + 0, "f")


_READ: dict[str, Convert] = {
    "decimal": _decimal,
    "json": _json,
    "bool": bool,
    "moment": _moment,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
