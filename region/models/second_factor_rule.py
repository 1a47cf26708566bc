"""A base asks all the people of its area for a second factor, from a day on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, Select, and_, bindparam, exists, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models.affiliation import Affiliation
from region.models.area import Area, AreaMunicipality
from region.models.base import CoordinationBase
from region.models.institution import Institution


class SecondFactorRule(Base):
    """Who set it when; it ends when somebody takes it back, or sets another day."""

    __tablename__ = "second_factor_rule"
    __table_args__ = (
        Index(
            "uq_second_factor_rule_area", "area_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    from_on: Mapped[date]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    area: Mapped[Area] = relationship()
    set_by: Mapped[Affiliation] = relationship(foreign_keys=[set_by_id])

    @classmethod
    def of_area(cls, area_id: int) -> SecondFactorRule | None:
        """The one that holds, or will."""
        return db.scalar(select(cls).where(cls.area_id == area_id, cls.ended_at.is_(None)))

    @classmethod
    def set_for(cls, area: Area, *, from_on: date, by: Affiliation) -> SecondFactorRule:
        """Asks from a day on that people can still prepare for. Raises RuleBroken."""
        if too_soon := cls.too_soon(from_on):
            raise RuleBroken(too_soon)
        before = cls.of_area(area.id)
        if before:
            before.end(by=by)
            db.flush()
        made = cls(area_id=area.id, from_on=from_on, set_at=clock.now(), set_by_id=by.id)
        db.add(made)
        audit.record("second_factor_rule.set", made, by=by, area=area.id, from_on=from_on.isoformat())
        return made

    @staticmethod
    def too_soon(from_on: date) -> str | None:
        """Why nobody could prepare until that day."""
        if from_on > clock.today():
            return None
        return str(_("あしたか、それより後の日にしてください。みなさんが用意できるように、2週間ほど先がよいです。"))

    def end(self, by: Affiliation) -> None:
        """It is asked for no longer."""
        self.ended_at, self.ended_by_id = clock.now(), by.id
        audit.record("second_factor_rule.ended", self, by=by, area=self.area_id)


def asked_from(person_ids: Collection[int]) -> dict[int, date]:
    """For each of these people whom a base asks for a second factor: the earliest day from which."""
    return {row[0]: row[1] for row in db.execute(_asked(clock.today()), {"people": list(person_ids)})}


@lru_cache(maxsize=2)
def _asked(day: date) -> Select[int, date]:
    """The question, built once a day: every page asks it. `day` is today, which stands in its conditions."""
    stands = exists().where(
        AreaMunicipality.area_id == SecondFactorRule.area_id,
        AreaMunicipality.municipality_code == Institution.municipality_code,
        AreaMunicipality.today(),
    )
    serves = exists().where(
        CoordinationBase.area_id == SecondFactorRule.area_id, CoordinationBase.institution_id == Institution.id, CoordinationBase.today()
    )
    return (
        select(Affiliation.person_id, func.min(SecondFactorRule.from_on))
        .join(Institution, Institution.id == Affiliation.institution_id)
        .join(SecondFactorRule, and_(SecondFactorRule.ended_at.is_(None), or_(stands, serves)))
        .where(Affiliation.person_id.in_(bindparam("people", expanding=True)), Affiliation.ended_at.is_(None))
        .group_by(Affiliation.person_id)
    )
