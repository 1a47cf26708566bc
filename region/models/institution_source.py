"""What published files say of institutions, as they say it: the original stays, whatever anybody edits."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base

if TYPE_CHECKING:
    from region.models.institution import Institution

CARE_SERVICES = "care_services"
MEDICAL = "medical"
DISABILITY = "disability"
TELEPHONES = "telephones"


class InstitutionSource(Base):
    """One row for each number and service, with the file's date and the licence line that must be shown beside it."""

    __tablename__ = "institution_source"
    __table_args__ = (UniqueConstraint("source", "number", "service"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    licence: Mapped[str] = mapped_column(String(120))
    file_on: Mapped[date | None]
    read_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship(back_populates="sources")
