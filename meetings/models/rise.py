"""An issue rises: from 一次 to 二次 and 三次, from a ward's body to the city's. The upper group owes an answer.

A question without an answer goes on with the issue into the next year, and the answer is for the year in which it comes (models/term.py).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from meetings.models.group import Group
from meetings.models.meeting import Meeting
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.term import Term


class RiseAnswer(StrEnum):
    """引き受ける, もとの会議で続ける, 見送る."""

    TAKEN = "taken"
    RETURNED = "returned"
    DECLINED = "declined"


class Rise(Base):
    """Asked by a lower group, answered by the upper one, with its words."""

    __tablename__ = "rise"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("issue_term.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    asked: Mapped[str] = mapped_column(Text)
    answer_by_on: Mapped[date | None]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    answer: Mapped[RiseAnswer | None] = mapped_column(String(20))
    answer_text: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    answered_in_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))

    term: Mapped[Term] = relationship(back_populates="rises")
    to: Mapped[Group] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])
    answered_in: Mapped[Meeting | None] = relationship()

    @classmethod
    def ask(cls, term: Term, to: Group, *, asked: str, by: Affiliation, answer_by_on: date | None = None) -> Rise:
        """The lower group asks the upper one. Raises RuleBroken."""
        term.alone()
        if to.id == term.group_id:
            raise RuleBroken("同じ会議には上げられません。")
        if to.ended_at:
            raise RuleBroken("その会議は終わっています。")
        if term.settled:
            raise RuleBroken("この課題は、もう終わっています。")
        if any(one.answer is None for year in term.issue.terms if year.group_id == term.group_id for one in year.rises):
            raise RuleBroken("この課題は、もう上げてあります。返事を待っています。")
        if any(one.group_id == to.id for one in term.issue.terms if one.fiscal_year >= term.fiscal_year):
            raise RuleBroken("この課題は、その会議でもう取り上げています。")
        risen = cls(term=term, to=to, asked=asked.strip(), answer_by_on=answer_by_on, at=clock.now(), by=by)
        db.add(risen)
        db.flush()
        audit.record("issue.risen", term.issue, by=by, to=to.id)
        return risen

    def reply(self, answer: RiseAnswer, *, text: str, by: Affiliation, meeting: Meeting | None = None) -> None:
        """The upper group's answer; 引き受ける puts the issue before it. Raises RuleBroken."""
        self.term.alone()
        alone_with(self, "answer")
        if self.answer:
            raise RuleBroken("もう返事をしています。")
        if self.term.issue.closing:
            raise RuleBroken("この課題は閉じられました。返事はいりません。")
        if not text.strip():
            raise RuleBroken("返事の中身を書いてください。もとの会議に伝わります。")
        self.answer, self.answer_text, self.answered_at, self.answered_by_id = answer, text.strip(), clock.now(), by.id
        self.answered_in = meeting
        if answer == RiseAnswer.TAKEN:
            self._take_up(by, meeting)
        audit.record("issue.rise_answered", self.term.issue, by=by, answer=answer)

    @property
    def owed(self) -> bool:
        """Is an answer still waited for?"""
        return self.answer is None and self.term.issue.closing is None

    @property
    def late(self) -> bool:
        """The day for the answer has passed."""
        return self.owed and self.answer_by_on is not None and self.answer_by_on < clock.today()

    def _take_up(self, by: Affiliation, meeting: Meeting | None) -> None:
        from meetings.models.term import Taken

        year = meeting.fiscal_year if meeting else clock.fiscal_year(clock.today())
        if not any(one.group_id == self.to_id and one.fiscal_year == year for one in self.term.issue.terms):
            self.term.issue.take_up(self.to, year, Taken.RISEN, by=by, meeting=meeting)
