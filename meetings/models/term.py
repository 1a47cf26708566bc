"""An issue before a group in a fiscal year: raised there, carried over from the year before, or risen from a lower group."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from meetings.models.countermeasure import Countermeasure
from meetings.models.evaluation import Next, Verdict
from meetings.models.group import Group
from meetings.models.meeting import Meeting
from meetings.models.rise import Rise, RiseAnswer
from meetings.models.stage import Progress, Stage, last_word, progress
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.issue import Issue


class Taken(StrEnum):
    """How it came before the group."""

    RAISED = "raised"
    CARRIED = "carried"
    RISEN = "risen"


class Term(Base):
    """Its countermeasures are those decided in this year by this group."""

    __tablename__ = "issue_term"
    __table_args__ = (UniqueConstraint("issue_id", "group_id", "fiscal_year"), Index(None, "group_id", "fiscal_year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"))
    fiscal_year: Mapped[int]
    how: Mapped[Taken] = mapped_column(String(10))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))

    issue: Mapped[Issue] = relationship(back_populates="terms")
    group: Mapped[Group] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    countermeasures: Mapped[list[Countermeasure]] = relationship(back_populates="term", order_by=Countermeasure.id)
    rises: Mapped[list[Rise]] = relationship(back_populates="term", order_by=Rise.id)

    def carry_over(self, *, by: Affiliation, meeting: Meeting | None = None) -> Term:
        """次年度へ: the same group works on it next year. Raises RuleBroken while a countermeasure is open, or when it is settled."""
        self.alone()
        if any(not one.ended for one in self.countermeasures):
            raise RuleBroken("まだ終わっていない方策があります。先に、評価するか、中止・統合の理由を書いてください。")
        if self.issue.closing or self.carried or self.solved or self.handed_up:
            raise RuleBroken("この課題は、もう終わっています。")
        return self._into_next_year(by, meeting)

    def alone(self) -> None:
        """Nobody else decides, ends or carries over anything of this issue until the transaction ends; what they did is read again."""
        alone_with(self.issue, "closing", "terms")
        db.expire(self, ["countermeasures", "rises"])
        for one in self.countermeasures:
            db.expire(one, ["evaluations", "discontinuation"])

    def go_on(self, *, by: Affiliation, meeting: Meeting | None = None) -> None:
        """When the last open countermeasure ends: the issue goes into the next year, where an evaluation of this year said 次年度へ."""
        wished = any(said.next == Next.NEXT_YEAR for one in self.countermeasures for said in one.evaluations)
        if wished and not self.carried and not self.issue.closing and all(one.ended for one in self.countermeasures):
            self._into_next_year(by, meeting)

    def _into_next_year(self, by: Affiliation, meeting: Meeting | None) -> Term:
        carried = self.issue.take_up(self.group, self.fiscal_year + 1, Taken.CARRIED, by=by, meeting=meeting)
        audit.record("issue.carried_over", self.issue, by=by, group=self.group_id, fiscal_year=carried.fiscal_year)
        return carried

    @property
    def carried(self) -> bool:
        """Is it before the same group in the next year?"""
        return any(one.group_id == self.group_id and one.fiscal_year == self.fiscal_year + 1 for one in self.issue.terms)

    @property
    def handed_up(self) -> bool:
        """Has the upper group taken it?"""
        return any(one.answer == RiseAnswer.TAKEN for one in self.rises)

    @property
    def solved(self) -> bool:
        """達成, and nothing more to do."""
        last = last_word(self.countermeasures)
        return last is not None and last.verdict == Verdict.ACHIEVED and last.next == Next.END

    @property
    def progress(self) -> Progress:
        """Where it stands, whether anything is left to do here this year, and what comes next."""
        return progress(self.countermeasures, out=bool(self.issue.closing or self.carried or self.handed_up))

    @property
    def stage(self) -> Stage:
        return self.progress.stage

    @property
    def settled(self) -> bool:
        return self.progress.settled

    @property
    def awaits(self) -> str | None:
        return self.progress.awaits
