"""The work on an import that was begun in the browser, in a process of its own: the pages never wait for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from core.database import db
from core.storage import digest_of
from region.directory.kinds import KINDS
from region.directory.models.import_run import ImportRun, ImportState, beat
from region.directory.uploads import keeping
from region.open_data.batch import Batch, File

LISTED = 300
"""Faults, changes and losses that are kept with an import."""
EVERY = 1.0
"""Seconds between two signs of life."""
log = logging.getLogger("renkei.imports")


class Stopped(Exception):
    """Somebody cancelled it."""


def work(run_id: int) -> None:
    """Checks or writes, whichever is due. Never raises for what is in a file."""
    run = db.get(ImportRun, run_id)
    if run is None or run.state not in (ImportState.CHECKING, ImportState.WRITING):
        return
    write = run.state == ImportState.WRITING
    try:
        _done(run_id, _outcomes(run, write=write), write=write)
    except Stopped:
        db.rollback()
    except Exception:
        log.exception("import %s broke off", run_id)
        db.rollback()
        _lock(run_id).fail()
        db.commit()
    ended = db.get(ImportRun, run_id)
    if ended and ended.ended_at:
        keeping.drop(ended)


def _outcomes(run: ImportRun, *, write: bool) -> list[dict[str, Any]]:
    files: list[File] = []
    refused: list[dict[str, Any]] = []
    for one in keeping.opened(run):
        if isinstance(one, File):
            files.append(one)
        else:
            refused.append({"name": one[0], "file_on": None, "tally": None, "refused": one[1]})
    batch = Batch(
        KINDS[run.kind], files, only=frozenset(run.told["only"]) if run.told.get("only") else None, listed=LISTED,
        watching=_Signs(run.id, sum(file.path.stat().st_size for file in files)).watching, told=run.told,
    )  # fmt: skip
    db.rollback()
    return [outcome.told for outcome in batch.run(write=write)] + refused


def _done(run_id: int, outcomes: list[dict[str, Any]], *, write: bool) -> None:
    run = _lock(run_id)
    if run.ended_at:
        raise Stopped
    if write:
        run.written(outcomes)
    else:
        run.files = [one | {"digest": digest_of(keeping.folder(run.told["key"]) / one["kept"])} for one in run.files]
        run.checked(outcomes)
    db.commit()


def _lock(run_id: int) -> ImportRun:
    db.rollback()
    return db.scalars(select(ImportRun).where(ImportRun.id == run_id).with_for_update()).one()


class _Signs:
    """Tells how far the whole batch is, at most once a second, and stops when somebody cancelled it."""

    def __init__(self, run_id: int, total: int) -> None:
        self._run_id, self._total, self._before, self._last = run_id, total, 0, 0.0

    @contextmanager
    def watching(self, name: str, size: int) -> Iterator[Callable[[int], object]]:
        self._tell(name, self._before)
        yield lambda done: self._tell(name, self._before + done)
        self._before += size

    def _tell(self, name: str, done: int) -> None:
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        if beat(self._run_id, name, done, self._total) == ImportState.CANCELLED:
            raise Stopped
