"""評価: the value reached, 達成 / 一部 / 未達, what was learnt, and 継続 / 修正 / 終了 / 次年度へ. 中止・統合 is the other way to end."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base
from meetings.models.entry import Entry
from meetings.models.meeting import Meeting
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


class Evaluation(Base):
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
    by: Mapped[Affiliation] = relationship()

    @property
    def ends(self) -> bool:
        return self.next in (Next.END, Next.NEXT_YEAR)


class Discontinuation(Base):
    """It was stopped, or went into another: why."""

    __tablename__ = "discontinuation"

    countermeasure_id: Mapped[int] = mapped_column(ForeignKey("countermeasure.id"), primary_key=True)
    how: Mapped[Ending] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("countermeasure.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    countermeasure: Mapped[Countermeasure] = relationship(foreign_keys=[countermeasure_id], back_populates="discontinuation")
    into: Mapped[Countermeasure | None] = relationship(foreign_keys=[into_id])
