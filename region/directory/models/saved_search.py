"""Ways of looking that somebody gave a name, for themselves; base staff may share one with their area."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, String, Text, and_, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from auth.models import Person
from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Area
from region.models.reach import areas_in_reach, areas_run_by

MOST = 30
"""Of one person; more nobody finds again."""


class SavedSearch(Base):
    """A name for what was asked. `query` is the address line. Removed ones stay, out of sight."""

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    area: Mapped[Area | None] = relationship()

    @classmethod
    def readable_by(cls, person_id: int) -> Select[SavedSearch]:
        """One's own, and those shared with an area in reach; by name."""
        shared = cls.area_id.in_(areas_in_reach(person_id))
        rows = select(cls).where(cls.removed_at.is_(None), or_(cls.person_id == person_id, shared))
        return rows.order_by(cls.name, cls.id).options(joinedload(cls.area))

    @classmethod
    def save(cls, name: str, query: str, *, by: Affiliation, area: Area | None = None) -> SavedSearch:
        """Keeps it; the same name again means the newer. Raises RuleBroken past `MOST`, or sharing with an area one's base does not run."""
        if area and area.id not in set(db.scalars(areas_run_by(by))):
            raise RuleBroken(_("探し方を地域で共有できるのは、その地域の拠点の職員だけです。"))
        own = and_(cls.person_id == by.person_id, cls.removed_at.is_(None))
        standing = list(db.scalars(select(cls).where(own)))
        for one in standing:
            if one.name == name:
                one.removed_at = clock.now()
        if len(standing) >= MOST:
            raise RuleBroken(_("保存できる探し方は30までです。使わないものを消してください。"))
        saved = cls(name=name, query=query, person_id=by.person_id, area_id=area.id if area else None)
        db.add(saved)
        audit.record("search.saved", saved, by=by, area=saved.area_id)
        return saved

    def removable_by(self, affiliation: Affiliation) -> bool:
        """Whoever saved it; a shared one also the base of its area."""
        return self.person_id == affiliation.person_id or (
            self.area_id is not None and self.area_id in set(db.scalars(areas_run_by(affiliation)))
        )

    def remove(self, *, by: Affiliation) -> None:
        """It is needed no more."""
        self.removed_at = clock.now()
        audit.record("search.removed", self, by=by)
