"""Notices what other processes committed: rows nobody has told yet, and a newer rights number.

SQLite says cheaply whether anything was committed at all (`PRAGMA data_version`); PostgreSQL is asked outright.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine

from core.realtime import outbox, rights
from core.realtime.outbox import Row
from core.realtime.quiet import quietly


@dataclass(frozen=True)
class Found:
    """The rights number, and the rows that were there before and still are."""

    number: int
    old: list[Row]


class Foreign:
    """Looks at the database. A row is old when `patience` seconds lie between two looks that saw it."""

    def __init__(self, app: Flask, engine: Engine, *, patience: float) -> None:
        self.app = app
        self.patience = patience
        self._line = engine.raw_connection() if engine.dialect.name == "sqlite" else None
        self._version: object = None
        self._since: dict[Row, float] = {}

    def look(self) -> Found | None:
        """What there is; None where nothing was committed since and nothing is waited for."""
        version = self._present_version()
        if version == self._version and not self._since:
            return None
        with quietly(self.app):
            rows = {(stream, seq) for stream, seqs in outbox.untold().items() for seq in seqs}
            number = rights.present_number()
        now, before = time.monotonic(), self._since
        self._version, self._since = version, {row: before.get(row, now) for row in rows}
        return Found(number, [row for row, since in before.items() if row in rows and now - since >= self.patience])

    def close(self) -> None:
        """Gives the connection back."""
        if self._line:
            self._line.close()

    def _present_version(self) -> object:
        """A value that differs once another connection has committed."""
        if not self._line:
            return object()
        driver = self._line.driver_connection
        assert driver
        return driver.execute("PRAGMA data_version").fetchone()[0]
