"""The desk: files that are still arriving, or have not been claimed, each in a folder of its own below RENKEI_DATA/uploads."""

from __future__ import annotations

import shutil
from pathlib import Path

from core import clock

HOUR = 3600
_root: Path | None = None


def bind(root: Path) -> None:
    """The desk of this installation."""
    global _root
    _root = root


def desk() -> Path:
    """Where files arrive."""
    if _root is None:
        raise RuntimeError("core.storage.init_app was not called")
    return _root


class Arriving:
    """One file: `part` as it comes in, then `kept` and for pictures `preview`, as they were judged."""

    def __init__(self, name: str) -> None:
        self.folder = desk() / name

    @property
    def part(self) -> Path:
        return self.folder / "part"

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def preview(self) -> Path:
        return self.folder / "preview"

    @property
    def received(self) -> int:
        """Bytes that have come in."""
        return self.part.stat().st_size if self.part.exists() else 0

    def add(self, piece: bytes) -> int:
        """Appends what came; the bytes received by now. The caller holds the row, so nobody else adds meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.part.open("ab") as target:
            target.write(piece)
        return self.received

    def drop(self) -> None:
        """Nothing of it is left here."""
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(wanted: set[str]) -> None:
    """Folders of files that were claimed, refused or given up. Not those that are just being filled."""
    root = desk()
    for one in root.iterdir() if root.is_dir() else ():
        if one.name not in wanted and clock.now().timestamp() - one.stat().st_mtime > HOUR:
            shutil.rmtree(one, ignore_errors=True)
