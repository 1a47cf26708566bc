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
from meetings.models.carrying import Carrying
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
    __table_args__ = (
        UniqueConstraint("issue_id", "group_id", "fiscal_year"), Index(None, "group_id", "fiscal_year"), {"sqlite_autoincrement": True},
    )  # fmt: skip

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
        alone_with(self.issue, "closing", "every_closing", "every_carrying", "terms")
        if self not in self.issue.terms:
            raise RuleBroken("この年度に引きついだことが、取り消されました。課題のページで確かめてください。")
        db.expire(self, ["countermeasures"])
        for year in self.issue.terms:
            db.expire(year, ["rises"])
        for one in self.countermeasures:
            db.expire(one, ["evaluations", "every_evaluation", "discontinuation", "every_discontinuation"])

    def go_on(self, *, by: Affiliation, meeting: Meeting | None = None) -> None:
        """When the last open countermeasure ends: the issue goes into the next year, where an evaluation of this year said 次年度へ."""
        if self.wished and not self.carried and not self.issue.closing and all(one.ended for one in self.countermeasures):
            self._into_next_year(by, meeting)

    def come_back(self, *, reason: str, by: Affiliation) -> None:
        """There is something to do here again: the issue leaves the next year, where it went there. Raises RuleBroken where it cannot."""
        following = self.carried_on
        if following:
            alone_with(following, "countermeasures", "rises")
        if self.in_the_way:
            raise self.in_the_way
        if following:
            went = (self.group_id, following.fiscal_year)
            for one in self.issue.every_carrying:
                if (one.group_id, one.fiscal_year) == went and not one.taken_back_at:
                    one.strike(reason, by)
            audit.record("issue.carrying_taken_back", self.issue, by=by, group=self.group_id, fiscal_year=following.fiscal_year)
            db.delete(following)
            db.flush()
            db.expire(self.issue, ["terms"])

    def _into_next_year(self, by: Affiliation, meeting: Meeting | None) -> Term:
        carried = self.issue.take_up(self.group, self.fiscal_year + 1, Taken.CARRIED, by=by, meeting=meeting)
        went = {"group_id": self.group_id, "fiscal_year": carried.fiscal_year, "at": carried.at, "by_id": by.id}
        self.issue.every_carrying.append(Carrying(**went))
        db.flush()
        audit.record("issue.carried_over", self.issue, by=by, group=self.group_id, fiscal_year=carried.fiscal_year)
        return carried

    @property
    def wished(self) -> bool:
        """Did an evaluation of this year say 次年度へ?"""
        return any(said.next == Next.NEXT_YEAR for one in self.countermeasures for said in one.evaluations)

    @property
    def carried(self) -> bool:
        """Is it before the same group in the next year?"""
        return any(one.group_id == self.group_id and one.fiscal_year == self.fiscal_year + 1 for one in self.issue.terms)

    @property
    def asked(self) -> list[Rise]:
        """What the group asked upwards: this year, and in years before, where no answer had come when this year took the issue up."""
        years = [one for one in self.issue.terms if one.group_id == self.group_id and one.fiscal_year <= self.fiscal_year]
        return [rise for one in years for rise in one.rises if rise.answered_at is None or rise.answered_at >= self.at]

    @property
    def unanswered(self) -> list[Rise]:
        """What waits for an upper group's answer. It goes on with the issue: an earlier year waits no longer."""
        return [] if self.carried else [one for one in self.asked if one.owed]

    @property
    def carried_on(self) -> Term | None:
        """The next year, where it came from here and not from a lower group."""
        following = (one for one in self.issue.terms if one.group_id == self.group_id and one.fiscal_year == self.fiscal_year + 1)
        return next((one for one in following if one.how == Taken.CARRIED), None)

    @property
    def in_the_way(self) -> RuleBroken | None:
        """What was built since on what ended here, so that it cannot be taken back."""
        if self.issue.closing:
            return RuleBroken("この課題は閉じられています。先に、閉じたことを取り消してください。")
        return self.carried_on.begun if self.carried_on else None

    @property
    def begun(self) -> RuleBroken | None:
        """What was recorded before this group in this year, so that the year cannot go away."""
        if self.countermeasures:
            return RuleBroken("引きついだ年度で、もう方策が決まっています。そのため、取り消せません。")
        if self.rises:
            return RuleBroken("引きついだ年度で、もう上の会議に上げています。そのため、取り消せません。")
        if self.carried:
            return RuleBroken("引きついだ年度から、さらに次の年度に引きついでいます。そのため、取り消せません。")
        return None

    @property
    def handed_up(self) -> bool:
        """Has the upper group taken it?"""
        return any(one.answer == RiseAnswer.TAKEN for one in self.asked)

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
