"""The monthly review: somebody of the base looked at a month of the audit, wrote what they think of it, and signed. It never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from core.sealing.keeping import never_changed
from core.sealing.seal import present_head
from region.models import Affiliation, Area
from region.oversight.month import Month

never_changed("audit_review")


class AuditReview(Base):
    """An area's month: what was counted (`told`: ids and numbers), the remarks, who signed when, and the head of the seals then."""

    __tablename__ = "audit_review"
    __table_args__ = (UniqueConstraint("area_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    month: Mapped[str] = mapped_column(String(7))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    remarks: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    head_number: Mapped[int]
    head_link: Mapped[str] = mapped_column(String(64))

    area: Mapped[Area] = relationship()
    signed_by: Mapped[Affiliation] = relationship()

    @classmethod
    def sign(cls, area: Area, month: Month, told: dict[str, Any], remarks: str, *, by: Affiliation) -> AuditReview:
        """Raises RuleBroken when the month is not over, or was signed already."""
        if not month.over:
            raise RuleBroken(_("この月は、まだ終わっていません。"))
        if cls.of(area.id, month):
            raise RuleBroken(_("この月は、もう署名されています。"))
        head = present_head(db())
        signed = cls(
            area_id=area.id, month=str(month), told=told, remarks=remarks, signed_at=clock.now(), signed_by_id=by.id,
            head_number=head.number, head_link=head.link,
        )  # fmt: skip
        db.add(signed)
        audit.record("audit_review.signed", signed, by=by, area=area.id, month=str(month), head=head.number)
        return signed

    @classmethod
    def of(cls, area_id: int, month: Month) -> AuditReview | None:
        """The review of a month, once it is signed."""
        return db.scalar(select(cls).where(cls.area_id == area_id, cls.month == str(month)))

    @classmethod
    def signed_of(cls, areas: Select[int]) -> Select[AuditReview]:
        """All that were signed, newest month first."""
        return select(cls).where(cls.area_id.in_(areas)).order_by(cls.month.desc(), cls.area_id)
