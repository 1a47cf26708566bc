"""Where handed-in files lie until they are read: a folder for each import below RENKEI_DATA/imports, under names of our own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from core import clock
from core.config import Settings
from region.directory.models.import_run import ImportRun
from region.open_data.archives import unpacked
from region.open_data.batch import File, day_in
from region.open_data.csv_file import NotRecognised

CHUNK = 1024 * 1024
HOUR = 3600
_ENDINGS = ("csv", "xlsx", "zip")


def folder(key: str) -> Path:
    """The folder of one import."""
    settings: Settings = current_app.config["RENKEI"]
    return settings.data / "imports" / key


def keep(uploads: Iterable[FileStorage], key: str, day: date | None) -> list[dict[str, Any]]:
    """Writes what was handed in; the facts about each file."""
    into = folder(key)
    into.mkdir(parents=True, mode=0o700)
    kept = []
    for number, upload in enumerate(uploads):
        name = Path((upload.filename or "").replace("\\", "/")).name[:120]
        path = into / f"{number}.{ending(name)}"
        with path.open("wb") as target:
            while piece := upload.stream.read(CHUNK):
                target.write(piece)
                time.sleep(0)  # other requests go on
        kept.append({"name": name, "kept": path.name, "bytes": path.stat().st_size, "file_on": str(day or day_in(name) or clock.today())})
    return kept


def ending(name: str) -> str:
    """csv, xlsx or zip; a name that ends otherwise is taken for csv and judged by what is in it."""
    told = name.rpartition(".")[2].lower()
    return told if told in _ENDINGS else "csv"


def opened(run: ImportRun) -> Iterator[File | tuple[str, str]]:
    """The files of an import, archives unpacked; or a name and why it cannot be read."""
    where = folder(run.told["key"])
    for number, one in enumerate(run.files):
        path, day = where / one["kept"], date.fromisoformat(one["file_on"])
        if not path.is_file():
            yield one["name"], "no file"
        elif path.suffix != ".zip":
            yield File(path, one["name"], day)
        else:
            into = where / f"open-{number}"
            shutil.rmtree(into, ignore_errors=True)
            into.mkdir(mode=0o700)
            try:
                yield from (File(inside, name, day) for name, inside in unpacked(path, into))
            except NotRecognised as refused:
                yield one["name"], str(refused)


def drop(run: ImportRun) -> None:
    """The files of an import that is over."""
    if key := run.told.get("key"):
        shutil.rmtree(folder(key), ignore_errors=True)


def sweep(open_keys: set[str]) -> None:
    """Folders that no open import needs: their process died before it could delete them. Not those that are just being filled."""
    root = folder("")
    for one in root.iterdir() if root.is_dir() else ():
        if one.name not in open_keys and clock.now().timestamp() - one.stat().st_mtime > HOUR:
            shutil.rmtree(one, ignore_errors=True)


def drop_key(key: str) -> None:
    """Files of an import that did not begin."""
    shutil.rmtree(folder(key), ignore_errors=True)
