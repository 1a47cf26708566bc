"""引きつぎ: an institution ends and another one goes on with its work. They stay two: each keeps what was said under its name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.directory import staff
from region.models import Affiliation, CoordinationBase, Institution


class InstitutionSuccession(Base):
    """From `on` the successor does what the predecessor did. `moved`: which people went over; `closed`: whether this closed it."""

    __tablename__ = "institution_succession"
    __table_args__ = (
        Index(
            "uq_institution_succession_present", "predecessor_id", unique=True,
            sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    succeeded_on: Mapped[date]
    closed: Mapped[bool]
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    predecessor: Mapped[Institution] = relationship(foreign_keys=[predecessor_id])
    successor: Mapped[Institution] = relationship(foreign_keys=[successor_id])
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    @classmethod
    def of(cls, institution_id: int) -> list[InstitutionSuccession]:
        """Those in which the institution takes part, newest first."""
        part = or_(cls.predecessor_id == institution_id, cls.successor_id == institution_id)
        return list(db.scalars(select(cls).where(part, cls.undone_at.is_(None)).order_by(cls.succeeded_on.desc(), cls.id.desc())))

    @classmethod
    def succeed(
        cls, predecessor: Institution, successor: Institution, *, on: date, with_people: bool, by: Affiliation
    ) -> InstitutionSuccession:
        """The predecessor closes on the day; its people, their rights and boards go over where that is wanted. Raises RuleBroken."""
        _check(predecessor, successor, on)
        closes = predecessor.closed_on is None
        if closes:
            predecessor.close(on, by=by)
        told = cls(
            predecessor_id=predecessor.id, successor_id=successor.id, succeeded_on=on, closed=closes, at=clock.now(), by_id=by.id,
            moved=staff.move(predecessor, successor, by=by, since_ever=False) if with_people else [],
        )  # fmt: skip
        db.add(told)
        audit.record("institution.succeeded", predecessor, by=by, successor=successor.id, people=len(told.moved))
        return told

    def undo(self, *, by: Affiliation) -> None:
        """It was a mistake: the predecessor is open where it was, and its people are back. Raises RuleBroken where that was done."""
        if self.undone_at:
            raise RuleBroken(_("この引きつぎは、もうとりけされています。"))
        self.undone_at, self.undone_by_id = clock.now(), by.id
        if self.closed and self.predecessor.closed_on == self.succeeded_on:
            self.predecessor.reopen(by=by)
        staff.take_back(self.moved, by=by)
        audit.record("institution.succession_undone", self.predecessor, by=by, successor=self.successor_id)


def _check(predecessor: Institution, successor: Institution, on: date) -> None:
    if on > clock.today():
        raise RuleBroken(_("引きついだ日は、きょうか、きょうより前の日にしてください。"))
    if predecessor.id == successor.id:
        raise RuleBroken(_("引きつぐ先には、べつの施設を選んでください。"))
    if successor.closed_on is not None:
        raise RuleBroken(_("%(name)sは閉じています。開いている施設を選んでください。", name=successor.name))
    if any(one.predecessor_id == predecessor.id for one in InstitutionSuccession.of(predecessor.id)):
        raise RuleBroken(_("%(name)sは、もうほかの施設に引きつがれています。", name=predecessor.name))
    serves = select(CoordinationBase.area_id).where(CoordinationBase.institution_id == predecessor.id, CoordinationBase.today())
    if db.scalar(serves.limit(1)) is not None:
        raise RuleBroken(_("%(name)sは拠点です。先に、地域の拠点をかえてください。", name=predecessor.name))
