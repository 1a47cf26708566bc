"""Confirmation by institution: who was asked, who has read, who answered what. The latest answer counts; earlier ones are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.addressee import Addressee, Answer, Confirmation, How
from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Institution, InstitutionMerge

if TYPE_CHECKING:
    from board.models.post import Post


@dataclass(frozen=True)
class Told:
    """How an answer reached the base: by which way, when, and the name of who gave it, where it is known."""

    how: How
    at: datetime
    by_whom: str | None = None
    recorded_at: datetime = field(default_factory=clock.now)


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
    def open(
        cls, post: Post, addressees: Select[Institution], *, due_at: datetime, only: Collection[int] | None = None
    ) -> ConfirmationRequest | None:
        """Asks the institutions as they are now (`only` these; None where that is nobody); who joins the area later was not asked."""
        if due_at <= clock.now():
            raise RuleBroken("お返事の期限は、いまより後にしてください。")
        opened = cls(post_id=post.id, due_at=due_at, seq=0, noted=0, ok=0, no=0, call=0)
        ids = [one for one in db.scalars(addressees.with_only_columns(Institution.id)) if only is None or one in only]
        if only is not None and not ids:
            return None
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
        return Addressee.rows_of(self.post_id, institution_id, db())

    def confirm(self, answer: Answer, *, by: Affiliation) -> Confirmation:
        """Answers for the institution of `by`. Anyone of the institution may; the latest answer counts. Raises RuleBroken."""
        seq, rows = self._turn_for(by.institution_id)
        if not rows:
            raise RuleBroken("あなたの施設は、この投稿のあて先に入っていません。")
        given = [self._take(row, answer, seq, by) for row in rows]
        db.flush()
        audit.record("confirmation.given", self.post, by=by, answer=answer)
        return given[0]

    def take_down(self, answer: Answer, told: Told, *, of: int, by: Affiliation) -> list[Confirmation]:
        """Base staff record what the institution `of` told them. A later answer stands above it. Raises RuleBroken."""
        seq, rows = self._turn_for(InstitutionMerge.kept_in_place_of(of))
        given = [self._take(row, answer, seq, by, told) for row in rows]
        db.flush()
        late = int((told.recorded_at - told.at).total_seconds() // 60)
        audit.record("confirmation.recorded", self.post, by=by, institution=of, answer=answer, how=told.how, minutes_ago=late)
        return given

    def take_back(self, given: Confirmation, *, reason: str, by: Affiliation) -> list[Confirmation]:
        """An answer was recorded by mistake: what stood before it stands again. Both rows stay. Raises RuleBroken."""
        seq, rows = self._turn_for(InstitutionMerge.kept_in_place_of(given.institution_id))
        same = given.same_act()
        if given.how is None or not same:
            raise RuleBroken("この返事は、取り消せません。もう取り消されているか、施設がご自分で答えたものです。")
        gone = [Confirmation.taking_back(one, reason=reason, by=by) for one in same]
        db.flush()
        for row in rows:
            self._show(row, Confirmation.standing(self.post_id, row.institution_id), seq)
        audit.record("confirmation.taken_back", self.post, by=by, institution=given.institution_id, confirmation=given.id)
        return gone

    def _turn_for(self, institution_id: int) -> tuple[int, list[Addressee]]:
        """The grid's next number, and the rows of an institution."""
        if self.post.withdrawal:
            raise RuleBroken("この投稿は取り下げられました。お返事はいりません。")
        self.post.changed()
        return self.next_seq(), self.addressed_as(institution_id)

    def _take(self, row: Addressee, answer: Answer, seq: int, by: Affiliation, told: Told | None = None) -> Confirmation:
        given = Confirmation(post_id=self.post_id, institution_id=row.institution_id, affiliation=by, answer=answer, at=clock.now())
        if told:
            given.how, given.at, given.told_by, given.recorded_at = told.how, told.at, told.by_whom, told.recorded_at
        db.add(given)
        row.changed_seq = seq
        if row.answered_at is None or given.at >= row.answered_at:
            self._show(row, given, seq)
        return given

    def _show(self, row: Addressee, given: Confirmation | None, seq: int) -> None:
        """The counts follow what the row shows."""
        for answer, step in ((row.answer, -1), (given.answer if given else None, 1)):
            if answer:
                setattr(self, answer, getattr(self, answer) + step)
        row.take(given, seq)
