"""この会議には必要ない: not every working group needs every party of the guidance. Who said so, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from meetings.models.alone import alone_with
from meetings.models.group import Group
from region.models import Affiliation


class PartyWaiver(Base):
    """A group does without a party of the guidance, until somebody thinks otherwise."""

    __tablename__ = "party_waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    party: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    @classmethod
    def of(cls, group: Group) -> dict[str, PartyWaiver]:
        """The present ones, by party."""
        rows = select(cls).where(cls.group_id == group.id, cls.ended_at.is_(None)).order_by(cls.id.desc())
        return {one.party: one for one in db.scalars(rows)}

    @classmethod
    def waive(cls, group: Group, party: str, *, by: Affiliation) -> None:
        """The group does without this party. Twice is once."""
        alone_with(group, "ended_at")
        if party not in cls.of(group):
            db.add(cls(group_id=group.id, party=party, at=clock.now(), by_id=by.id))
            audit.record("group.party_waived", group, by=by, party=party)

    @classmethod
    def ask_again(cls, group: Group, party: str, *, by: Affiliation) -> None:
        """It is missed again."""
        rows = select(cls).where(cls.group_id == group.id, cls.party == party, cls.ended_at.is_(None))
        for one in db.scalars(rows):
            one.ended_at, one.ended_by_id = clock.now(), by.id
            audit.record("group.party_wanted", group, by=by, party=party)
