"""Facts: what an institution can do, item by item, each with who confirmed it when, from which source, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from region.directory.items import ITEMS, Item, Visibility
from region.directory.models.fact_choice import FactChoice, choices_of
from region.directory.models.fact_claim import FactClaim
from region.directory.models.readership import shown_to
from region.models import Affiliation, Institution, Role

__all__ = ["BY_HAND", "Fact", "FactChoice", "choices_of"]

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
        Index(None, "institution_id", "item", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    item: Mapped[str] = mapped_column(String(40))
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(20))
    visibility: Mapped[Visibility] = mapped_column(String(15))
    stated_at: Mapped[datetime] = mapped_column(default=clock.now)
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    confirmed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    superseded_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
    stated_by: Mapped[Affiliation | None] = relationship(foreign_keys=[stated_by_id])
    confirmed_by: Mapped[Affiliation | None] = relationship(foreign_keys=[confirmed_by_id])

    @classmethod
    def current_of(cls, institution_id: int) -> dict[str, Fact]:
        """What is known now, by item, whoever asks: for who looks after the institution, and for machines."""
        rows = select(cls).where(cls.institution_id == institution_id, cls.superseded_at.is_(None))
        return {fact.item: fact for fact in db.scalars(rows)}

    @classmethod
    def visible_to(cls, person_id: int) -> ColumnElement[bool]:
        """Condition: this signed-in person may see the value."""
        return shown_to(person_id, cls.institution_id, cls.visibility)

    @classmethod
    def seen_by(cls, person_id: int, institution_ids: Sequence[int] | Select[int]) -> dict[int, dict[str, Fact]]:
        """What this person may know now of these institutions, by institution and item: for pages, lists and files alike."""
        rows = select(cls).where(cls.institution_id.in_(institution_ids), cls.superseded_at.is_(None), cls.visible_to(person_id))
        seen: dict[int, dict[str, Fact]] = {}
        for fact in db.scalars(rows.options(joinedload(cls.confirmed_by).joinedload(Affiliation.person))):
            seen.setdefault(fact.institution_id, {})[fact.item] = fact
        return seen

    @classmethod
    def kept_from(cls, person_id: int, institution_id: int) -> dict[str, Visibility]:
        """Of which items there is something this person may not see: that it exists is told, the value is not even read."""
        hidden = select(cls.item, cls.visibility).where(cls.institution_id == institution_id, cls.superseded_at.is_(None))
        return {item: Visibility(seen_by) for item, seen_by in db.execute(hidden.where(~cls.visible_to(person_id)))}

    @classmethod
    def versions(cls, person_id: int, institution_id: int, item: str) -> list[Fact]:
        """Every value the item has had, newest first. Who may not see the present one sees none."""
        rows = select(cls).where(cls.institution_id == institution_id, cls.item == item, cls.visible_to(person_id)).order_by(cls.id.desc())
        people = (joinedload(cls.stated_by).joinedload(Affiliation.person), joinedload(cls.confirmed_by).joinedload(Affiliation.person))
        found = list(db.scalars(rows.options(*people)))
        return found if found and found[0].superseded_at is None else []

    @classmethod
    def stateable_by(cls, affiliation: Affiliation | None, institution: Institution) -> bool:
        """The institution's manager, and base staff of an area it belongs to, say what is true."""
        if affiliation is None or affiliation.ended_at is not None:
            return False
        own = affiliation.role == Role.MANAGER and affiliation.institution_id == institution.id
        return own or institution.editable_by(affiliation)

    @classmethod
    def state(
        cls, institution: Institution, item: Item, value: dict[str, Any], *, source: str = BY_HAND, by: Affiliation | None = None,
        visibility: Visibility | None = None, at: datetime | None = None,
    ) -> Fact:  # fmt: skip
        """The institution (or a file, by `source`) says this now. The same value again only confirms it.

        A file never replaces what was said by hand: where it says something else, the institution is asked (FactClaim).
        """
        moment, by_hand = at or clock.now(), source == BY_HAND
        present = db.scalar(select(cls).where(cls.institution_id == institution.id, cls.item == item.code, cls.superseded_at.is_(None)))
        if present and present.source == BY_HAND and not by_hand:
            FactClaim.hear(institution.id, item.code, value, source, present=present.value, at=moment)
            return present
        if present and by_hand:
            FactClaim.answer(institution.id, item.code, at=moment)
        shown = visibility or (present.visibility if present else item.visibility)
        if present and (present.value, present.visibility, present.source) == (value, shown, source):
            present._confirm(moment, by)
            return present
        if present:
            present.superseded_at = moment
            db.flush()
        said_by = by.id if by else None
        fact = cls(
            institution_id=institution.id, item=item.code, value=value, source=source, visibility=shown,
            stated_at=moment, stated_by_id=said_by, confirmed_at=moment, confirmed_by_id=said_by,
        )  # fmt: skip
        db.add(fact)
        FactChoice.renew(institution.id, item, value, shown, anew=present is None)
        if by_hand:
            audit.record("fact.stated", institution, by=by, item=item.code)
        return fact

    def _confirm(self, at: datetime, by: Affiliation | None) -> None:
        """Still so. An older file, read again, makes nothing older."""
        if self.source != BY_HAND and at <= self.confirmed_at:
            return
        self.confirmed_at, self.confirmed_by_id = at, by.id if by else None
        if self.source == BY_HAND:
            audit.record("fact.confirmed", self.institution, by=by, item=self.item)

    @property
    def stale(self) -> bool:
        """Confirmed longer ago than the item allows."""
        return (clock.now() - self.confirmed_at).days > ITEMS[self.item].stale_after

    @property
    def by_hand(self) -> bool:
        return self.source == BY_HAND
