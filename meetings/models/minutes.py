"""議事録: draft → sent to the members for correction → approved by the signers → fixed. After that only an erratum (訂正)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock, deliveries
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.erratum import Erratum
from meetings.models.group import inside_ids, readable_ids
from meetings.models.meeting import Meeting, Openness
from meetings.models.member import Member
from meetings.models.minutes_copy import MinutesCopy, keep
from meetings.models.minutes_records import APPROVAL_ENDED, SENT, Approval, Correction
from region.models import Affiliation

__all__ = ["Approval", "Correction", "Minutes"]


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
    corrections: Mapped[list[Correction]] = relationship(back_populates="minutes", order_by=Correction.id)
    approvals: Mapped[list[Approval]] = relationship(back_populates="minutes", order_by=Approval.id)
    errata: Mapped[list[Erratum]] = relationship(back_populates="minutes", order_by=Erratum.number)
    copies: Mapped[list[MinutesCopy]] = relationship(back_populates="minutes", order_by=MinutesCopy.id)

    @classmethod
    def readable_by(cls, person_id: int) -> Select[Minutes]:
        """The group's own people from the draft on; others once they are fixed, in the public form."""
        own = cls.meeting_id.in_(select(Meeting.id).where(Meeting.group_id.in_(inside_ids(person_id))))
        others = cls.meeting_id.in_(select(Meeting.id).where(Meeting.group_id.in_(readable_ids(person_id))))
        return select(cls).where(or_(own, others & cls.fixed_at.is_not(None)))

    @classmethod
    def of(cls, meeting: Meeting, *, only_read: bool = False) -> Minutes:
        """The minutes of a meeting, begun where there are none. Who writes holds the meeting until the transaction ends."""
        if not only_read:
            meeting.alone()
        found = db.query(cls).filter_by(meeting_id=meeting.id).populate_existing().one_or_none()
        if found is None:
            found = cls(meeting=meeting, summary="", began_at=clock.now(), corrections=[], approvals=[], errata=[], copies=[])
            if not only_read:
                db.add(found)
                db.flush()
        return found

    def send(self, *, correct_by_on: date, by: Affiliation) -> None:
        """To the members, for correction until a day; a second time with a new day. Raises RuleBroken."""
        self.refuse_if_fixed()
        if self.meeting.closed_at is None:
            raise RuleBroken("会議を終えてから送ってください。")
        if correct_by_on < clock.today():
            raise RuleBroken("直しの期限は、きょうより後の日にしてください。")
        self.sent_at, self.sent_by_id, self.correct_by_on = clock.now(), by.id, correct_by_on
        for person_id in sorted({one.person_id for one in self.readers if one.person_id and one.person_id != by.person_id}):
            deliveries.queue(SENT, key=f"{self.id}:{self.sent_at:%Y%m%d%H%M%S%f}:{person_id}", person_id=person_id, minutes=self.id)
        audit.record("minutes.sent", self, by=by)

    def approve(self, member: Member, *, by: Affiliation) -> Approval:
        """A named signer approves the text as it stands. Raises RuleBroken."""
        self.refuse_if_fixed()
        if self.sent_at is None:
            raise RuleBroken("議事録の案が、まだ送られていません。")
        if member not in self.signers or member.person_id != by.person_id:
            raise RuleBroken("署名人に決められた人だけが、確認できます。")
        known = next((one for one in self.approvals if one.member_id == member.id and one.ended_at is None), None)
        if known:
            return known
        approved = Approval(member=member, at=clock.now(), by_id=by.id)
        self.approvals.append(approved)
        db.flush()
        audit.record("minutes.approved", self, by=by, member=member.id)
        return approved

    def describe(self, *, place: str, openness: Openness, reason: str, listeners: int | None, summary: str, by: Affiliation) -> None:
        """The header as it will be published, and the 総括. Raises RuleBroken."""
        self.refuse_if_fixed()
        meeting, reason = self.meeting, "" if openness == Openness.OPEN else reason.strip()
        said = (place.strip(), openness, reason, listeners, summary.strip())
        if said == (meeting.place, meeting.openness, meeting.openness_reason, meeting.listeners, self.summary):
            return
        meeting.place, meeting.openness, meeting.openness_reason, meeting.listeners, self.summary = said
        self.text_changes(by=by)
        audit.record("minutes.described", self, by=by)

    def fix(self, *, by: Affiliation) -> None:
        """From now on the text stands, in a kept copy. Raises RuleBroken while a signer or the answer to a correction is missing."""
        self.refuse_if_fixed()
        if self.unsigned or not self.sent_at:
            raise RuleBroken("まだ確認していない署名人がいます。")
        if any(one.answered_at is None for one in self.corrections):
            raise RuleBroken("答えていない直しの申し出があります。")
        self.fixed_at, self.fixed_by_id = clock.now(), by.id
        audit.record("minutes.fixed", self, by=by, numbers=keep(self))

    def text_changes(self, *, by: Affiliation) -> None:
        """What was approved reads otherwise now: the approvals end, and the signers are told. Raises RuleBroken once fixed."""
        self.refuse_if_fixed()
        for one in [one for one in self.approvals if one.ended_at is None]:
            one.ended_at = clock.now()
            person_id = one.member.person_id
            if person_id and person_id != by.person_id:
                deliveries.queue(APPROVAL_ENDED, key=f"{one.id}", person_id=person_id, minutes=self.id, approval=one.id)
            audit.record("minutes.approval_ended", self, by=by, approval=one.id)

    @property
    def readers(self) -> list[Member]:
        """To whom the draft goes: who sat in the group on that day, and still may read it."""
        day = clock.in_japan(self.meeting.starts_at).date()
        return [one for one in self.meeting.group.members if one.holds(day) and (one.person_id is None or one.holds(clock.today()))]

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

    def refuse_if_fixed(self) -> None:
        """Raises RuleBroken once the text stands."""
        if self.fixed_at:
            raise RuleBroken("議事録は確定しています。直すときは「訂正」を書きたしてください。")
