"""What a member answered to the invitation, and how they were there: 出席 (会場), Web, 代理, 欠席."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.models import Affiliation


class Presence(StrEnum):
    """出席・会場, Web, 代理, 欠席."""

    ATTEND = "attend"
    WEB = "web"
    SUBSTITUTE = "substitute"
    ABSENT = "absent"


THERE = (Presence.ATTEND, Presence.WEB, Presence.SUBSTITUTE)
"""Also by somebody instead."""


class Attendance(Base):
    """One line of the attendance: of a member, or of a guest without a seat (行政, 説明者)."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("group_member.id"), index=True)
    guest_name: Mapped[str] = mapped_column(String(60), default="")
    guest_from: Mapped[str] = mapped_column(String(120), default="")
    invited_at: Mapped[datetime | None]
    uninvited_at: Mapped[datetime | None]
    """When the invitation was taken back, because the member will not sit there on that day."""
    away: Mapped[bool] = mapped_column(default=False)
    """It was taken back because the account was stopped or had ended: who is back is asked again without anybody's pressing."""
    ics_more: Mapped[int] = mapped_column(default=0)
    """How far this one's SEQUENCE is above the meeting's: it rises when the invitation is taken back or given anew."""
    reminded_at: Mapped[datetime | None]
    """When a letter asked once more."""
    answer: Mapped[Presence | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    """None where it was answered by the link of a letter."""
    presence: Mapped[Presence | None] = mapped_column(String(12))
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    substitute: Mapped[str] = mapped_column(String(60), default="")
    """Who comes or came instead."""
    note: Mapped[str] = mapped_column(String(200), default="")
    changed_seq: Mapped[int] = mapped_column(default=0)

    meeting: Mapped[Meeting] = relationship()
    member: Mapped[Member | None] = relationship()

    @classmethod
    def of(cls, meeting: Meeting, member: Member) -> Attendance:
        """The line of a member, made where there is none."""
        meeting.lock()
        return cls._of(meeting, member)

    @classmethod
    def _of(cls, meeting: Meeting, member: Member) -> Attendance:
        found = db.query(cls).filter_by(meeting_id=meeting.id, member_id=member.id).populate_existing().one_or_none()
        if found is None:
            found = cls(meeting=meeting, member=member, changed_seq=0)
            db.add(found)
            db.flush()
        return found

    @classmethod
    def invite(cls, meeting: Meeting, members: Sequence[Member], *, by: Affiliation | None) -> list[Attendance]:
        """These are asked, by a job where nobody says so; the lines of those who were not, or no longer. Raises RuleBroken."""
        meeting.alone()
        if not meeting.answerable:
            raise RuleBroken("この会議には、もう招待できません。")
        asked = [one for one in (cls._of(meeting, member) for member in members) if not one.is_asked]
        taken_back = db.scalar(select(func.max(cls.ics_more)).where(cls.meeting_id == meeting.id)) or 0
        for one in asked:  # in whatever seat somebody comes back: their calendar must see something newer than what took the date out
            one.ics_more = taken_back + 1 if taken_back else 0
            one.invited_at, one.uninvited_at, one.reminded_at = clock.now(), None, None
            one.answer = one.answered_at = one.answered_by_id = None
            one.away = False
        if asked:
            audit.record("meeting.invited", meeting, by=by, members=sorted(one.member_id for one in asked if one.member_id))
        return asked

    def uninvite(self, *, by: Affiliation | None, away: bool = False) -> None:
        """The member will not sit there on that day; seen by a job where nobody says so. What was answered stays on record."""
        self.uninvited_at, self.ics_more, self.away = clock.now(), self.ics_more + 1, away
        audit.record("meeting.uninvited", self.meeting, by=by, members=[self.member_id])

    def reply(self, answer: Presence, *, by: Affiliation | None, substitute: str = "", note: str = "") -> None:
        """What is answered to the invitation; the latest counts. Raises RuleBroken once it was taken back or the meeting has begun."""
        if self.uninvited_at:
            raise RuleBroken("この方への招待は、取り消されています。")
        if not self.meeting.answerable:
            raise RuleBroken("この会議の出欠のお返事は、もう変えられません。")
        self.answer, self.answered_at, self.answered_by_id = answer, clock.now(), by.id if by else None
        self.substitute, self.note = substitute.strip(), note.strip()
        audit.record("meeting.answered", self.meeting, by=by, attendance=self.id, answer=answer)

    def note_presence(self, presence: Presence | None, *, by: Affiliation, substitute: str | None = None) -> None:
        """How they are there; None takes it back. Raises RuleBroken once the minutes are fixed."""
        self.meeting.text_changes(by=by)
        self.changed_seq = self.meeting.take_seq()
        self.presence, self.noted_at, self.noted_by_id = presence, clock.now(), by.id
        if substitute is not None:
            self.substitute = substitute.strip()
        audit.record("meeting.presence_noted", self.meeting, by=by, attendance=self.id, presence=presence)

    @property
    def name(self) -> str:
        return self.member.name if self.member else self.guest_name

    @property
    def is_asked(self) -> bool:
        """Was this one invited, and still is?"""
        return self.invited_at is not None and self.uninvited_at is None

    @classmethod
    def asked(cls) -> ColumnElement[bool]:
        """Condition: the same."""
        return and_(cls.invited_at.is_not(None), cls.uninvited_at.is_(None))

    @property
    def ics_sequence(self) -> int:
        """What this one's calendar is told: it never falls, whatever happens to the meeting and to the seat."""
        return self.meeting.ics_sequence + self.ics_more

    @property
    def was_there(self) -> bool:
        return self.presence in THERE
