"""What a countermeasure says, version by version, and who is in charge of which part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base
from core.rules import RuleBroken
from meetings.models.charge import Charge, InCharge
from meetings.models.entry import Entry
from meetings.models.meeting import Meeting
from region.models import Affiliation, Institution

if TYPE_CHECKING:
    from meetings.models.countermeasure import Countermeasure


@dataclass(frozen=True)
class Plan:
    """What a version says. `target` and `baseline` in `unit`; the indicator may still be missing, and then it shows as missing."""

    what: str
    due_on: date | None = None
    expected: str = ""
    indicator: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    charges: Sequence[Charge] = ()


class CountermeasureVersion(Base):
    """What was decided, from this moment until the next version."""

    __tablename__ = "countermeasure_version"
    __table_args__ = (UniqueConstraint("countermeasure_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    countermeasure_id: Mapped[int] = mapped_column(ForeignKey("countermeasure.id"))
    number: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    expected: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(20))
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    target: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    reason: Mapped[str] = mapped_column(Text)
    """Why it was changed; empty in the first."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    countermeasure: Mapped[Countermeasure] = relationship(back_populates="versions")
    meeting: Mapped[Meeting | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    by: Mapped[Affiliation] = relationship()
    owners: Mapped[list[Owner]] = relationship(order_by="Owner.id")


class Owner(InCharge, Base):
    """Who is in charge of a version, and of which part. The institution stays when the person leaves."""

    __tablename__ = "countermeasure_owner"
    __table_args__ = (CheckConstraint("(institution_id IS NULL) <> (body_name = '')", name="institution_or_body"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("countermeasure_version.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(60))
    part: Mapped[str] = mapped_column(String(120))

    institution: Mapped[Institution | None] = relationship()
    affiliation: Mapped[Affiliation | None] = relationship()

    @classmethod
    def of(cls, charge: Charge) -> Owner:
        """A row for a charge. Raises RuleBroken where it names neither an institution nor a body."""
        person = charge.affiliation.person.name if charge.affiliation else charge.person_name
        body = "" if charge.institution else charge.body_name.strip()
        if not charge.institution and not body:
            raise RuleBroken("担当の施設か、団体の名前を書いてください。")
        made = cls(institution=charge.institution, affiliation=charge.affiliation, body_name=body)
        made.person_name, made.part = person.strip(), charge.part.strip()
        return made

    @property
    def gone(self) -> bool:
        """The person works there no longer: the institution names another."""
        return self.affiliation is not None and self.affiliation.ended_at is not None
