"""次第: the items of a meeting, with minutes planned and used. 提案: what members and boards bring forward, before it is an item."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.group import Group
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.issue import Issue


class ItemKind(StrEnum):
    """現状把握, 課題整理, 対応策の検討, 実施報告, 評価, 報告."""

    STATUS = "status"
    ISSUES = "issues"
    COUNTERMEASURES = "countermeasures"
    PROGRESS = "progress"
    EVALUATION = "evaluation"
    REPORT = "report"


class AgendaIssue(Base):
    """An item is about an issue. A table of its own: an issue knows its sentence, a sentence its item."""

    __tablename__ = "agenda_issue"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)


class AgendaItem(Base):
    """One item. `spent_seconds` of earlier turns; `since_at` while it is the current one."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int]
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("group_member.id"))
    presenter_name: Mapped[str] = mapped_column(String(60), default="")
    private: Mapped[bool] = mapped_column(default=False)
    """非公開: left out of the public minutes."""
    spent_seconds: Mapped[int] = mapped_column(default=0)
    since_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    changed_seq: Mapped[int] = mapped_column(default=0)

    meeting: Mapped[Meeting] = relationship(foreign_keys=[meeting_id])
    presenter: Mapped[Member | None] = relationship()
    issue: Mapped[Issue | None] = relationship(secondary="agenda_issue", uselist=False)
    """What it is about."""

    @classmethod
    def add(
        cls, meeting: Meeting, *, kind: ItemKind, title: str, minutes: int, by: Affiliation, detail: str = "",
        presenter: Member | None = None, presenter_name: str = "", issue: Issue | None = None, private: bool = False,
    ) -> AgendaItem:  # fmt: skip
        """One more item, at the end. Raises RuleBroken."""
        if meeting.closed_at or meeting.cancelled_at:
            raise RuleBroken("この会議は終わっているので、議題を足せません。")
        seq = meeting.next_seq()
        there = db.query(cls).filter_by(meeting_id=meeting.id).count()
        item = cls(
            meeting=meeting, position=there, kind=kind, title=title.strip(), detail=detail.strip(), minutes=minutes, presenter=presenter,
            presenter_name=presenter_name.strip(), issue=issue, private=private, spent_seconds=0, changed_seq=seq,
        )  # fmt: skip
        db.add(item)
        db.flush()
        audit.record("agenda.added", item, by=by, meeting=meeting.id)
        return item

    def begin(self, *, by: Affiliation) -> None:
        """This item's turn; the one before rests, with the time it took. Raises RuleBroken."""
        if not self.meeting.held:
            raise RuleBroken("会議は、いま開かれていません。")
        seq, now = self.meeting.next_seq(), clock.now()
        for one in db.query(AgendaItem).filter(AgendaItem.meeting_id == self.meeting_id, AgendaItem.since_at.is_not(None)):
            one.rest(now, seq)
        self.since_at, self.done_at, self.changed_seq = now, None, seq
        audit.record("agenda.begun", self, by=by)

    def rest(self, now: datetime, seq: int) -> None:
        """Its turn is over for now."""
        if self.since_at:
            self.spent_seconds += int((now - self.since_at).total_seconds())
            self.since_at, self.done_at, self.changed_seq = None, now, seq

    @property
    def spent(self) -> int:
        """Seconds used so far."""
        running = (clock.now() - self.since_at).total_seconds() if self.since_at else 0
        return self.spent_seconds + int(running)


class Proposal(Base):
    """提案: somebody asks a group to take something up. It waits until it becomes an issue or is answered with a reason."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    scene: Mapped[str | None] = mapped_column(String(20))
    client_key: Mapped[str] = mapped_column(String(36), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    answer: Mapped[str] = mapped_column(String(300), default="")
    """Why it is not taken up."""

    group: Mapped[Group] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])
    issue: Mapped[Issue | None] = relationship()
