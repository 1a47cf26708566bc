"""発言したい: who sits in a meeting tells the secretariat that they want to speak, in the order of telling; it ends with the meeting.

It belongs to its moment. One that is told before the meeting has begun or after its end is refused; nothing keeps it for later.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.agenda import AgendaItem
from meetings.models.entry import Entry
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.models import Affiliation


class WishEnd(StrEnum):
    """They have spoken, took it back themselves, or the meeting ended first."""

    SPOKEN = "spoken"
    TAKEN_BACK = "taken_back"
    MEETING = "meeting"


class Wish(Base):
    """Of one member in one meeting; told again, it is the same row with a new moment. The audit knows of the earlier ones."""

    __tablename__ = "speaking_wish"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("group_member.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    """What the meeting talked about when it was told."""
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    ended_at: Mapped[datetime | None]
    end: Mapped[WishEnd | None] = mapped_column(String(12))
    changed_seq: Mapped[int]
    """Of what is open: when it was told, which is its place among the others."""

    meeting: Mapped[Meeting] = relationship()

    @classmethod
    def of(cls, meeting: Meeting) -> Select[Wish]:
        """All of a meeting, in their order."""
        return select(cls).where(cls.meeting_id == meeting.id).order_by(cls.changed_seq, cls.id)

    @classmethod
    def tell(cls, meeting: Meeting, member: Member, *, by: Affiliation) -> Wish:
        """They want to speak. Told already, it keeps its place. Raises RuleBroken where nobody speaks now."""
        meeting.alone()
        if not meeting.opened_at:
            raise RuleBroken("会議はまだ始まっていません。始まってから押してください。")
        if not meeting.held:
            raise RuleBroken("会議は終わりました。")
        told = cls._of(meeting, member)
        if told and told.ended_at is None:
            return told
        running = db.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id, AgendaItem.since_at.is_not(None)))
        told = told or cls(meeting=meeting, member_id=member.id)
        told.at, told.by_id, told.item_id, told.ended_at, told.end = clock.now(), by.id, running, None, None
        told.changed_seq = meeting.take_seq()
        db.add(told)
        db.flush()
        audit.record("meeting.wish_told", meeting, by=by, member=member.id)
        return told

    @classmethod
    def drop(cls, meeting: Meeting, member: Member, end: WishEnd, *, by: Affiliation, told: int | None = None) -> bool:
        """It is over; False where there was none. `told`: only the one told at that number, for a press that waited may be overtaken."""
        meeting.lock()
        found = cls._of(meeting, member)
        if found is None or found.ended_at or told not in (None, found.changed_seq):
            return False
        found._over(end, meeting.take_seq(), by)
        return True

    @classmethod
    def heard(cls, entry: Entry, *, by: Affiliation) -> bool:
        """What they said is written, just now and therefore under the lock of the meeting. False where they had told nothing."""
        found = cls._of(entry.meeting, entry.member) if entry.member else None
        if found is None or found.ended_at:
            return False
        found._over(WishEnd.SPOKEN, entry.meeting.take_seq(), by)
        return True

    @classmethod
    def drop_all(cls, meeting: Meeting, *, by: Affiliation) -> bool:
        """The meeting ends, and what nobody came to say with it. False where there was nothing."""
        meeting.lock()
        found = list(db.scalars(cls.of(meeting).where(cls.ended_at.is_(None)).execution_options(populate_existing=True)))
        seq = meeting.take_seq() if found else 0
        for one in found:
            one._over(WishEnd.MEETING, seq, by)
        return bool(found)

    @classmethod
    def _of(cls, meeting: Meeting, member: Member) -> Wish | None:
        return db.scalar(_OF, {"meeting": meeting.id, "member": member.id})

    def _over(self, end: WishEnd, seq: int, by: Affiliation) -> None:
        self.ended_at, self.end, self.changed_seq = clock.now(), end, seq
        audit.record("meeting.wish_ended", self.meeting, by=by, member=self.member_id, end=end)


_OF = (
    select(Wish)
    .where(Wish.meeting_id == bindparam("meeting"), Wish.member_id == bindparam("member"))
    .execution_options(populate_existing=True)
)
"""Built once: it is asked with every remark."""
