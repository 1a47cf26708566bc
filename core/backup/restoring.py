"""Puts a backup into an empty database of either engine, and its files into their folder; checks a backup without doing so."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from core.backup import files
from core.backup.archive import Reader
from core.backup.broken import Broken, Damaged
from core.backup.moving import Compared, finish, move
from core.backup.place import fresh
from core.backup.progress import Progress
from core.backup.resets import reset
from core.backup.shapes import shapes
from core.config import Settings
from core.storage import Shelf

T = TypeVar("T")


@dataclass
class Found:
    """What is in a backup, and what is wrong with it."""

    made_at: str = ""
    version: str = ""
    engine: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    tables: int = 0
    rows: int = 0
    files: int = 0
    wrong: list[str] = field(default_factory=list)
    bad_files: list[str] = field(default_factory=list)


@dataclass
class Restored:
    """What is there now."""

    tables: list[Compared]
    files: int
    bad_files: list[str]
    missing: list[str]
    ended: dict[str, int]
    made_at: str


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[Reader]:
    """A backup to read. Raises Broken."""
    with path.open("rb") as file:
        yield Reader(file, passphrase)


def verify(path: Path, passphrase: str, progress: Progress) -> Found:
    """Reads everything. What is damaged is named, all of it; raises Broken where not even the beginning can be read."""
    found = Found()
    with opened(path, passphrase) as reader, progress("確かめています", path.stat().st_size) as done:
        _introduce(found, reader)
        step = _moved(reader, done)
        try:
            for _, rows in reader.tables():
                found.tables += 1
                found.rows += sum(len(lines) for lines in _each(rows, step))
            for _, pieces in reader.files():
                deque(_each(pieces, step), maxlen=0)
            found.files = reader.files_read
            reader.end()
        except Damaged as damage:
            found.wrong = list(reader.opener.wrong()) or [str(damage)]
        found.wrong += reader.wrong
        found.bad_files = reader.bad_files
    return found


def _introduce(found: Found, reader: Reader) -> None:
    meta = reader.meta
    found.made_at, found.version, found.engine, found.settings = meta["made_at"], meta["version"], meta["engine"], meta["settings"]


def restore(path: Path, passphrase: str, settings: Settings, shelf: Shelf, progress: Progress) -> Restored:
    """All of it or nothing: the database takes its place last, after the files. Raises Broken; whatever was there is still there then."""
    with opened(path, passphrase) as reader, progress("戻しています", path.stat().st_size) as done:
        step = _moved(reader, done)
        with fresh(settings.database_url) as into:
            compared = move(reader.tables(), into, reader.meta["version"], lambda _: step())
            for name, pieces in reader.files():
                files.put(shelf, settings.data, name, _each(pieces, step))
            reader.end()
            if wrong := reader.wrong + [f"表 {one.name} が、戻したあとで同じになりません。" for one in compared if not one.same]:
                raise Broken("\n".join(wrong))
            finish(into)
            ended = reset(into, reader.meta["made_at"])
            missing = list(files.missing(into, shapes(into), shelf))
    return Restored(compared, reader.files_read, reader.bad_files, missing, ended, reader.meta["made_at"])


def _each(steps: Iterator[T], step: Callable[[], None]) -> Iterator[T]:
    for one in steps:
        yield one
        step()


def _moved(reader: Reader, done: Callable[[int], None]) -> Callable[[], None]:
    """Says how much of the file was read since it was last asked."""
    before = 0

    def step() -> None:
        nonlocal before
        done(reader.opener.position - before)
        before = reader.opener.position

    return step
