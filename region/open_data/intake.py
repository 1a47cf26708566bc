"""A published file on its way into the directory. A dry run and the real one read the same way: what was announced is what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select, update

from core import audit, clock
from core.database import db, reading
from region.models import InstitutionSource
from region.models.institution_source import CARE_SERVICES as SOURCE
from region.open_data import care_services
from region.open_data.care_services import CareRow
from region.open_data.csv_file import Fault
from region.open_data.merging import Known, known_of, make_municipalities, take

STEP = 500
"""Rows in one transaction."""
LISTED = 20
"""Faults and vanished offices that are named; the others are counted."""


@dataclass
class Tally:
    """What a file changes, or has changed. `newest_known` is the date of the newest file these offices were read from before."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    newest_known: date | None = None

    @property
    def changes(self) -> bool:
        return bool(self.new or self.changed or self.gone)


@dataclass
class Intake:
    """One file. Memory holds one step of rows, and the number and service of every row."""

    stream: BinaryIO
    name: str
    file_on: date
    progress: Callable[[int], object] = lambda _bytes: None

    def plan(self) -> Tally:
        """Counts what `write` would do; nothing is written and no writer waits. Raises NotRecognised."""
        with reading():
            return self._read(write=False)

    def write(self) -> Tally:
        """Takes the file in, in small committed steps; a run that was cut short is simply repeated. Raises NotRecognised."""
        return self._read(write=True)

    def _read(self, *, write: bool) -> Tally:
        self._tally = Tally()
        self._seen: dict[tuple[str, str], int] = {}
        self._covered: set[tuple[str, str]] = set()
        self.stream.seek(0)
        rows = self._good(care_services.read(self.stream, self.name))
        while step := list(islice(rows, STEP)):
            self._step(step, write=write)
            self.progress(self.stream.tell())
        for service in sorted({service for service, _code in self._covered}):
            self._look_for_vanished(service, write=write)
        return self._tally

    def _good(self, found: Iterable[CareRow | Fault]) -> Iterator[CareRow]:
        """Rows that can be taken; faults are noted on the way."""
        for row in found:
            if not isinstance(row, CareRow):
                self._fault(row)
            elif row.key in self._seen:
                self._fault(Fault(row.line, _("同じ事業所番号とサービスが、%(line)d行目にもあります。", line=self._seen[row.key])))
            else:
                self._seen[row.key] = row.line
                self._covered.add((row.service, row.municipality_code))
                yield row

    def _fault(self, fault: Fault) -> None:
        self._tally.faulty += 1
        if fault.key:
            self._seen.setdefault(fault.key, fault.line)  # unreadable today is not the same as gone
        if len(self._tally.faults) < LISTED:
            self._tally.faults.append(fault)

    def _step(self, rows: list[CareRow], *, write: bool) -> None:
        known = known_of({row.number for row in rows})
        new = [row for row in rows if row.key not in known]
        changed = [row for row in rows if row.key in known and _differs(row, known)]
        self._count(len(new), len(changed), len(rows), known)
        if write:
            make_municipalities(rows)
            take(rows, known, touched={row.number for row in (*new, *changed)}, file_on=self.file_on)
            if new or changed:
                services = sorted({row.service for row in rows})
                audit.record("care_services.imported", services=services, new=len(new), changed=len(changed), file_on=str(self.file_on))
            db.commit()
        db.expunge_all()

    def _count(self, new: int, changed: int, rows: int, known: Known) -> None:
        self._tally.new += new
        self._tally.changed += changed
        self._tally.same += rows - new - changed
        dates = [source.file_on for key, source in known.items() if source.file_on and key in self._seen]
        self._tally.newest_known = max((*dates, self._tally.newest_known or date.min))

    def _look_for_vanished(self, service: str, *, write: bool) -> None:
        """What the file should hold (its services in its municipalities) and does not, in steps."""
        held = (
            select(InstitutionSource.id, InstitutionSource.number, InstitutionSource.values)
            .where(InstitutionSource.source == SOURCE, InstitutionSource.service == service, InstitutionSource.missing_since.is_(None))
            .order_by(InstitutionSource.id)
            .limit(STEP)
        )
        last = 0
        while step := db.execute(held.where(InstitutionSource.id > last)).all():
            last = step[-1].id
            gone = [row.id for row in step if self._misses(service, row.number, row._mapping["values"])]
            if gone and write:
                db.execute(update(InstitutionSource).where(InstitutionSource.id.in_(gone)).values(missing_since=clock.now()))
                audit.record("care_services.vanished", sources=gone)
            if write:
                db.commit()

    def _misses(self, service: str, number: str, values: dict[str, str]) -> bool:
        missing = (service, values[care_services.CODE]) in self._covered and (number, service) not in self._seen
        if missing:
            self._tally.gone += 1
            if len(self._tally.vanished) < LISTED:
                self._tally.vanished.append(f"{values[care_services.NAME]}（{number}）")
        return missing


def _differs(row: CareRow, known: Known) -> bool:
    source = known[row.key]
    return source.values != row.values or source.missing_since is not None
