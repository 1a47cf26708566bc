"""Asking an institution to confirm what is known of it: once a year, by a link to its manager that works without a sign-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, Select, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from auth.models import Person
from core import audit, clock, deliveries
from core.database import Base, db
from region.directory.models.fact import BY_HAND, Fact
from region.models import Affiliation, CoordinationBase, Institution, Role
from region.models.base import areas_of, belongs_to

YEAR = timedelta(days=365)
EVENT = "directory.asked"


class FactAsk(Base):
    """A manager was asked for one institution. The link is bound to that manager: it ends with the role, the affiliation, the account."""

    __tablename__ = "fact_ask"
    __table_args__ = (UniqueConstraint("institution_id", "fiscal_year"),)

    LIFE: ClassVar[timedelta] = timedelta(days=30)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"), index=True)
    fiscal_year: Mapped[int]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship(lazy="joined")
    affiliation: Mapped[Affiliation] = relationship(lazy="joined")

    @classmethod
    def ask(cls, manager: Affiliation, *, by: Affiliation | None = None) -> FactAsk:
        """Asks the manager, by mail, in the same transaction."""
        now = clock.now()
        asked = cls(
            institution_id=manager.institution_id, affiliation_id=manager.id, fiscal_year=clock.fiscal_year(clock.today()),
            asked_at=now, expires_at=now + cls.LIFE,
        )  # fmt: skip
        db.add(asked)
        db.flush()
        deliveries.queue(EVENT, key=str(asked.id), person_id=manager.person_id, ask=asked.id)
        audit.record("fact_ask.sent", asked, by=by, institution=manager.institution_id, affiliation=manager.id)
        return asked

    @classmethod
    def latest_of(cls, institution_id: int) -> FactAsk | None:
        """When the institution was asked last."""
        return db.scalar(select(cls).where(cls.institution_id == institution_id).order_by(cls.id.desc()).limit(1))

    @property
    def works(self) -> bool:
        """Until it expires, while who was asked is still the manager."""
        asked = self.affiliation
        present = asked.ended_at is None and asked.role == Role.MANAGER and asked.person.is_active
        return present and clock.now() < self.expires_at and self.institution.closed_on is None

    @property
    def base(self) -> Institution | None:
        """Whom to call instead."""
        serving = (CoordinationBase.of_area(area) for area in db.scalars(areas_of(self.institution_id)).all())
        return next((one.institution for one in serving if one), None)

    def note_answer(self) -> None:
        """The manager has confirmed through the link."""
        self.answered_at = self.answered_at or clock.now()
        audit.record("fact_ask.answered", self, by=self.affiliation)


def managers_to_ask(area_id: int | None = None) -> Select[Affiliation]:
    """One manager of each institution that has confirmed nothing for a year and was not asked for a year, in an order that stays."""
    year_ago = clock.now() - YEAR
    current = (Fact.institution_id == Institution.id, Fact.superseded_at.is_(None))
    old = select(Fact.id).where(*current, Fact.confirmed_at < year_ago).exists()
    never = ~select(Fact.id).where(*current, Fact.source == BY_HAND).exists()
    asked = select(FactAsk.id).where(
        FactAsk.institution_id == Institution.id,
        or_(FactAsk.asked_at > year_ago, FactAsk.fiscal_year == clock.fiscal_year(clock.today())),
    )
    earlier = aliased(Affiliation)
    first = (
        select(func.min(earlier.id))
        .join(Person, Person.id == earlier.person_id)
        .where(earlier.ended_at.is_(None), earlier.role == Role.MANAGER, Person.disabled_at.is_(None))
        .group_by(earlier.institution_id)
    )
    where = and_(Institution.closed_on.is_(None), belongs_to([area_id])) if area_id else Institution.closed_on.is_(None)
    return (
        select(Affiliation)
        .join(Institution, Institution.id == Affiliation.institution_id)
        .where(Affiliation.id.in_(first), where, or_(old, never), ~asked.exists())
        .order_by(Affiliation.id)
    )
