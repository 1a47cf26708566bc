"""Several files of one kind, read in the right order: first what makes institutions, then what says more about them."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import clock
from region.open_data.csv_file import NotRecognised
from region.open_data.intake import LISTED, Intake, Shelf, Tally
from region.open_data.ledger import Ledger
from region.open_data.merging import Sources
from region.open_data.publication import Publication

if TYPE_CHECKING:
    from typing_extensions import Buffer

CHUNK = 64 * 1024
MUCH = 1024 * 1024
"""Bytes from which on the garbage of the application is worth a thought."""
Watching = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]
"""Given a file's name and bytes, what is told how many bytes are done."""


@dataclass(frozen=True)
class Kind:
    """What can be imported: `shelf` makes the place its rows go to, given the numbers other files bring and what the person told."""

    code: str
    title: str
    publication: Publication
    shelf: Callable[[Ledger, Mapping[str, Any]], Shelf]


def kind_of_sources(code: str, publication: Publication) -> Kind:
    """A kind whose rows become InstitutionSource."""
    return Kind(code, publication.title, publication, lambda announced, _told: Sources(publication, announced))


@dataclass(frozen=True)
class File:
    """One file on this machine, the name it came with, and the day its data is of."""

    path: Path
    name: str
    file_on: date


def day_in(name: str) -> date | None:
    """The day in a file's name: 05_pharmacy_20260601.csv; a day to come is none."""
    for year, month, day in re.findall(r"(20[0-9]{2})([0-9]{2})([0-9]{2})", name):
        try:
            told = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if told <= clock.today():
            return told
    return None


@dataclass(frozen=True)
class Outcome:
    """What became of one file; `refused` says why nothing did."""

    file: File
    tally: Tally | None
    refused: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """For keeping as JSON."""
        tally = asdict(self.tally) if self.tally else None
        if tally:
            tally["newest_known"] = str(tally["newest_known"]) if tally["newest_known"] not in (None, date.min) else None
            tally["faults"] = [[fault.line, fault.reason] for fault in self.tally.faults] if self.tally else []
        return {"name": self.file.name, "file_on": str(self.file.file_on), "tally": tally, "refused": self.refused}


class _Watched(io.FileIO):
    """A file that tells how far it is read: some are sorted as a whole before the first row can be taken."""

    def __init__(self, path: Path, progress: Callable[[int], object]) -> None:
        super().__init__(path, "rb")
        self._progress = progress

    def readinto(self, buffer: Buffer, /) -> int | None:
        self._progress(self.tell())
        return super().readinto(buffer)


@contextmanager
def unwatched(_name: str, _size: int) -> Iterator[Callable[[int], object]]:
    """Nobody looks on."""
    yield lambda _done: None


@contextmanager
def _settled() -> Iterator[None]:
    """What the application has loaded is not searched for garbage again and again while rows come and go: a tenth of the time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass
class Batch:
    """Files of one kind. `only`: the municipalities whose rows are wanted; `told`: what the person said of the files (their columns)."""

    kind: Kind
    files: Sequence[File]
    only: frozenset[str] | None = None
    listed: int = LISTED
    watching: Watching = unwatched
    told: Mapping[str, Any] = field(default_factory=dict)

    def run(self, *, write: bool) -> Iterator[Outcome]:
        """Reads one file after the other. A file of another kind stops only itself."""
        much = sum(file.path.stat().st_size for file in self.files) > MUCH
        with Ledger() as announced, _settled() if much else nullcontext():
            for file in sorted(self.files, key=self._order):
                yield self._one(file, announced, write=write)

    def _order(self, file: File) -> int:
        try:
            with file.path.open("rb") as stream:
                return self.kind.publication.order(stream)
        except NotRecognised:
            return 0

    def _one(self, file: File, announced: Ledger, *, write: bool) -> Outcome:
        try:
            size = file.path.stat().st_size
            with self.watching(file.name, size) as progress, io.BufferedReader(_Watched(file.path, progress), CHUNK) as stream:
                shelf = self.kind.shelf(announced, self.told)
                intake = Intake(stream, file.name, file.file_on, progress, shelf, only=self.only, listed=self.listed)
                return Outcome(file, intake.write() if write else intake.plan())
        except NotRecognised as refused:
            return Outcome(file, None, str(refused))
