"""Facts: what an institution can do, item by item, each with who confirmed it when, from which source, and who may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from region.directory.items import ITEMS, Item, Kind, Visibility
from region.models import Affiliation, Institution

BY_HAND = "institution"
"""Confirmed or corrected by the institution or the base; files never overwrite it."""


class Fact(Base):
    """The value of one item at one institution. A new value supersedes the row; earlier ones stay."""

    __tablename__ = "fact"
    __table_args__ = (
        Index(
            "uq_fact_current", "institution_id", "item", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    item: Mapped[str] = mapped_column(String(40))
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(20))
    visibility: Mapped[Visibility] = mapped_column(String(15))
    confirmed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    superseded_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
    confirmed_by: Mapped[Affiliation | None] = relationship()

    @classmethod
    def current_of(cls, institution_id: int) -> dict[str, Fact]:
        """What is known now, by item."""
        rows = select(cls).where(cls.institution_id == institution_id, cls.superseded_at.is_(None))
        return {fact.item: fact for fact in db.scalars(rows)}

    @classmethod
    def state(
        cls, institution: Institution, item: Item, value: dict[str, Any], *, source: str = BY_HAND, by: Affiliation | None = None,
        visibility: Visibility | None = None, at: datetime | None = None,
    ) -> Fact:  # fmt: skip
        """The institution (or a file, by `source`) says this now. The same value again only confirms it. A file never replaces what was said by hand."""
        present = db.scalar(select(cls).where(cls.institution_id == institution.id, cls.item == item.code, cls.superseded_at.is_(None)))
        if present and source != BY_HAND and present.source == BY_HAND:
            return present
        shown = visibility or (present.visibility if present else item.visibility)
        moment = at or clock.now()
        if present and present.value == value and present.visibility == shown and present.source == source:
            present.confirmed_at, present.confirmed_by_id = moment, by.id if by else None
            audit.record("fact.confirmed", institution, by=by, item=item.code)
            return present
        if present:
            present.superseded_at = moment
            db.flush()
        fact = cls(
            institution_id=institution.id, item=item.code, value=value, source=source, visibility=shown, confirmed_at=moment,
            confirmed_by_id=by.id if by else None,
        )  # fmt: skip
        db.add(fact)
        _index(institution.id, item, value)
        if source == BY_HAND:
            audit.record("fact.stated", institution, by=by, item=item.code)
        return fact

    @property
    def stale(self) -> bool:
        """Confirmed longer ago than the item allows."""
        return (clock.now() - self.confirmed_at).days > ITEMS[self.item].stale_after


class FactChoice(Base):
    """What can be found: one row for each choice that holds at an institution (`yes`, `some`, a procedure, a municipality)."""

    __tablename__ = "fact_choice"
    __table_args__ = (Index(None, "item", "choice", "institution_id"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    choice: Mapped[str] = mapped_column(String(40), primary_key=True)


def _index(institution_id: int, item: Item, value: dict[str, Any]) -> None:
    """The rows that finding looks at follow the present value."""
    db.execute(delete(FactChoice).where(FactChoice.institution_id == institution_id, FactChoice.item == item.code))
    db.add_all(FactChoice(institution_id=institution_id, item=item.code, choice=choice) for choice in choices_of(item, value))


def choices_of(item: Item, value: dict[str, Any]) -> list[str]:
    """What of a value can be looked for; nothing of texts and numbers. Hours give the days on which they hold."""
    if item.kind == Kind.YES_NO:
        return [value["answer"]] if value.get("answer") in ("yes", "some") else []
    if item.kind == Kind.CHOICES:
        return list(dict.fromkeys(value.get("choices", [])))
    if item.kind == Kind.MUNICIPALITIES:
        return list(dict.fromkeys(value.get("codes", [])))
    if item.kind == Kind.HOURS:
        return list(dict.fromkeys(hours["day"] for hours in value.get("weekly", [])))
    return []
