"""宿題: what somebody does until a day, as the meeting said. The institution and the person; done by a record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, Index, Select, String, Text, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.agenda import AgendaItem
from meetings.models.alone import alone_with
from meetings.models.charge import InCharge
from meetings.models.entry import Entry
from meetings.models.group import Group, inside_ids, readable_ids
from meetings.models.issue import Issue
from meetings.models.meeting import Meeting, Openness
from meetings.models.minutes import Minutes
from region.models import Affiliation, Institution

DONE = ("done_at", "done_by_id", "done_note", "done_key")


class Task(InCharge, Base):
    """Open until `done_at`."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("by_person_id", "client_key"), Index(None, "done_at", "due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"), index=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date | None]
    client_key: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    done_note: Mapped[str] = mapped_column(String(300), default="")
    done_key: Mapped[str | None] = mapped_column(String(36))
    """The client key of the form it was called done with."""

    group: Mapped[Group] = relationship()
    entry: Mapped[Entry | None] = relationship()
    issue: Mapped[Issue | None] = relationship()
    institution: Mapped[Institution | None] = relationship()
    affiliation: Mapped[Affiliation | None] = relationship(foreign_keys=[affiliation_id])
    done_by: Mapped[Affiliation | None] = relationship(foreign_keys=[done_by_id])
    reopenings: Mapped[list[TaskReopening]] = relationship(order_by="TaskReopening.id")

    @classmethod
    def readable_by(cls, person_id: int | BindParameter[int]) -> Select[Task]:
        """The group's own people all of them; who reads the group what their institution has in hand, and what public minutes say."""
        own = select(Affiliation.institution_id).where(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None))
        said = select(Entry.id).join(AgendaItem, AgendaItem.id == Entry.item_id).join(Minutes, Minutes.meeting_id == Entry.meeting_id)
        said = said.join(Meeting, Meeting.id == Entry.meeting_id).where(Meeting.openness != Openness.CLOSED)
        open_ = (Entry.private.is_(False), Entry.removed_at.is_(None), AgendaItem.private.is_(False), Minutes.fixed_at.is_not(None))
        known = or_(cls.institution_id.in_(own), cls.entry_id.is_(None), cls.entry_id.in_(said.where(*open_)))
        return select(cls).where(or_(cls.group_id.in_(inside_ids(person_id)), cls.group_id.in_(readable_ids(person_id)) & known))

    @classmethod
    def open_(cls) -> ColumnElement[bool]:
        """Condition: not done, and its sentence was not taken out of the minutes again."""
        return and_(cls.done_at.is_(None), or_(cls.entry_id.is_(None), cls.entry.has(Entry.removed_at.is_(None))))

    @classmethod
    def give(
        cls, group: Group, *, what: str, client_key: str, by: Affiliation, entry: Entry | None = None, issue: Issue | None = None,
        institution: Institution | None = None, affiliation: Affiliation | None = None, person_name: str = "", due_on: date | None = None,
        body_name: str = "",
    ) -> Task:  # fmt: skip
        """One more. The same key by the same person twice is the same task."""
        known = db.query(cls).filter_by(by_person_id=by.person_id, client_key=client_key).one_or_none()
        if known:
            return known
        place = institution or (affiliation.institution if affiliation else None)
        given = cls(
            group=group, what=what.strip(), entry=entry, issue=issue, affiliation=affiliation, institution=place,
            body_name="" if place else body_name.strip(),
            person_name=(affiliation.person.name if affiliation else person_name).strip(), due_on=due_on, client_key=client_key,
            at=clock.now(), by_id=by.id, by_person_id=by.person_id,
        )  # fmt: skip
        db.add(given)
        db.flush()
        audit.record("task.given", given, by=by, group=group.id)
        return given

    def finish(self, *, by: Affiliation, note: str = "", client_key: str | None = None) -> None:
        """It is done. The same key twice is once, also where it was opened again since. Raises RuleBroken when it was done already."""
        alone_with(self, *DONE, "reopenings")
        if client_key and client_key in (self.done_key, *(one.done_key for one in self.reopenings)):
            return
        if self.done_at:
            raise RuleBroken("この宿題は、もう済みになっています。")
        self.done_at, self.done_by_id, self.done_note, self.done_key = clock.now(), by.id, note.strip(), client_key
        audit.record("task.finished", self, by=by)

    def reopen(self, *, reason: str, by: Affiliation) -> None:
        """It was not done after all; who had said so, and why it is open again, stay on record. Raises RuleBroken."""
        alone_with(self, "done_at", "done_by_id", "done_note", "reopenings")
        if not self.done_at or self.done_by_id is None:
            raise RuleBroken("この宿題は、まだ済みになっていません。")
        if not reason.strip():
            raise RuleBroken("もどす理由を書いてください。")
        before = TaskReopening(done_at=self.done_at, done_by_id=self.done_by_id, done_note=self.done_note, done_key=self.done_key)
        before.reason, before.at, before.by = reason.strip(), clock.now(), by
        self.reopenings.append(before)
        self.done_at, self.done_by_id, self.done_note, self.done_key = None, None, "", None
        audit.record("task.reopened", self, by=by)

    def finishable_by(self, affiliation: Affiliation) -> bool:
        """The institution in charge, and the secretariat."""
        mine = affiliation.ended_at is None and affiliation.institution_id == self.institution_id
        return mine or self.group.run_by(affiliation)

    @property
    def late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < clock.today()


class TaskReopening(Base):
    """It had been called done by mistake."""

    __tablename__ = "task_reopening"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    done_at: Mapped[datetime]
    done_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    done_note: Mapped[str] = mapped_column(String(300))
    done_key: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])
