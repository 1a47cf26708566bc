"""Imports of published files: which files, what they would change, what they changed, by whom. A dry run waits until a person decides."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Index, String, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Institution


class ImportState(StrEnum):
    """Where an import stands."""

    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"
    CANCELLED = "cancelled"
    FAILED = "failed"


WORKING = (ImportState.CHECKING, ImportState.WRITING)
LAPSE = timedelta(days=7)
SILENT = timedelta(minutes=3)
"""A job says at least once a second that it lives; after this it is dead."""


class ImportRun(Base):
    """One import. `files`: name, kept (where it lies meanwhile), bytes, digest, file_on. `planned`, `result`: what became of each file."""

    __tablename__ = "import_run"
    __table_args__ = (
        Index("uq_import_run_open", "kind", unique=True, sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[ImportState] = mapped_column(String(10))
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    planned: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    result: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reading: Mapped[str | None] = mapped_column(String(200))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime]
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    ended_at: Mapped[datetime | None]

    begun_by: Mapped[Affiliation | None] = relationship(foreign_keys=[begun_by_id])
    decided_by: Mapped[Affiliation | None] = relationship(foreign_keys=[decided_by_id])

    @classmethod
    def open_to(cls, affiliation: Affiliation | None) -> bool:
        """Base staff of an area of today import."""
        return Institution.addable_by(affiliation)

    @classmethod
    def begin(cls, kind: str, files: list[dict[str, Any]], told: dict[str, Any], *, by: Affiliation) -> ImportRun:
        """Files were handed in and are to be looked at. Raises RuleBroken while another import of this kind is open."""
        before = cls.open_one(kind)
        if before and before.dead:
            before.fail()
        now = clock.now()
        begun = cls(kind=kind, state=ImportState.CHECKING, files=files, told=told, beat_at=now, begun_at=now, begun_by_id=by.id)
        db.add(begun)
        try:
            db.flush()
        except IntegrityError as open_already:
            db.rollback()
            raise RuleBroken(_("同じ種類の取りこみが、まだ終わっていません。先にそちらを取りこむか、やめてください。")) from open_already
        audit.record("import.begun", begun, by=by, kind=kind, files=len(files))
        return begun

    @classmethod
    def let_lapse(cls) -> None:
        """What nobody decided for LAPSE is over."""
        for run in db.scalars(select(cls).where(cls.state == ImportState.CHECKED, cls.beat_at < clock.now() - LAPSE)):
            run._move(ImportState.CANCELLED)
            audit.record("import.lapsed", run, kind=run.kind)

    @classmethod
    def open_keys(cls) -> set[str]:
        """The folders of imports that have not ended."""
        db.flush()
        return {told["key"] for told in db.scalars(select(cls.told).where(cls.ended_at.is_(None))) if told.get("key")}

    @classmethod
    def note(cls, kind: str, outcomes: list[dict[str, Any]]) -> ImportRun:
        """An import by command was written."""
        now = clock.now()
        files = [{"name": one["name"], "file_on": one["file_on"]} for one in outcomes]
        noted = cls(kind=kind, state=ImportState.WRITTEN, files=files, result=outcomes, beat_at=now, begun_at=now, ended_at=now)
        db.add(noted)
        audit.record("import.written", noted, kind=kind, files=len(files))
        return noted

    @classmethod
    def open_one(cls, kind: str) -> ImportRun | None:
        """The import of this kind that has not ended."""
        return db.scalar(select(cls).where(cls.kind == kind, cls.ended_at.is_(None)))

    def decide(self, *, by: Affiliation) -> None:
        """It is to be written. Raises RuleBroken unless it was checked, or has died while it was written."""
        again = self.state == ImportState.WRITING and self.dead
        if self.state != ImportState.CHECKED and not again:
            raise RuleBroken(_("この取りこみは、いま書きこめません。ページを開きなおしてください。"))
        self._move(ImportState.WRITING)
        self.decided_at, self.decided_by_id = clock.now(), by.id
        audit.record("import.decided", self, by=by, kind=self.kind)

    def cancel(self, *, by: Affiliation) -> None:
        """Nothing (more) is written. Raises RuleBroken when it has ended."""
        if self.ended_at:
            raise RuleBroken(_("この取りこみは、もう終わっています。"))
        self._move(ImportState.CANCELLED)
        audit.record("import.cancelled", self, by=by, kind=self.kind)

    def checked(self, planned: list[dict[str, Any]]) -> None:
        """A person can decide now; where no file could be read there is nothing to decide."""
        self.planned = planned
        self._move(ImportState.CHECKED if any(one["tally"] for one in planned) else ImportState.FAILED)

    def written(self, result: list[dict[str, Any]]) -> None:
        """It is in the directory."""
        self.result = result
        self._move(ImportState.WRITTEN)
        audit.record("import.written", self, by=self.decided_by, kind=self.kind, files=len(self.files))

    def fail(self) -> None:
        """It broke off. What was committed until then stays; it can be repeated."""
        self._move(ImportState.FAILED)
        audit.record("import.failed", self, kind=self.kind)

    def _move(self, state: ImportState) -> None:
        now = clock.now()
        self.state, self.beat_at, self.done, self.reading = state, now, 0, None
        if state not in (*WORKING, ImportState.CHECKED):
            self.ended_at = now

    @property
    def working(self) -> bool:
        return self.state in WORKING and not self.dead

    @property
    def dead(self) -> bool:
        """Its job has not been heard of for too long."""
        return self.state in WORKING and clock.now() - self.beat_at > SILENT

    @property
    def shown(self) -> list[dict[str, Any]]:
        """What became, or would become, of each file."""
        return self.result or self.planned

    def sum(self, name: str) -> int:
        """A count over all files."""
        return sum(one["tally"][name] for one in self.shown if one["tally"])


def beat(run_id: int, name: str, done: int, total: int) -> ImportState | None:
    """Statement by a job that it lives and how far it is; the state it finds, so that it can stop."""
    from core.database import aside

    with aside() as session:
        session.execute(
            update(ImportRun).where(ImportRun.id == run_id).values(beat_at=clock.now(), reading=name[:200], done=done, total=total)
        )
        return session.scalar(select(ImportRun.state).where(ImportRun.id == run_id))
