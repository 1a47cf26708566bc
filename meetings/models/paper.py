"""Papers: files that stand with an agenda item (配付資料) or with a record of what was done. None is ever deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from region.models import Affiliation


class Paper(Base):
    """`digest` names its bytes on the shelf; `size` in bytes."""

    __tablename__ = "paper"
    __table_args__ = (CheckConstraint("(item_id IS NULL) <> (implementation_id IS NULL)", name="belongs_to_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    implementation_id: Mapped[int | None] = mapped_column(ForeignKey("implementation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    ending: Mapped[str] = mapped_column(String(5))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    def take_away(self, *, by: Affiliation) -> None:
        """It no longer stands there; the record and its bytes stay."""
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = clock.now(), by.id
            audit.record("paper.removed", self, by=by)


class PaperReading(Base):
    """A person opened a paper; noted in the audit at most once a day, as of the files of posts."""

    __tablename__ = "paper_reading"

    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

    @classmethod
    def due(cls, paper: Paper, person_id: int) -> bool:
        """Has this person not opened it today?"""
        noted = db.get(cls, (paper.id, person_id))
        return noted is None or clock.in_japan(noted.at).date() < clock.today()

    @classmethod
    def note(cls, session: Session, paper: Paper, person_id: int) -> None:
        """Who opened what, and when."""
        session.merge(cls(paper_id=paper.id, person_id=person_id, at=clock.now()))
        audit.record("paper.fetched", paper, session=session)
