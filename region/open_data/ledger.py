"""Which numbers a file has held, and on which line: kept in a temporary file on disk, so that memory stays small however long it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Self


class Ledger:
    """Keys (number, service) with the line each was first met on. It goes with the block."""

    def __init__(self) -> None:
        self._book = sqlite3.connect("")  # a temporary file that goes with the connection
        self._book.execute("PRAGMA journal_mode = OFF")
        self._book.execute("CREATE TABLE entry (number TEXT, service TEXT, line INTEGER, PRIMARY KEY (number, service)) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._book.close()

    def __contains__(self, key: tuple[str, str]) -> bool:
        return self.line_of(key) is not None

    def line_of(self, key: tuple[str, str]) -> int | None:
        """Where a key was first met."""
        found = self._book.execute("SELECT line FROM entry WHERE number = ? AND service = ?", key).fetchone()
        return found[0] if found else None

    def enter(self, key: tuple[str, str], line: int) -> bool:
        """Writes a key down; False where it stands there already."""
        return self._book.execute("INSERT INTO entry VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (*key, line)).rowcount == 1

    def enter_all(self, keys: Iterable[tuple[str, str]]) -> None:
        """The same for many, of which nobody asks for a line."""
        self._book.executemany("INSERT INTO entry VALUES (?, ?, 0) ON CONFLICT DO NOTHING", keys)
