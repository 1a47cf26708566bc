"""What is said and what comes of it, entry by entry: remarks by speaker, and 課題, 方策, 決定, 宿題 where they arise.

A change names the revision it was made from: two who change the same entry at once both keep their text, and one of them chooses.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.agenda import AgendaItem
from meetings.models.group import inside_ids
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.minutes_records import Correction


class EntryKind(StrEnum):
    """発言, 報告, 課題, 方策, 決定, 宿題."""

    REMARK = "remark"
    REPORT = "report"
    ISSUE = "issue"
    COUNTERMEASURE = "countermeasure"
    DECISION = "decision"
    HOMEWORK = "homework"


OUTCOMES = (EntryKind.ISSUE, EntryKind.COUNTERMEASURE, EntryKind.DECISION, EntryKind.HOMEWORK)


class EntryConflict(Exception):
    """Somebody else changed the entry meanwhile: `entry` holds their text, `text` what was to be written."""

    def __init__(self, entry: Entry, text: str) -> None:
        super().__init__()
        self.entry, self.text = entry, text


class Entry(Base):
    """One sentence or paragraph of the minutes. `number` of its revision rises with each change; earlier texts are kept."""

    __tablename__ = "minutes_entry"
    __table_args__ = (
        UniqueConstraint("by_person_id", "client_key"),
        Index(None, "meeting_id", "changed_seq"),
        Index(None, "item_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[EntryKind] = mapped_column(String(20))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("group_member.id"))
    speaker_name: Mapped[str] = mapped_column(String(60), default="")
    """Who spoke and has no seat (事務局, a guest)."""
    text: Mapped[str] = mapped_column(Text)
    private: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    seq: Mapped[int]
    changed_seq: Mapped[int]
    client_key: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem] = relationship()
    member: Mapped[Member | None] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])
    revisions: Mapped[list[EntryRevision]] = relationship(order_by="EntryRevision.number")
    asked: Mapped[list[Correction]] = relationship(
        primaryjoin="and_(Entry.id == Correction.entry_id, Correction.made_from.is_not(None))", order_by="Correction.id", viewonly=True
    )
    """What its speaker asked while the meeting went on."""

    @classmethod
    def inside(cls, person_id: int) -> Select[Entry]:
        """The entries of the groups a person sits in or runs. Others read fixed minutes in their public form."""
        meetings = select(Meeting.id).where(Meeting.group_id.in_(inside_ids(person_id)))
        return select(cls).where(cls.meeting_id.in_(meetings))

    @classmethod
    def write(
        cls, item: AgendaItem, *, kind: EntryKind, text: str, client_key: str, by: Affiliation, member: Member | None = None,
        speaker_name: str = "", private: bool = False,
    ) -> Entry:  # fmt: skip
        """One more entry at the end of its item. The same key by the same person twice is the same entry."""
        item.meeting.lock()
        known = db.query(cls).filter_by(by_person_id=by.person_id, client_key=client_key).one_or_none()
        if known:
            return known
        item.meeting.text_changes(by=by)
        seq = item.meeting.take_seq()
        written = cls(
            meeting=item.meeting, item=item, kind=kind, member=member, speaker_name=speaker_name.strip(), text=text.strip(),
            private=private, revision=1, position=seq, seq=seq, changed_seq=seq, client_key=client_key, at=clock.now(), by=by,
            by_person_id=by.person_id, revisions=[],
        )  # fmt: skip
        db.add(written)
        db.flush()
        audit.record("entry.written", written, by=by, meeting=item.meeting_id, kind=kind)
        return written

    def change(self, text: str, *, made_from: int, by: Affiliation, private: bool | None = None) -> None:
        """Replaces the text; the earlier one is kept. Raises EntryConflict where another revision came between, RuleBroken when removed."""
        self.meeting.lock()
        db.refresh(self)
        if self.removed_at:
            raise RuleBroken("この文は、ほかの人が消しました。")
        if text.strip() == self.text and private in (None, self.private):
            return
        if made_from != self.revision and text.strip() != self.text:
            raise EntryConflict(self, text)
        self.meeting.text_changes(by=by)
        self.revisions.append(EntryRevision(number=self.revision, text=self.text, until_at=clock.now(), replaced_by_id=by.id))
        self.text, self.revision = text.strip(), self.revision + 1
        self.private = self.private if private is None else private
        self.changed_seq = self.meeting.take_seq()
        audit.record("entry.changed", self, by=by, revision=self.revision)

    def remove(self, *, by: Affiliation) -> None:
        """It no longer stands in the minutes; the record keeps it. Raises RuleBroken once they are fixed."""
        self.meeting.lock()
        db.refresh(self)
        if self.removed_at:
            return
        self.meeting.text_changes(by=by)
        self.changed_seq = self.meeting.take_seq()
        self.removed_at, self.removed_by_id = clock.now(), by.id
        audit.record("entry.removed", self, by=by)

    @property
    def speaker(self) -> str:
        return self.member.name if self.member else self.speaker_name


class EntryRevision(Base):
    """An earlier text."""

    __tablename__ = "minutes_entry_revision"

    entry_id: Mapped[int] = mapped_column(ForeignKey("minutes_entry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    until_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
