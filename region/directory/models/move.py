"""移転: an institution has another address from a day on; the earlier one stays readable. A day to come waits until it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Institution, Municipality

PLACE = ("municipality_code", "address", "building", "telephone", "fax")


class InstitutionMove(Base):
    """`earlier` is the address as it was read before, filled in when the move takes place (`done_at`)."""

    __tablename__ = "institution_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    from_on: Mapped[date] = mapped_column(index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    address: Mapped[str | None] = mapped_column(String(400))
    building: Mapped[str | None] = mapped_column(String(120))
    telephone: Mapped[str | None] = mapped_column(String(40))
    fax: Mapped[str | None] = mapped_column(String(40))
    earlier: Mapped[str | None] = mapped_column(String(600))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    done_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    institution: Mapped[Institution] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    recorded_by: Mapped[Affiliation] = relationship(foreign_keys=[recorded_by_id])

    @classmethod
    def record(cls, institution: Institution, place: Mapping[str, Any], *, from_on: date, by: Affiliation) -> InstitutionMove:
        """The institution moves. Today and earlier take place at once. Raises RuleBroken where it is there already."""
        if all(getattr(institution, name) == place.get(name) for name in PLACE):
            raise RuleBroken(_("いまの住所と同じです。新しい住所を書いてください。"))
        if db.scalar(cls.planned(institution.id).limit(1)):
            raise RuleBroken(_("移る予定が、もう1つあります。先に、それをとりけしてください。"))
        told = cls(
            institution_id=institution.id, from_on=from_on, recorded_at=clock.now(), recorded_by_id=by.id,
            **{name: place.get(name) for name in PLACE},
        )  # fmt: skip
        told.institution, told.recorded_by = institution, by
        db.add(told)
        audit.record("institution.move_recorded", institution, by=by, from_on=str(from_on))
        if from_on <= clock.today():
            told.take_place()
        return told

    @classmethod
    def planned(cls, institution_id: int) -> Select[InstitutionMove]:
        """What is announced and has not taken place."""
        return select(cls).where(cls.institution_id == institution_id, cls.done_at.is_(None), cls.withdrawn_at.is_(None))

    @classmethod
    def due(cls) -> Select[InstitutionMove]:
        """What should take place by now."""
        return select(cls).where(cls.from_on <= clock.today(), cls.done_at.is_(None), cls.withdrawn_at.is_(None)).order_by(cls.id)

    @classmethod
    def of(cls, institution_id: int) -> list[InstitutionMove]:
        """Every move of an institution, newest first."""
        rows = select(cls).where(cls.institution_id == institution_id, cls.withdrawn_at.is_(None))
        return list(db.scalars(rows.order_by(cls.from_on.desc(), cls.id.desc())))

    def take_place(self) -> None:
        """From now on the institution is there; its point on the map is not known any more."""
        house = self.institution
        self.earlier = " ".join(part for part in (house.full_address, house.building_apart) if part)
        place = {name: getattr(self, name) for name in PLACE}
        if any(getattr(house, name) != value for name, value in place.items()):
            house.correct(place, by=self.recorded_by)
        house.latitude = house.longitude = None
        self.done_at = clock.now()
        audit.record("institution.moved", house, by=self.recorded_by, move=self.id)

    def withdraw(self, *, by: Affiliation) -> None:
        """It will not move. Raises RuleBroken once it has."""
        if self.done_at or self.withdrawn_at:
            raise RuleBroken(_("この移転は、もう終わったか、とりけされています。"))
        self.withdrawn_at, self.withdrawn_by_id = clock.now(), by.id
        audit.record("institution.move_withdrawn", self.institution, by=by, move=self.id)
