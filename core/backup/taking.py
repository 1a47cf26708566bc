"""Takes a backup while people write: one look at the database that does not move, then the files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, make_url

from core import clock
from core.backup.archive import Writer
from core.backup.broken import Broken
from core.backup.files import wanted
from core.backup.progress import Progress
from core.backup.rows import read
from core.backup.shapes import Shape, shapes, version
from core.config import Settings
from core.storage import Shelf, synced

HARMLESS = ("data", "production", "public_url", "trusted_proxies", "idle", "absolute", "invitation_life", "metrics_from", "map_tiles",
            "mail_from", "host", "port")  # fmt: skip
"""Settings that are kept as they are. Whatever else there is may be a secret and stays out."""


@dataclass
class Taken:
    """What is in the backup now."""

    tables: int = 0
    rows: int = 0
    files: int = 0
    size: int = 0
    bad_files: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@contextmanager
def still(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at this moment, however long it reads; nobody waits for it."""
    on_postgres = engine.dialect.name == "postgresql"
    how = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if on_postgres else {"writes": False}
    with engine.execution_options(**how).connect() as connection:
        if on_postgres:
            connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
        yield connection
        connection.rollback()


def take(engine: Engine, settings: Settings, shelf: Shelf, into: Path, passphrase: str, progress: Progress) -> Taken:
    """Writes the backup; the name `into` exists only when all of it is on the disk."""
    if into.exists():
        raise Broken(f"{into} は、もうあります。別の名前にしてください。")
    begun = into.with_name(f".{into.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(begun, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            with still(engine) as connection:
                taken, writer, names = _write_rows(connection, settings, file, passphrase, progress)
            _write_files(taken, writer, names, shelf, progress)
            file.flush()
            os.fsync(file.fileno())
            taken.size = file.tell()
        begun.replace(into)
        synced(into.parent)
    finally:
        begun.unlink(missing_ok=True)
    return taken


def _write_rows(
    connection: Connection, settings: Settings, file: BinaryIO, passphrase: str, progress: Progress
) -> tuple[Taken, Writer, list[str]]:
    """All tables, and the names of the files that belong to them."""
    at = version(connection)
    if at is None:
        raise Broken("データベースに、まだ表がありません。")
    tables = shapes(connection)
    meta = {"made_at": clock.now().isoformat(), "version": at, "engine": connection.dialect.name, "settings": told(settings)}
    writer = Writer(file, passphrase, meta)
    taken = Taken(tables=len(tables), rows=sum(_count(connection, shape) for shape in tables))
    with progress("データ", taken.rows) as done:
        for shape in tables:
            for rows in writer.table(shape, read(connection, shape)):
                done(rows)
    return taken, writer, wanted(connection, tables)


def _write_files(taken: Taken, writer: Writer, names: list[str], shelf: Shelf, progress: Progress) -> None:
    """The database may go on meanwhile: a file never changes, and what a row names stays."""
    with progress("ファイル", len(names)) as done:
        for name in names:
            try:
                with shelf.open(name) as one:
                    writer.file(name, one)
            except FileNotFoundError:
                taken.missing.append(name)
            done(1)
    writer.end()
    taken.files, taken.bad_files = len(names) - len(taken.missing), writer.bad_files


def told(settings: Settings) -> dict[str, str]:
    """The settings, so that a new machine can be set up alike; no key, no password."""
    kept = {name: str(getattr(settings, name)) for name in HARMLESS}
    kept["database"] = make_url(settings.database_url).render_as_string(hide_password=True)
    kept["redis"] = _place(settings.redis_url)
    kept["smtp"] = _place(settings.smtp_url)
    return kept


def _place(url: str | None) -> str:
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.hostname}:{parts.port}" if parts.hostname else ""


def _count(connection: Connection, shape: Shape) -> int:
    name = connection.dialect.identifier_preparer.quote_identifier(shape.name)
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())  # noqa: S608 (quoted)
