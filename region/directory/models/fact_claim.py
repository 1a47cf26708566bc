"""What a published file says otherwise than the institution: nothing is overwritten, but the institution is asked which is right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, db


class FactClaim(Base):
    """One item of one institution, as a file says it. Answered when the institution has stated or confirmed the item since."""

    __tablename__ = "fact_claim"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(20))
    said_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    @classmethod
    def open_of(cls, institution_id: int) -> dict[str, FactClaim]:
        """What the institution has not answered yet, by item."""
        return {one.item: one for one in db.scalars(select(cls).where(cls.institution_id == institution_id, cls.answered_at.is_(None)))}

    @classmethod
    def hear(cls, institution_id: int, item: str, value: dict[str, Any], source: str, *, present: dict[str, Any], at: datetime) -> None:
        """A file speaks of what was said by hand. The same as ever, or the same as the institution, asks nothing."""
        known = db.get(cls, (institution_id, item))
        if known and known.value == value:
            return
        if known:
            known.value, known.source, known.said_at = value, source, at
            known.answered_at = at if value == present else None
        elif value != present:
            db.add(cls(institution_id=institution_id, item=item, value=value, source=source, said_at=at))

    @classmethod
    def answer(cls, institution_id: int, item: str, *, at: datetime) -> None:
        """The institution has said what is right."""
        known = db.get(cls, (institution_id, item))
        if known:
            known.answered_at = at
