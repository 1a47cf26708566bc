"""What is kept beside an issue: earlier words, the reason it was closed for, the numbers that speak for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit
from core.database import Base, db
from meetings.models.meeting import Meeting
from meetings.models.taking_back import CanBeTakenBack, one_stands
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.issue import Issue


class Scene(StrEnum):
    """退院支援, 日常の療養支援, 急変時, 看取り, 災害, 情報共有, 人材, 普及."""

    DISCHARGE = "discharge"
    DAILY = "daily"
    SUDDEN = "sudden"
    END_OF_LIFE = "end_of_life"
    DISASTER = "disaster"
    INFORMATION = "information"
    STAFFING = "staffing"
    AWARENESS = "awareness"


class Closing(StrEnum):
    """見送り, 統合: the two ways out without an evaluation that says 達成."""

    DROPPED = "dropped"
    MERGED = "merged"


class IssueVersion(Base):
    """Earlier words of an issue."""

    __tablename__ = "issue_version"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    scene: Mapped[Scene] = mapped_column(String(20))
    until_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))


class IssueClosing(CanBeTakenBack, Base):
    """It ended without an evaluation that says 達成: why, and into which other it went. One stands at a time."""

    __tablename__ = "issue_closing"
    __table_args__ = (one_stands("issue_closing", "issue_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    how: Mapped[Closing] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    issue: Mapped[Issue] = relationship(foreign_keys=[issue_id], back_populates="closing")
    into: Mapped[Issue | None] = relationship(foreign_keys=[into_id])
    meeting: Mapped[Meeting | None] = relationship()

    def take_back(self, *, reason: str, by: Affiliation) -> None:
        """It was a mistake: the issue is open again. Raises RuleBroken."""
        for one in list(self.issue.terms):
            one.alone()
        self.may_be_struck(reason)
        self.strike(reason, by)
        db.expire(self.issue, ["closing"])
        audit.record("issue.closing_taken_back", self.issue, by=by, closing=self.id)


class Evidence(Base):
    """A number that speaks for an issue: what, how much, from where. Posts are linked (core/links), hearing notes coded."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
