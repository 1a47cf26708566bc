"""評価: the value reached, 達成 / 一部 / 未達, what was learnt, and 継続 / 修正 / 終了 / 次年度へ. 中止・統合 is the other way to end."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit
from core.database import Base, db
from meetings.models.entry import Entry
from meetings.models.meeting import Meeting
from meetings.models.taking_back import CanBeTakenBack, one_stands
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.countermeasure import Countermeasure


class Verdict(StrEnum):
    """達成, 一部達成, 未達."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT_ACHIEVED = "not_achieved"


class Next(StrEnum):
    """継続, 修正, 終了, 次年度へ."""

    CONTINUE = "continue"
    REVISE = "revise"
    END = "end"
    NEXT_YEAR = "next_year"


class Ending(StrEnum):
    """中止, 統合."""

    STOPPED = "stopped"
    MERGED = "merged"


class Evaluation(CanBeTakenBack, Base):
    """There may be several on the way; 終了 and 次年度へ end the countermeasure."""

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(primary_key=True)
    countermeasure_id: Mapped[int] = mapped_column(ForeignKey("countermeasure.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(String(20))
    next: Mapped[Next] = mapped_column(String(20))
    value: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    lesson: Mapped[str] = mapped_column(Text)
    evaluated_on: Mapped[date]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    countermeasure: Mapped[Countermeasure] = relationship(back_populates="evaluations")
    meeting: Mapped[Meeting | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    @property
    def ends(self) -> bool:
        return self.next in (Next.END, Next.NEXT_YEAR)

    def take_back(self, *, reason: str, by: Affiliation) -> None:
        """It was a mistake: the countermeasure is as it was before. Raises RuleBroken where something was built on its end since."""
        one = self.countermeasure
        one.term.alone()
        self.may_be_struck(reason)
        if self.ends:
            one.term.come_back(reason=reason, by=by)
        self.strike(reason, by)
        db.expire(one, ["evaluations"])
        audit.record("countermeasure.evaluation_taken_back", one, by=by, evaluation=self.id)


class Discontinuation(CanBeTakenBack, Base):
    """It was stopped, or went into another: why. One stands at a time."""

    __tablename__ = "discontinuation"
    __table_args__ = (one_stands("discontinuation", "countermeasure_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    countermeasure_id: Mapped[int] = mapped_column(ForeignKey("countermeasure.id"), index=True)
    how: Mapped[Ending] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("countermeasure.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    countermeasure: Mapped[Countermeasure] = relationship(foreign_keys=[countermeasure_id], back_populates="discontinuation")
    into: Mapped[Countermeasure | None] = relationship(foreign_keys=[into_id])

    def take_back(self, *, reason: str, by: Affiliation) -> None:
        """It was a mistake: the countermeasure is open again. Raises RuleBroken where something was built on its end since."""
        one = self.countermeasure
        one.term.alone()
        self.may_be_struck(reason)
        one.term.come_back(reason=reason, by=by)
        self.strike(reason, by)
        db.expire(one, ["discontinuation"])
        audit.record("countermeasure.discontinuation_taken_back", one, by=by, discontinuation=self.id)
