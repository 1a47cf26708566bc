"""議事録: draft → sent to the members for correction → approved by the signers → fixed. After that only an erratum (訂正)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.entry import Entry
from meetings.models.group import inside_ids, readable_ids
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.models import Affiliation


class Minutes(Base):
    """Of one meeting. The text is the meeting's entries; fixed, they no longer change."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    """総括."""
    began_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    correct_by_on: Mapped[date | None]
    fixed_at: Mapped[datetime | None]
    fixed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    meeting: Mapped[Meeting] = relationship()
    corrections: Mapped[list[Correction]] = relationship(back_populates="minutes", order_by="Correction.id")
    approvals: Mapped[list[Approval]] = relationship(back_populates="minutes", order_by="Approval.id")
    errata: Mapped[list[Erratum]] = relationship(back_populates="minutes", order_by="Erratum.number")

    @classmethod
    def readable_by(cls, person_id: int) -> Select[Minutes]:
        """The group's own people from the draft on; others once they are fixed, in the public form."""
        own = cls.meeting_id.in_(select(Meeting.id).where(Meeting.group_id.in_(inside_ids(person_id))))
        others = cls.meeting_id.in_(select(Meeting.id).where(Meeting.group_id.in_(readable_ids(person_id))))
        return select(cls).where(or_(own, others & cls.fixed_at.is_not(None)))

    @classmethod
    def of(cls, meeting: Meeting) -> Minutes:
        """The minutes of a meeting, begun where there are none."""
        found = db.query(cls).filter_by(meeting_id=meeting.id).one_or_none()
        if found is None:
            found = cls(meeting=meeting, began_at=clock.now(), corrections=[], approvals=[], errata=[])
            db.add(found)
            db.flush()
        return found

    def send(self, *, correct_by_on: date, by: Affiliation) -> None:
        """To the members, for correction until a day. Raises RuleBroken."""
        self._not_fixed()
        if self.meeting.closed_at is None:
            raise RuleBroken("会議を終えてから送ってください。")
        if correct_by_on < clock.today():
            raise RuleBroken("直しの期限は、きょうより後の日にしてください。")
        self.sent_at, self.sent_by_id, self.correct_by_on = clock.now(), by.id, correct_by_on
        audit.record("minutes.sent", self, by=by)

    def approve(self, member: Member, *, by: Affiliation) -> Approval:
        """A named signer approves the text as it stands. Raises RuleBroken."""
        self._not_fixed()
        if self.sent_at is None:
            raise RuleBroken("議事録の案が、まだ送られていません。")
        if not member.signs or member.person_id != by.person_id:
            raise RuleBroken("署名人に決められた人だけが、確認できます。")
        known = next((one for one in self.approvals if one.member_id == member.id and one.ended_at is None), None)
        if known:
            return known
        approved = Approval(member=member, at=clock.now(), by_id=by.id)
        self.approvals.append(approved)
        db.flush()
        audit.record("minutes.approved", self, by=by, member=member.id)
        return approved

    def fix(self, *, by: Affiliation) -> None:
        """From now on the text stands. Raises RuleBroken while a signer has not approved or a correction has no answer."""
        self._not_fixed()
        waiting = self.unsigned
        if waiting or not self.sent_at:
            raise RuleBroken("まだ確認していない署名人がいます。")
        if any(one.answered_at is None for one in self.corrections):
            raise RuleBroken("答えていない直しの申し出があります。")
        self.fixed_at, self.fixed_by_id = clock.now(), by.id
        audit.record("minutes.fixed", self, by=by)

    @property
    def signers(self) -> list[Member]:
        """The named signers on the day of the meeting."""
        day = clock.in_japan(self.meeting.starts_at).date()
        return [one for one in self.meeting.group.members if one.signs and one.holds(day)]

    @property
    def unsigned(self) -> list[Member]:
        """Signers whose approval is not there or no longer holds."""
        signed = {one.member_id for one in self.approvals if one.ended_at is None}
        return [one for one in self.signers if one.id not in signed]

    def _not_fixed(self) -> None:
        if self.fixed_at:
            raise RuleBroken("議事録は確定しています。直すときは「訂正」を書きたしてください。")


class Correction(Base):
    """直しの申し出: a member says what should read otherwise; everybody in the group sees it, and the answer."""

    __tablename__ = "minutes_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    taken: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    minutes: Mapped[Minutes] = relationship(back_populates="corrections")
    entry: Mapped[Entry | None] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])


class Approval(Base):
    """確認: a signer approved the text; `ended_at` where the text changed afterwards."""

    __tablename__ = "minutes_approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("group_member.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    ended_at: Mapped[datetime | None]

    minutes: Mapped[Minutes] = relationship(back_populates="approvals")
    member: Mapped[Member] = relationship()


class Erratum(Base):
    """訂正: after the text was fixed. What read how, what it means, why."""

    __tablename__ = "erratum"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"))
    wrong: Mapped[str] = mapped_column(Text)
    right: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    minutes: Mapped[Minutes] = relationship(back_populates="errata")
    entry: Mapped[Entry | None] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])
