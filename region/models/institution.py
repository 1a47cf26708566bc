"""Institutions: every office, clinic, hospital, pharmacy and authority that a notice may be addressed to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock
from core.database import Base
from core.folding import fold
from region.models.area import Municipality


class Institution(Base):
    """One place of work. `type` is a code of region/vocabulary; statuses such as 在支診 are not types."""

    __tablename__ = "institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    name_kana: Mapped[str | None] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(30), index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    address: Mapped[str | None] = mapped_column(String(200))
    building: Mapped[str | None] = mapped_column(String(120))
    telephone: Mapped[str | None] = mapped_column(String(40))
    fax: Mapped[str | None] = mapped_column(String(40))
    url: Mapped[str | None] = mapped_column(String(300))
    corporation_name: Mapped[str | None] = mapped_column(String(120))
    corporation_number: Mapped[str | None] = mapped_column(String(13))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    folded: Mapped[str] = mapped_column(Text, default="")
    edited_fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_on: Mapped[date | None]

    municipality: Mapped[Municipality | None] = relationship()
    sources: Mapped[list[InstitutionSource]] = relationship(back_populates="institution")

    def refold(self) -> None:
        """Renews what `find` looks through: name, kana, address, telephone, in one folded text."""
        said = (self.name, self.name_kana, self.address, self.building, self.telephone, self.corporation_name)
        self.folded = fold("　".join(part for part in said if part))


class InstitutionSource(Base):
    """What a published file says of an institution: one row for each number and service, with file date and licence."""

    __tablename__ = "institution_source"
    __table_args__ = (UniqueConstraint("source", "number", "service"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(13))
    service: Mapped[str] = mapped_column(String(10))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    licence: Mapped[str] = mapped_column(String(120))
    file_on: Mapped[date | None]
    read_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship(back_populates="sources")
