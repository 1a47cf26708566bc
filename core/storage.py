"""Where files are kept for good: each under the SHA-256 of what is in it, so none is ever changed and the same one is kept once.

A shelf can do three things: keep, open, tell whether it has something. Here it is a folder, `RENKEI_DATA/files/ab/cd/<sha256>`; a bucket
can do the same three. What is still arriving lies on the desk (core/arriving.py), and may be thrown away there.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import Flask

from core import arriving

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024


class Shelf(Protocol):
    """What the house asks of a place where files are kept."""

    def keep(self, source: Path, digest: str) -> None:
        """Keeps the file at `source`, whose SHA-256 is `digest`; from its return on it survives a power cut."""

    def open(self, digest: str) -> BinaryIO:
        """The file, to be read. Raises FileNotFoundError."""

    def __contains__(self, digest: str) -> bool: ...


class Folder:
    """A shelf on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Where it lies. Raises ValueError for what is no SHA-256."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256")
        return self.root / digest[:2] / digest[2:4] / digest

    def keep(self, source: Path, digest: str) -> None:
        """Written under another name, synced, renamed: whoever finds it finds all of it."""
        target = self.path(digest)
        if target.exists():
            return
        fresh = self.root / ".new" / secrets.token_hex(16)
        for folder in (fresh.parent, target.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _doubled(source, fresh)
        synced(fresh)
        fresh.replace(target)
        for folder in (target.parent, target.parent.parent, self.root):
            synced(folder)

    def open(self, digest: str) -> BinaryIO:
        return self.path(digest).open("rb")

    def __contains__(self, digest: str) -> bool:
        return self.path(digest).is_file()


_shelf: Shelf | None = None


def init_app(app: Flask) -> None:
    """The shelf and the desk of this installation."""
    global _shelf
    data: Path = app.config["RENKEI"].data
    _shelf = Folder(data / "files")
    arriving.bind(data / "uploads")


def shelf() -> Shelf:
    """Where this process keeps files."""
    if _shelf is None:
        raise RuntimeError("core.storage.init_app was not called")
    return _shelf


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    told = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            told.update(piece)
    return told.hexdigest()


def synced(path: Path) -> None:
    """What was written to this file or folder survives a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _doubled(source: Path, fresh: Path) -> None:
    """A second name for the same bytes where the disk allows it, a copy elsewhere. Nobody writes to one that is judged."""
    try:
        os.link(source, fresh)
    except OSError:
        shutil.copyfile(source, fresh)
    fresh.chmod(0o400)
