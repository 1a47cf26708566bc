"""聞きとり: who said what, before there is any meeting; coded into issues (甲府: two years of them led to four groups)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from meetings.models.alone import alone_with
from meetings.models.group import Group, inside_ids
from meetings.models.issue import Issue
from region.models import Affiliation, Institution


class HearingNote(Base):
    """`person_name` is shown to the secretariat only; the members read the profession."""

    __tablename__ = "hearing_note"
    __table_args__ = (UniqueConstraint("by_person_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    heard_on: Mapped[date]
    person_name: Mapped[str] = mapped_column(String(60), default="")
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    institution_name: Mapped[str] = mapped_column(String(120), default="")
    profession: Mapped[str] = mapped_column(String(30))
    remarks: Mapped[str] = mapped_column(Text)
    client_key: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    group: Mapped[Group] = relationship()
    institution: Mapped[Institution | None] = relationship()
    by: Mapped[Affiliation] = relationship()
    codings: Mapped[list[HearingCoding]] = relationship(back_populates="note", order_by="HearingCoding.id")

    @classmethod
    def readable_by(cls, person_id: int) -> Select[HearingNote]:
        """Those of the groups a person sits in or runs."""
        return select(cls).where(cls.group_id.in_(inside_ids(person_id))).order_by(cls.heard_on.desc(), cls.id.desc())

    @classmethod
    def take_down(
        cls, group: Group, *, heard_on: date, profession: str, remarks: str, client_key: str, by: Affiliation, person_name: str = "",
        institution: Institution | None = None, institution_name: str = "",
    ) -> HearingNote:  # fmt: skip
        """One more note. The same key by the same person twice is the same note."""
        known = db.query(cls).filter_by(by_person_id=by.person_id, client_key=client_key).one_or_none()
        if known:
            return known
        note = cls(
            group=group, heard_on=heard_on, profession=profession, remarks=remarks.strip(), person_name=person_name.strip(),
            institution=institution, institution_name=institution_name.strip() or (institution.name if institution else ""),
            client_key=client_key, at=clock.now(), by=by, by_person_id=by.person_id, codings=[],
        )  # fmt: skip
        db.add(note)
        db.flush()
        audit.record("hearing.noted", note, by=by, group=group.id)
        return note

    def code(self, issue: Issue, *, quote: str, by: Affiliation) -> HearingCoding:
        """These words of the note speak for an issue; once for each issue."""
        alone_with(self, "codings")
        known = next((one for one in self.codings if one.issue_id == issue.id), None)
        if known:
            return known
        coded = HearingCoding(issue=issue, quote=quote.strip(), at=clock.now(), by_id=by.id)
        self.codings.append(coded)
        db.flush()
        audit.record("hearing.coded", self, by=by, issue=issue.id)
        return coded


class HearingCoding(Base):
    """A note speaks for an issue."""

    __tablename__ = "hearing_coding"
    __table_args__ = (UniqueConstraint("note_id", "issue_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("hearing_note.id"))
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    quote: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    note: Mapped[HearingNote] = relationship(back_populates="codings")
    issue: Mapped[Issue] = relationship()
