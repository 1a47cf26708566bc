"""棚卸し: once each fiscal year an institution's manager says of each person whether they still work there."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, and_, exists, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from auth.models import Person
from core import audit, clock
from core.database import Base, db
from region.models import Affiliation, Institution, Role

LOOKS_AFTER = (Role.MANAGER, Role.BASE_STAFF)


def this_year() -> int:
    """The present fiscal year."""
    return clock.fiscal_year(clock.today())


def began(fiscal_year: int) -> datetime:
    """The moment a fiscal year begins."""
    return datetime.combine(date(fiscal_year, 4, 1), time(), clock.JAPAN)


class InventoryCheck(Base):
    """Somebody said of one person in one year: still here, or gone."""

    __tablename__ = "inventory_check"
    __table_args__ = (UniqueConstraint("affiliation_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    fiscal_year: Mapped[int]
    stays: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    @classmethod
    def asked_at(cls, institution_id: int) -> Select[Affiliation]:
        """Who works there since before this fiscal year: who came since was looked at when they were invited."""
        return Affiliation.current_at(institution_id).where(Affiliation.began_at < began(this_year()))

    @classmethod
    def of_year(cls, affiliation_ids: list[int]) -> dict[int, InventoryCheck]:
        """What was said this year, by affiliation."""
        rows = select(cls).where(cls.affiliation_id.in_(affiliation_ids), cls.fiscal_year == this_year())
        return {one.affiliation_id: one for one in db.scalars(rows)}

    @classmethod
    def say(cls, affiliation: Affiliation, *, stays: bool, by: Affiliation) -> None:
        """Still here, or gone; ending the affiliation is the caller's."""
        db.add(cls(affiliation_id=affiliation.id, fiscal_year=this_year(), stays=stays, at=clock.now(), by_id=by.id))
        audit.record("inventory.said", affiliation, by=by, stays=stays)


class Inventory(Base):
    """An institution has looked at everybody in one year."""

    __tablename__ = "inventory"
    __table_args__ = (UniqueConstraint("institution_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    fiscal_year: Mapped[int]
    stayed: Mapped[int]
    ended: Mapped[int]
    done_at: Mapped[datetime]
    done_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    institution: Mapped[Institution] = relationship()
    done_by: Mapped[Affiliation] = relationship()

    @classmethod
    def of_year(cls, institution_id: int) -> Inventory | None:
        """This year's, if it was done."""
        return db.scalar(select(cls).where(cls.institution_id == institution_id, cls.fiscal_year == this_year()))

    @classmethod
    def wanted(cls) -> ColumnElement[bool]:
        """Condition on Institution: open, with people from before this year, and nobody has looked through them."""
        done = select(cls.id).where(cls.institution_id == Institution.id, cls.fiscal_year == this_year())
        return and_(Institution.closed_on.is_(None), cls.asked(), ~done.exists())

    @classmethod
    def asked(cls) -> ColumnElement[bool]:
        """Condition on Institution: somebody who can be asked about works there since before this year."""
        of, keeper = aliased(Affiliation), aliased(Affiliation)
        others = select(keeper.id).where(
            keeper.institution_id == of.institution_id, keeper.ended_at.is_(None), keeper.role.in_(LOOKS_AFTER), keeper.id != of.id
        )
        lone = and_(of.role.in_(LOOKS_AFTER), ~others.exists())  # who alone looks after the place is not asked about themselves
        there = select(of.id).where(of.institution_id == Institution.id, of.ended_at.is_(None), of.began_at < began(this_year()), ~lone)
        return exists(there)

    @classmethod
    def keepers(cls) -> Select[Affiliation]:
        """Managers whose institution has not done it, with accounts that work: whom a reminder reaches."""
        people = select(Affiliation).join(Person, Person.id == Affiliation.person_id)
        here = people.join(Institution, Institution.id == Affiliation.institution_id).where(cls.wanted())
        return here.where(Affiliation.ended_at.is_(None), Affiliation.role == Role.MANAGER, Person.disabled_at.is_(None))
