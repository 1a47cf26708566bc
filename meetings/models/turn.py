"""An item's turn: while the meeting talks about it, its time runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from core import audit, clock
from core.database import db
from core.rules import RuleBroken
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.meeting import Meeting


class Turn:
    """What an item of the agenda knows of it. `spent_seconds` of earlier turns; `since_at` while it is the current one."""

    spent_seconds: Mapped[int] = mapped_column(default=0)
    since_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    changed_seq: Mapped[int] = mapped_column(default=0)

    if TYPE_CHECKING:
        meeting_id: Mapped[int]
        meeting: Mapped[Meeting]

    def begin(self, *, by: Affiliation) -> None:
        """This item's turn; the one before rests, with the time it took. Raises RuleBroken."""
        self.meeting.alone()
        if not self.meeting.held:
            raise RuleBroken("会議は、いま開かれていません。")
        kind = type(self)
        now_running = select(kind).where(kind.meeting_id == self.meeting_id, kind.since_at.is_not(None))
        running = db.scalars(now_running.execution_options(populate_existing=True)).all()
        if self in running:
            return
        seq, now = self.meeting.take_seq(), clock.now()
        for one in running:
            one.rest(now, seq)
        self.since_at, self.done_at, self.changed_seq = now, None, seq
        audit.record("agenda.begun", self, by=by)

    def rest(self, now: datetime, seq: int) -> None:
        """Its turn is over for now."""
        if self.since_at:
            self.spent_seconds += int((now - self.since_at).total_seconds())
            self.since_at, self.done_at, self.changed_seq = None, now, seq

    @property
    def state(self) -> str:
        """now, done, or open."""
        return "now" if self.since_at else "done" if self.done_at else "open"

    @property
    def spent(self) -> int:
        """Seconds used so far."""
        running = (clock.now() - self.since_at).total_seconds() if self.since_at else 0
        return self.spent_seconds + int(running)
