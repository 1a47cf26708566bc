"""次第: the items of a meeting, what each falls into, and how long it is meant to take."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from meetings.models.points import Point, outlined
from meetings.models.turn import Turn
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


class AgendaItem(Turn, Base):
    """One item. `points`: what it falls into, line by line; `detail`: what else there is to know, which the 次第 does not print."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    points: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int]
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("group_member.id"))
    presenter_name: Mapped[str] = mapped_column(String(60), default="")
    private: Mapped[bool] = mapped_column(default=False)
    """非公開: left out of the public minutes."""
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    client_key: Mapped[str | None] = mapped_column(String(36))

    meeting: Mapped[Meeting] = relationship(foreign_keys=[meeting_id])
    presenter: Mapped[Member | None] = relationship()
    issue: Mapped[Issue | None] = relationship(secondary="agenda_issue", uselist=False)
    """What it is about."""

    @classmethod
    def add(
        cls, meeting: Meeting, *, kind: ItemKind, title: str, minutes: int, by: Affiliation, points: str = "", detail: str = "",
        presenter: Member | None = None, presenter_name: str = "", issue: Issue | None = None, private: bool = False,
        client_key: str | None = None,
    ) -> AgendaItem:  # fmt: skip
        """One more item, at the end. The same key for the same meeting twice is the same item. Raises RuleBroken."""
        if meeting.closed_at or meeting.cancelled_at:
            raise RuleBroken("この会議は終わっているので、議題を足せません。")
        seq = meeting.next_seq()
        known = db.query(cls).filter_by(meeting_id=meeting.id, client_key=client_key).one_or_none() if client_key else None
        if known:
            return known
        there = (db.scalar(select(func.max(cls.position)).where(cls.meeting_id == meeting.id)) or 0) + 1
        item = cls(
            meeting=meeting, position=there, kind=kind, title=title.strip(), points=points.strip(), detail=detail.strip(),
            minutes=minutes, presenter=presenter, presenter_name=presenter_name.strip(), issue=issue, private=private,
            spent_seconds=0, changed_seq=seq, client_key=client_key,
        )  # fmt: skip
        db.add(item)
        db.flush()
        audit.record("agenda.added", item, by=by, meeting=meeting.id)
        return item

    def change(self, *, by: Affiliation, **facts: object) -> None:
        """Other facts. Raises RuleBroken once the minutes are fixed."""
        changed = sorted(name for name, value in facts.items() if getattr(self, name) != value)
        if not changed:
            return
        self.meeting.text_changes(by=by)
        self.changed_seq = self.meeting.take_seq()
        for name in changed:
            setattr(self, name, facts[name])
        audit.record("agenda.changed", self, by=by, fields=changed)

    def move(self, by_places: int, *, by: Affiliation) -> None:
        """So many places up (negative) or down; at the ends it stays. Raises RuleBroken once the minutes are fixed."""
        self.meeting.text_changes(by=by)
        seq = self.meeting.take_seq()
        beside = db.query(AgendaItem).filter_by(meeting_id=self.meeting_id, removed_at=None).populate_existing()
        order = beside.order_by(AgendaItem.position, AgendaItem.id).all()
        there = order.index(self)
        order.insert(max(0, there + by_places), order.pop(there))
        for place, one in enumerate(order, 1):
            if one.position != place:
                one.position, one.changed_seq = place, seq
        audit.record("agenda.moved", self, by=by, places=by_places)

    def remove(self, *, by: Affiliation) -> None:
        """It is on the agenda no longer; the record keeps it. Raises RuleBroken once it was talked about."""
        from meetings.models.entry import Entry

        self.meeting.text_changes(by=by)
        seq = self.meeting.take_seq()
        written = select(Entry.id).where(Entry.item_id == self.id, Entry.removed_at.is_(None)).limit(1)
        if self.since_at or self.spent_seconds or db.scalar(written):
            raise RuleBroken("話し合いが始まった議題は、はずせません。")
        if self.removed_at is None:
            self.removed_at, self.removed_by_id, self.changed_seq = clock.now(), by.id, seq
            audit.record("agenda.removed", self, by=by, meeting=self.meeting_id)

    @property
    def outline(self) -> tuple[Point, ...]:
        """The points, and what stands under each."""
        return outlined(self.points)
