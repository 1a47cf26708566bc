"""What each institution that was asked has done: opened the post, answered it (itself, or by telephone, fax or a visit)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, Index, Integer, Select, String, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from core import clock
from core.database import Base, db
from region.models import Affiliation, Institution, InstitutionMerge

if TYPE_CHECKING:
    from board.models.confirmation import ConfirmationRequest


class Answer(StrEnum):
    """了解 / 対応可 / 対応不可 / 電話ください."""

    NOTED = "noted"
    OK = "ok"
    NO = "no"
    CALL = "call"


class How(StrEnum):
    """電話 / FAX / 来所: how base staff were told an answer that they record for an institution."""

    PHONE = "phone"
    FAX = "fax"
    VISIT = "visit"


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
    answered_how: Mapped[How | None] = mapped_column(String(10))
    """None: they answered themselves. Else `answered_by` is who recorded it."""
    changed_seq: Mapped[int]

    request: Mapped[ConfirmationRequest] = relationship(back_populates="addressees")
    institution: Mapped[Institution] = relationship()
    read_by: Mapped[Affiliation | None] = relationship(foreign_keys=[read_by_id])
    answered_by: Mapped[Affiliation | None] = relationship(foreign_keys=[answered_by_id])

    @classmethod
    def of(cls, institution_id: int | BindParameter[int]) -> ColumnElement[bool]:
        """Condition: the row of an institution, or of a record that was merged into it."""
        return or_(cls.institution_id == institution_id, cls.institution_id.in_(InstitutionMerge.merged_into(institution_id)))

    @classmethod
    def rows_of(cls, post_id: int, institution_id: int, session: Session) -> list[Addressee]:
        """The rows of an institution, its own first, and those of records that were merged into it since it was asked."""
        return list(session.scalars(_rows_of(), {"post": post_id, "institution": institution_id}))

    @classmethod
    def unanswered_by(cls, institution_id: int | BindParameter[int]) -> Select[int]:
        """Ids of the posts that wait for an institution's answer."""
        other = aliased(cls)
        answered = select(other.post_id).where(other.post_id == cls.post_id, other.answer.is_not(None), other.of(institution_id))
        return select(cls.post_id).where(cls.of(institution_id), cls.answer.is_(None), ~answered.exists())

    @property
    def state(self) -> str:
        """unread, read, or the latest answer."""
        return self.answer or ("read" if self.read_at else "unread")

    def take(self, given: Confirmation | None, seq: int) -> None:
        """Shows this answer, or none. Who answers themselves has read; who was telephoned has not opened anything."""
        self.answer, self.answered_at, self.answered_how, self.answered_by = None, None, None, None
        self.changed_seq = seq
        if given is None:
            return
        self.answer, self.answered_at, self.answered_how, self.answered_by = given.answer, given.at, given.how, given.affiliation
        if given.how is None:
            self.read_at, self.read_by = self.read_at or given.at, self.read_by or given.affiliation


@lru_cache(maxsize=1)
def _rows_of() -> Select[Addressee]:
    """Built once: building it costs more than asking it."""
    own = bindparam("institution", type_=Integer)
    rows = select(Addressee).where(Addressee.post_id == bindparam("post", type_=Integer), Addressee.of(own))
    return rows.order_by(Addressee.institution_id != own, Addressee.institution_id)


class Confirmation(Base):
    """One answer that was given, or an answer recorded by mistake that is taken back (`answer` is None). None is ever changed."""

    __tablename__ = "confirmation"
    __table_args__ = (Index(None, "post_id", "institution_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("confirmation_request.post_id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    answer: Mapped[Answer | None] = mapped_column(String(10))
    at: Mapped[datetime]
    """When it was given; of two answers the later one stands, whenever it was recorded."""
    how: Mapped[How | None] = mapped_column(String(10))
    told_by: Mapped[str | None] = mapped_column(String(80))
    recorded_at: Mapped[datetime | None]
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("confirmation.id"))
    reason: Mapped[str | None] = mapped_column(String(200))

    affiliation: Mapped[Affiliation] = relationship()

    @classmethod
    def history(cls, post_id: int, institution_id: int) -> list[Confirmation]:
        """Every answer of an institution to a post, oldest first."""
        return list(db.scalars(select(cls).where(cls.post_id == post_id, cls.institution_id == institution_id).order_by(cls.id)))

    @classmethod
    def standing(cls, post_id: int, institution_id: int) -> Confirmation | None:
        """The latest answer of an institution that was not taken back."""
        gone = select(cls.takes_back_id).where(cls.post_id == post_id, cls.takes_back_id.is_not(None))
        given = select(cls).where(cls.post_id == post_id, cls.institution_id == institution_id)
        given = given.where(cls.answer.is_not(None), cls.id.not_in(gone))
        return db.scalar(given.order_by(cls.at.desc(), cls.id.desc()).limit(1))

    @classmethod
    def taking_back(cls, given: Confirmation, *, reason: str, by: Affiliation) -> Confirmation:
        """The row that says so."""
        row = cls(
            post_id=given.post_id, institution_id=given.institution_id, affiliation=by, answer=None, at=clock.now(),
            recorded_at=clock.now(), takes_back_id=given.id, reason=reason,
        )  # fmt: skip
        db.add(row)
        return row

    def same_act(self) -> list[Confirmation]:
        """This recorded answer, and those the same act wrote for merged records; none where it was taken back."""
        gone = select(Confirmation.takes_back_id).where(Confirmation.takes_back_id.is_not(None), Confirmation.post_id == self.post_id)
        same = select(Confirmation).where(
            Confirmation.post_id == self.post_id, Confirmation.affiliation_id == self.affiliation_id, Confirmation.how == self.how,
            Confirmation.recorded_at == self.recorded_at, Confirmation.id.not_in(gone),
        )  # fmt: skip
        return list(db.scalars(same))
