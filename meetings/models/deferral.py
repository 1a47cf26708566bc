"""今回は見送る: what put itself forward for a meeting and is left for the next one. It comes back by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from core import audit, clock
from core.database import Base, db
from meetings.models.meeting import Meeting
from region.models import Affiliation


class Deferral(Base):
    """For one meeting. `kind` and `thing_id` name what is left, by its table and id."""

    __tablename__ = "agenda_deferral"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    @classmethod
    def of(cls, meeting: Meeting) -> set[tuple[str, int]]:
        """What is left for later."""
        rows = db.execute(select(cls.kind, cls.thing_id).where(cls.meeting_id == meeting.id))
        return {(kind, thing_id) for kind, thing_id in rows}

    @classmethod
    def leave(cls, meeting: Meeting, kind: str, thing_id: int, *, by: Affiliation) -> None:
        """Not at this meeting. Twice is once."""
        meeting.lock()
        if (kind, thing_id) not in cls.of(meeting):
            db.add(cls(meeting_id=meeting.id, kind=kind, thing_id=thing_id, at=clock.now(), by_id=by.id))
            audit.record("agenda.deferred", meeting, by=by, kind=kind, thing=thing_id)

    @classmethod
    def bring_back(cls, meeting: Meeting, kind: str, thing_id: int, *, by: Affiliation) -> None:
        """At this meeting after all."""
        meeting.lock()
        row = db.get(cls, (meeting.id, kind, thing_id))
        if row:
            db.delete(row)
            audit.record("agenda.brought_back", meeting, by=by, kind=kind, thing=thing_id)
