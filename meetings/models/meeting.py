"""One meeting of a group: when, where, what for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, Select, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from meetings.models.counted import Counted
from meetings.models.group import Group, readable_ids
from region.models import Affiliation


class Openness(StrEnum):
    """公開, 一部非公開, 非公開."""

    OPEN = "open"
    PARTLY = "partly"
    CLOSED = "closed"


class Meeting(Counted, Base):
    """Planned, then held (`opened_at`, `closed_at`); minutes follow."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("group_id", "fiscal_year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"))
    fiscal_year: Mapped[int]
    number: Mapped[int]
    """第1回, 第2回 … of the fiscal year."""
    theme: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(120), default="")
    web_url: Mapped[str] = mapped_column(String(300), default="")
    openness: Mapped[Openness] = mapped_column(String(10), default=Openness.OPEN)
    openness_reason: Mapped[str] = mapped_column(String(200), default="")
    listeners: Mapped[int | None]
    """傍聴人の数."""
    elsewhere: Mapped[str] = mapped_column(String(200), default="")
    """What another meeting came to, and where it can be read."""
    elsewhere_url: Mapped[str] = mapped_column(String(300), default="")
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    ics_sequence: Mapped[int] = mapped_column(default=0)
    """Rises with each change of time or place, so that calendars replace what they hold."""

    group: Mapped[Group] = relationship()

    @classmethod
    def readable_by(cls, person_id: int | BindParameter[int]) -> Select[Meeting]:
        """The meetings of the groups a person may read."""
        return select(cls).where(cls.group_id.in_(readable_ids(person_id))).order_by(cls.starts_at)

    @classmethod
    def plan(
        cls, group: Group, *, theme: str, starts_at: datetime, ends_at: datetime, by: Affiliation, place: str = "", web_url: str = ""
    ) -> Meeting:
        """One more meeting of the fiscal year its day lies in. Raises RuleBroken."""
        alone_with(group, "ended_at")
        if group.ended_at:
            raise RuleBroken("この会議体は終わっているので、日程を決められません。")
        if ends_at <= starts_at:
            raise RuleBroken("終わりの時刻は、始まりより後にしてください。")
        planned = cls(
            group=group, theme=theme.strip(), starts_at=starts_at, ends_at=ends_at, place=place.strip(), web_url=web_url.strip(),
            openness=Openness.OPEN, seq=0, ics_sequence=0,
        )  # fmt: skip
        planned.join_year()
        db.add(planned)
        db.flush()
        audit.record("meeting.planned", planned, by=by, group=group.id)
        return planned

    def open(self, *, by: Affiliation) -> None:
        """It begins. Raises RuleBroken."""
        self.alone()
        if self.cancelled_at or self.closed_at:
            raise RuleBroken("この会議は、もう終わっています。")
        if clock.in_japan(self.starts_at).date() > clock.today():
            raise RuleBroken("会議の日より前には始められません。日がかわったときは、先に会議の日を直してください。")
        if not self.opened_at:
            self.opened_at, self.opened_by_id = clock.now(), by.id
            self.take_seq()
            audit.record("meeting.opened", self, by=by)

    def close(self, *, by: Affiliation) -> None:
        """It ends; the minutes begin. Raises RuleBroken."""
        self.alone()
        if not self.opened_at or self.closed_at:
            raise RuleBroken("会議は、いま開かれていません。")
        self.closed_at, self.closed_by_id = clock.now(), by.id
        self.take_seq()
        audit.record("meeting.closed", self, by=by)

    def join_year(self) -> None:
        """The fiscal year its day lies in, as the next one there; it keeps its number where it stands in that year already."""
        year = clock.fiscal_year(clock.in_japan(self.starts_at).date())
        if year != self.fiscal_year:
            db.scalar(select(Group.id).where(Group.id == self.group.id).with_for_update())
            numbers = select(Meeting.number).where(Meeting.group_id == self.group.id, Meeting.fiscal_year == year)
            with db.no_autoflush:
                self.fiscal_year, self.number = year, max(db.scalars(numbers), default=0) + 1

    def cancel(self, *, reason: str, by: Affiliation) -> None:
        """It will not be held. Raises RuleBroken."""
        self.alone()
        if self.opened_at or self.cancelled_at:
            raise RuleBroken("この会議は、もう中止にできません。")
        self.cancelled_at, self.cancel_reason, self.ics_sequence = clock.now(), reason.strip(), self.ics_sequence + 1
        audit.record("meeting.cancelled", self, by=by)

    def text_changes(self, *, by: Affiliation) -> None:
        """Before anything that its minutes say changes: approvals of them end. Locks the row. Raises RuleBroken once they are fixed."""
        from meetings.models.minutes import Minutes

        self.lock()
        if minutes := db.query(Minutes).filter_by(meeting_id=self.id).populate_existing().one_or_none():
            minutes.text_changes(by=by)

    @classmethod
    def ahead(cls) -> ColumnElement[bool]:
        """Condition: planned or being held, and neither closed nor cancelled; one whose end has passed without being opened is over."""
        return and_(cls.cancelled_at.is_(None), cls.closed_at.is_(None), or_(cls.ends_at > clock.now(), cls.opened_at.is_not(None)))

    @property
    def answerable(self) -> bool:
        """May one still say whether one comes?"""
        return not self.cancelled_at and not self.opened_at and clock.now() < self.ends_at

    @property
    def stream(self) -> str:
        return f"meeting:{self.id}"

    @property
    def held(self) -> bool:
        """Is it being held now?"""
        return self.opened_at is not None and self.closed_at is None
