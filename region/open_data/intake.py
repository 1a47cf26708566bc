"""A published file on its way into the directory. A dry run and the real one read the same way: what was announced is what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, Protocol

from flask_babel import gettext as _

from core import audit
from core.database import db, reading
from region.open_data.care_services import CARE
from region.open_data.comparing import differences
from region.open_data.csv_file import Fault
from region.open_data.ledger import Ledger
from region.open_data.merging import Sources
from region.open_data.publication import Change, Publication, Row

STEP = 500
"""Rows in one transaction."""
LISTED = 20
"""Faults, changes and vanished offices that are named; the others are counted."""


@dataclass
class Tally:
    """What a file changes, or has changed. `newest_known` is the date of the newest file these offices were read from before.

    `joined`: of the new ones, those that are institutions known already; `doubtful`: those of which a person decides; `left_out`: rows of
    other areas, and rows about nobody the directory knows where the file alone makes no institution.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    faulty: int = 0
    joined: int = 0
    doubtful: int = 0
    left_out: int = 0
    faults: list[Fault] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    changes_listed: list[Change] = field(default_factory=list)
    newest_known: date | None = None

    @property
    def changes(self) -> bool:
        return bool(self.new or self.changed or self.gone)


class Shelf(Protocol):
    """Where rows of one kind of file are kept."""

    publication: Publication

    def known_of(self, rows: Sequence[Row]) -> Any: ...
    def homes_of(self, rows: Sequence[Row], known: Any) -> Any: ...
    def housed(self, rows: Sequence[Row], known: Any, homes: Any) -> Sequence[Row]: ...
    def where(self, row: Row) -> str: ...
    def announce(self, rows: Sequence[Row]) -> None: ...
    def take(self, rows: Sequence[Row], known: Any, homes: Any, *, touched: set[str], file_on: date) -> None: ...
    def held(self, service: str, *, after: int, limit: int) -> Sequence[tuple[int, str, dict[str, Any]]]: ...
    def mark_vanished(self, ids: Sequence[int]) -> None: ...


@dataclass
class Intake:
    """One file. Memory holds one step of rows; number and service of every row stand in a ledger on disk.

    `only`: the municipalities whose rows are wanted, where not all are. `listed`: how many faults, changes and losses are named.
    """

    stream: BinaryIO
    name: str
    file_on: date
    progress: Callable[[int], object] = lambda _bytes: None
    shelf: Shelf = field(default_factory=lambda: Sources(CARE))
    only: frozenset[str] | None = None
    listed: int = LISTED

    def plan(self) -> Tally:
        """Counts what `write` would do; nothing is written and no writer waits. Raises NotRecognised."""
        with reading():
            return self._read(write=False)

    def write(self) -> Tally:
        """Takes the file in, in small committed steps; a run that was cut short is simply repeated. Raises NotRecognised."""
        return self._read(write=True)

    def _read(self, *, write: bool) -> Tally:
        self._tally = Tally()
        self._covered: set[tuple[str, str]] = set()
        self.stream.seek(0)
        with Ledger() as self._seen:
            self._go_through(write=write)
        return self._tally

    def _go_through(self, *, write: bool) -> None:
        rows = self._good(self.shelf.publication.read(self.stream, self.name))
        while step := list(islice(rows, STEP)):
            self._step(step, write=write)
            self.progress(self.stream.tell())
        for service in sorted({service for service, _code in self._covered}):
            self._look_for_vanished(service, write=write)

    def _good(self, found: Iterable[Row | Fault]) -> Iterator[Row]:
        """Rows that can be taken; faults are noted on the way."""
        for row in found:
            if not isinstance(row, Row):
                self._fault(row)
            elif self._elsewhere(row):
                self._tally.left_out += 1
            elif not self._seen.enter(row.key, row.line):
                self._fault(Fault(row.line, _("同じ番号とサービスが、%(line)d行目にもあります。", line=self._seen.line_of(row.key))))
            else:
                if covered := self.shelf.publication.answers_for(row):
                    self._covered.add(covered)
                yield row

    def _elsewhere(self, row: Row) -> bool:
        """Rows about institutions of other municipalities; a row that makes none is judged by the institution it speaks of."""
        if self.only is None or not (row.municipality_code or self.shelf.publication.founds(row)):
            return False
        return self.shelf.where(row) not in self.only

    def _fault(self, fault: Fault) -> None:
        self._tally.faulty += 1
        if fault.key:
            self._seen.enter(fault.key, fault.line)  # unreadable today is not the same as gone
        if len(self._tally.faults) < self.listed:
            self._tally.faults.append(fault)

    def _step(self, found: list[Row], *, write: bool) -> None:
        known = self.shelf.known_of(found)
        homes = self.shelf.homes_of(found, known)
        rows = self.shelf.housed(found, known, homes)
        self._tally.left_out += len(found) - len(rows)
        new = [row for row in rows if row.key not in known]
        changed = [row for row in rows if row.key in known and _differs(row, known[row.key])]
        self._count(new, changed, rows, known, homes)
        if write:
            self.shelf.take(rows, known, homes, touched={row.number for row in (*new, *changed)}, file_on=self.file_on)
            if new or changed:
                self._record(rows, len(new), len(changed))
            db.commit()
        else:
            self.shelf.announce(rows)
        db.expunge_all()

    def _record(self, rows: Sequence[Row], new: int, changed: int) -> None:
        services = sorted({row.service for row in rows})
        verb = f"{self.shelf.publication.source}.imported"
        audit.record(verb, services=services, new=new, changed=changed, file_on=str(self.file_on))

    def _count(self, new: list[Row], changed: list[Row], rows: Sequence[Row], known: Any, homes: Any) -> None:
        tally = self._tally
        tally.new += len(new)
        tally.changed += len(changed)
        tally.same += len(rows) - len(new) - len(changed)
        tally.joined += sum(1 for home in homes.values() if home.sure)
        tally.doubtful += sum(1 for home in homes.values() if home.doubts)
        dates = [held.file_on for key, held in known.items() if held.file_on and key in self._seen]
        tally.newest_known = max((*dates, tally.newest_known or date.min))
        listing = changed[: max(0, self.listed - len(tally.changes_listed))]
        tally.changes_listed += differences(self.shelf.publication, listing, known)

    def _look_for_vanished(self, service: str, *, write: bool) -> None:
        """What the file should hold (its services in its municipalities) and does not, in steps."""
        last = 0
        while step := self.shelf.held(service, after=last, limit=STEP):
            last = step[-1][0]
            gone = [held_id for held_id, number, values in step if self._misses(service, number, values)]
            if gone and write:
                self.shelf.mark_vanished(gone)
            if write:
                db.commit()

    def _misses(self, service: str, number: str, values: dict[str, Any]) -> bool:
        publication = self.shelf.publication
        missing = (service, publication.municipality_of(values)) in self._covered and (number, service) not in self._seen
        if missing:
            self._tally.gone += 1
            if len(self._tally.vanished) < self.listed:
                self._tally.vanished.append(f"{publication.label(values)}（{number}）")
        return missing


def _differs(row: Row, held: Any) -> bool:
    return bool(held.values != row.values or held.missing_since is not None)
