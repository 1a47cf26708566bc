"""Confirmation by institution: who was asked, who has read, who answered what. The latest answer counts; earlier ones are kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Institution, InstitutionMerge

if TYPE_CHECKING:
    from board.models.post import Post


class Answer(StrEnum):
    """了解 / 対応可 / 対応不可 / 電話ください."""

    NOTED = "noted"
    OK = "ok"
    NO = "no"
    CALL = "call"


class ConfirmationRequest(Base):
    """The author asks every institution addressed for an answer. Counts its own changes for those who watch the grid."""

    __tablename__ = "confirmation_request"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    due_at: Mapped[datetime]
    seq: Mapped[int] = mapped_column(default=0)
    addressed: Mapped[int] = mapped_column(default=0)
    noted: Mapped[int] = mapped_column(default=0)
    ok: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    call: Mapped[int] = mapped_column(default=0)

    post: Mapped[Post] = relationship(back_populates="request")
    addressees: Mapped[list[Addressee]] = relationship(back_populates="request")

    @classmethod
    def open(cls, post: Post, addressees: Select[Institution], *, due_at: datetime) -> ConfirmationRequest:
        """Asks the institutions as they are now; who joins the area later was not asked."""
        if due_at <= clock.now():
            raise RuleBroken("お返事の期限は、いまより後にしてください。")
        opened = cls(post_id=post.id, due_at=due_at, seq=0, noted=0, ok=0, no=0, call=0)
        ids = db.scalars(addressees.with_only_columns(Institution.id)).all()
        opened.addressed = len(ids)
        db.add(opened)
        db.flush()
        db.add_all(Addressee(post_id=post.id, institution_id=one, changed_seq=0) for one in ids)
        return opened

    @property
    def stream(self) -> str:
        return f"confirmations:{self.post_id}"

    @property
    def answered(self) -> int:
        """How many institutions have answered."""
        return self.noted + self.ok + self.no + self.call

    @property
    def counts(self) -> dict[str, int]:
        """Institutions by their latest answer."""
        return {answer.value: getattr(self, answer.value) for answer in Answer}

    @property
    def overdue(self) -> bool:
        return clock.now() > self.due_at

    def next_seq(self) -> int:
        """Takes the number of the grid's next change, under the row's lock."""
        db.refresh(self, with_for_update=True)
        self.seq += 1
        return self.seq

    def addressee(self, institution_id: int) -> Addressee | None:
        """The row of one institution, if it was asked."""
        return db.get(Addressee, (self.post_id, institution_id))

    def addressed_as(self, institution_id: int) -> list[Addressee]:
        """The rows of an institution, its own first, and those of records that were merged into it since it was asked."""
        rows = select(Addressee).where(Addressee.post_id == self.post_id, Addressee.of(institution_id))
        return list(db.scalars(rows.order_by(Addressee.institution_id != institution_id, Addressee.institution_id)))

    def confirm(self, answer: Answer, *, by: Affiliation) -> Confirmation:
        """Answers for the institution of `by`. Anyone of the institution may; the latest answer counts. Raises RuleBroken."""
        if self.post.withdrawal:
            raise RuleBroken("この投稿は取り下げられました。お返事はいりません。")
        self.post.changed()
        seq = self.next_seq()
        rows = self.addressed_as(by.institution_id)
        if not rows:
            raise RuleBroken("あなたの施設は、この投稿のあて先に入っていません。")
        given = [self._take(row, answer, seq, by) for row in rows]
        db.flush()
        audit.record("confirmation.given", self.post, by=by, answer=answer)
        return given[0]

    def _take(self, row: Addressee, answer: Answer, seq: int, by: Affiliation) -> Confirmation:
        if row.answer:
            setattr(self, row.answer, getattr(self, row.answer) - 1)
        setattr(self, answer, getattr(self, answer) + 1)
        given = Confirmation(post_id=self.post_id, institution_id=row.institution_id, affiliation=by, answer=answer, at=clock.now())
        db.add(given)
        row.take(given, seq)
        return given


class Addressee(Base):
    """One institution that was asked: when it first read the post, and its latest answer."""

    __tablename__ = "addressee"
    __table_args__ = (Index(None, "institution_id", "answer"), Index(None, "post_id", "changed_seq"))

    post_id: Mapped[int] = mapped_column(ForeignKey("confirmation_request.post_id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    answer: Mapped[Answer | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    changed_seq: Mapped[int]

    request: Mapped[ConfirmationRequest] = relationship(back_populates="addressees")
    institution: Mapped[Institution] = relationship()
    read_by: Mapped[Affiliation | None] = relationship(foreign_keys=[read_by_id])
    answered_by: Mapped[Affiliation | None] = relationship(foreign_keys=[answered_by_id])

    @classmethod
    def of(cls, institution_id: int) -> ColumnElement[bool]:
        """Condition: the row of an institution, or of a record that was merged into it."""
        return or_(cls.institution_id == institution_id, cls.institution_id.in_(InstitutionMerge.merged_into(institution_id)))

    @classmethod
    def unanswered_by(cls, institution_id: int) -> Select[int]:
        """Ids of the posts that wait for an institution's answer."""
        other = aliased(cls)
        answered = select(other.post_id).where(other.post_id == cls.post_id, other.answer.is_not(None), other.of(institution_id))
        return select(cls.post_id).where(cls.of(institution_id), cls.answer.is_(None), ~answered.exists())

    @property
    def state(self) -> str:
        """unread, read, or the latest answer."""
        return self.answer or ("read" if self.read_at else "unread")

    def take(self, given: Confirmation, seq: int) -> None:
        """Remembers the latest answer. Who answers has read."""
        self.answer, self.answered_at, self.answered_by = given.answer, given.at, given.affiliation
        self.read_at, self.read_by = self.read_at or given.at, self.read_by or given.affiliation
        self.changed_seq = seq


class Confirmation(Base):
    """One answer that was given. None is ever changed."""

    __tablename__ = "confirmation"
    __table_args__ = (Index(None, "post_id", "institution_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("confirmation_request.post_id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    answer: Mapped[Answer] = mapped_column(String(10))
    at: Mapped[datetime]

    affiliation: Mapped[Affiliation] = relationship()

    @classmethod
    def history(cls, post_id: int, institution_id: int) -> list[Confirmation]:
        """Every answer of an institution to a post, oldest first."""
        return list(db.scalars(select(cls).where(cls.post_id == post_id, cls.institution_id == institution_id).order_by(cls.id)))
