"""Base staff telephoned an institution and reached nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.addressee import Addressee
from board.models.confirmation import ConfirmationRequest
from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation


class NoReply(StrEnum):
    """不在 / 留守電 / 話し中."""

    ABSENT = "absent"
    MACHINE = "machine"
    BUSY = "busy"


class UnansweredCall(Base):
    """One call that reached nobody: when, by whom, and what was heard. None is ever changed."""

    __tablename__ = "unanswered_call"
    __table_args__ = (Index(None, "post_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("confirmation_request.post_id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    heard: Mapped[NoReply] = mapped_column(String(10))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    by: Mapped[Affiliation] = relationship()

    @classmethod
    def note(cls, request: ConfirmationRequest, row: Addressee, heard: NoReply, *, by: Affiliation) -> UnansweredCall:
        """Somebody called just now. Raises RuleBroken where nothing is asked any more."""
        if request.post.withdrawal:
            raise RuleBroken("この投稿は取り下げられました。お返事はいりません。")
        row.changed_seq = request.next_seq()
        called = cls(post_id=request.post_id, institution_id=row.institution_id, heard=heard, at=clock.now(), by=by)
        db.add(called)
        audit.record("call.unanswered", request.post, by=by, institution=row.institution_id, heard=heard)
        return called


@dataclass(frozen=True)
class Calls:
    """How often an institution was called in vain, and the last time."""

    count: int
    last: UnansweredCall

    @classmethod
    def about(cls, post_id: int) -> dict[int, Calls]:
        """By institution, those that were called."""
        found: dict[int, list[UnansweredCall]] = {}
        for call in db.scalars(select(UnansweredCall).where(UnansweredCall.post_id == post_id).order_by(UnansweredCall.id)):
            found.setdefault(call.institution_id, []).append(call)
        return {institution_id: cls(len(calls), calls[-1]) for institution_id, calls in found.items()}


def calls_to(post_id: int, institution_id: int) -> Sequence[UnansweredCall]:
    """Each call about a post to one institution, oldest first."""
    where = (UnansweredCall.post_id == post_id, UnansweredCall.institution_id == institution_id)
    return db.scalars(select(UnansweredCall).where(*where).order_by(UnansweredCall.id)).all()
