"""提案: what members and boards bring forward, before it is an issue or an item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from meetings.models.group import Group, inside_ids, readable_ids
from meetings.models.issue import Issue
from region.models import Affiliation, Role


class Proposal(Base):
    """Somebody asks a group to take something up. It waits until it becomes an issue or is answered with a reason."""

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

    @classmethod
    def readable_by(cls, person_id: int) -> Select[Proposal]:
        """Of groups a person belongs to; of others they may read, what they proposed themselves. In the order they came."""
        own = cls.by_id.in_(select(Affiliation.id).where(Affiliation.person_id == person_id))
        there = cls.group_id.in_(readable_ids(person_id))
        return select(cls).where(there, or_(own, cls.group_id.in_(inside_ids(person_id)))).order_by(cls.at, cls.id)

    @staticmethod
    def possible_for(by: Affiliation | None) -> bool:
        """Whoever reads a group may propose to it; the prefecture only looks in. That they read it is known."""
        return by is not None and by.ended_at is None and by.role != Role.PREFECTURE

    @classmethod
    def put(
        cls, group: Group, *, title: str, text: str = "", scene: str | None = None, client_key: str, by: Affiliation
    ) -> tuple[Proposal, bool]:
        """One more, and whether it is new: the same key by the same person twice is the same proposal. Raises RuleBroken."""
        alone_with(group, "ended_at")
        if group.ended_at:
            raise RuleBroken("この会議体は終わっているので、提案できません。")
        known = db.query(cls).filter_by(client_key=client_key).one_or_none()
        if known and known.by.person_id != by.person_id:
            raise RuleBroken("もう一度、はじめから書いて送ってください。")
        if known:
            return known, False
        put = cls(
            group=group, title=title.strip(), text=text.strip(), scene=scene or None, client_key=client_key, at=clock.now(), by=by,
            issue=None, answered_at=None, answer="",
        )  # fmt: skip
        db.add(put)
        db.flush()
        audit.record("proposal.put", put, by=by, group=group.id)
        return put, True

    def become(self, issue: Issue, *, by: Affiliation) -> None:
        """課題にする: that is the answer. Raises RuleBroken when there is one already."""
        self._still_waiting()
        self.issue, self.answered_at, self.answered_by_id = issue, clock.now(), by.id
        audit.record("proposal.taken_up", self, by=by, issue=issue.id)

    def decline(self, reason: str, *, by: Affiliation) -> None:
        """見送る, with the reason, which the proposer reads. Raises RuleBroken."""
        self._still_waiting()
        if not reason.strip():
            raise RuleBroken("理由を書いてください。提案した人に伝わります。")
        self.answer, self.answered_at, self.answered_by_id = reason.strip(), clock.now(), by.id
        audit.record("proposal.declined", self, by=by)

    def _still_waiting(self) -> None:
        alone_with(self, "answered_at")
        if self.answered_at:
            raise RuleBroken("この提案には、もう返事をしています。")

    @property
    def waiting_days(self) -> int:
        """Since it was put, in days of the calendar."""
        return (clock.today() - clock.in_japan(self.at).date()).days
