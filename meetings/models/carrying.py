"""引きつぐ: an issue went on into a group's next year, by hand or with the evaluation that said 次年度へ. Taken back, this stays."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base
from core.rules import RuleBroken
from meetings.models.group import Group
from meetings.models.taking_back import CanBeTakenBack, one_stands
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.issue import Issue
    from meetings.models.term import Term


class Carrying(CanBeTakenBack, Base):
    """`fiscal_year` is the one it went into. The year itself (`Term`) goes when this is taken back, for nothing was written in it."""

    __tablename__ = "carrying"
    __table_args__ = (one_stands("carrying", "issue_id", "group_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"))
    fiscal_year: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    issue: Mapped[Issue] = relationship(back_populates="every_carrying")
    group: Mapped[Group] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    def take_back(self, *, reason: str, by: Affiliation) -> None:
        """It was a mistake: the issue is back in the year it came from. Raises RuleBroken where something was written in the next one."""
        before = self.before
        if before:
            before.alone()
        self.may_be_struck(reason)
        assert before, "the year before stays as long as this stands"
        if self.followed:
            raise self.followed
        before.come_back(reason=reason, by=by)

    @property
    def before(self) -> Term | None:
        """The year it came from; None where that was taken back itself, after this."""
        came_from = (one for one in self.issue.terms if one.group_id == self.group_id and one.fiscal_year == self.fiscal_year - 1)
        return next(came_from, None)

    @property
    def followed(self) -> RuleBroken | None:
        """It went on with an evaluation, and goes with it."""
        if self.before and self.before.wished:
            return RuleBroken("「次年度へ」の評価で引きついだものです。取り消すときは、その評価を取り消してください。")
        return None

    @property
    def in_the_way(self) -> RuleBroken | None:
        """Why it cannot be taken back."""
        return self.followed or (self.before.in_the_way if self.before else None)
