"""Rows that belong together although they stand apart: sorted in a temporary file on disk, so that memory stays small."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from region.open_data.csv_file import Fault, Record

STEP = 2000


Gathered = tuple[Iterator[Fault], Iterator[tuple[str, Record]]]


@contextmanager
def gathered(found: Iterable[Record | Fault], *, by: Callable[[Record], str]) -> Iterator[Gathered]:
    """The faults, and the records with what they are gathered by; what belongs together in the order of its lines."""
    shelf = sqlite3.connect("")  # a temporary file that goes with the connection
    try:
        shelf.execute("CREATE TABLE record (number TEXT, line INTEGER, fields TEXT)")
        shelf.execute("CREATE TABLE fault (line INTEGER, reason TEXT)")
        rows = _rows(found, by, shelf)
        while step := list(islice(rows, STEP)):
            shelf.executemany("INSERT INTO record VALUES (?, ?, ?)", step)
        shelf.execute("CREATE INDEX by_number ON record (number, line)")
        yield (Fault(line, reason) for line, reason in shelf.execute("SELECT line, reason FROM fault")), _sorted(shelf)
    finally:
        shelf.close()


def _rows(found: Iterable[Record | Fault], by: Callable[[Record], str], shelf: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    for one in found:
        if isinstance(one, Record):
            yield by(one), one.line, json.dumps(one.fields, ensure_ascii=False)
        else:
            shelf.execute("INSERT INTO fault VALUES (?, ?)", (one.line, one.reason))


def _sorted(shelf: sqlite3.Connection) -> Iterator[tuple[str, Record]]:
    for number, line, fields in shelf.execute("SELECT number, line, fields FROM record ORDER BY number, line"):
        yield number, Record(line, json.loads(fields))
