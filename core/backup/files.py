"""The files that rows name (core/storage.py): which columns name them, and their way into a backup and out of it."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection

from core.backup.broken import Broken
from core.backup.shapes import Shape
from core.storage import Shelf

NAME = re.compile(r"[0-9a-f]{64}")
_named: set[tuple[str, str]] = set()


def named_by(table: str, *columns: str) -> None:
    """Rows of this table name files on the shelf: they belong to a backup."""
    _named.update((table, column) for column in columns)


def naming() -> frozenset[tuple[str, str]]:
    """Every column that names files."""
    return frozenset(_named)


def wanted(connection: Connection, tables: Iterable[Shape]) -> list[str]:
    """Every file that a row names, each once, in order (64 letters each: a million files are 120 MB)."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    there = {(shape.name, column) for shape in tables for column, _ in shape.columns}
    asked = [
        f"SELECT {quote(column)} FROM {quote(table)} WHERE {quote(column)} IS NOT NULL"  # noqa: S608 (quoted)
        for table, column in sorted(_named & there)
    ]
    return sorted(connection.exec_driver_sql(" UNION ".join(asked)).scalars()) if asked else []


def missing(connection: Connection, tables: Iterable[Shape], shelf: Shelf) -> Iterator[str]:
    """Those that are not on the shelf."""
    return (name for name in wanted(connection, tables) if name not in shelf)


def put(shelf: Shelf, beside: Path, name: str, pieces: Iterable[bytes]) -> None:
    """Puts a file on the shelf; nothing else than it comes under its name. `beside`: a folder for what is not whole."""
    if not NAME.fullmatch(name):
        raise Broken(f"ファイルの名前 {name[:80]!r} は、決まりのとおりではありません。")
    beside.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=beside, prefix=".restoring-") as into:
        for piece in pieces:
            into.write(piece)
            digest.update(piece)
        into.flush()
        if digest.hexdigest() == name:
            shelf.keep(Path(into.name), name)
