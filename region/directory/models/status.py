"""Statuses with dates: 在支診, 在支病, 後方支援病院, 積極的医療機関, 地域連携薬局 … They are not types of institutions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from region.models import Affiliation, Area, Institution
from region.models.area import holds_on


class Status(StrEnum):
    """What an institution is designated or notified as."""

    HOME_CARE_CLINIC = "home_care_clinic"
    HOME_CARE_HOSPITAL = "home_care_hospital"
    BACKUP_HOSPITAL = "backup_hospital"
    ACTIVE_INSTITUTION = "active_institution"
    HOME_CARE_DENTAL = "home_care_dental"
    COMMUNITY_PHARMACY = "community_pharmacy"
    SPECIALIST_PHARMACY = "specialist_pharmacy"
    HEALTH_SUPPORT_PHARMACY = "health_support_pharmacy"


STATUSES = {
    Status.HOME_CARE_CLINIC: _("在宅療養支援診療所（在支診）"),
    Status.HOME_CARE_HOSPITAL: _("在宅療養支援病院（在支病）"),
    Status.BACKUP_HOSPITAL: _("在宅療養後方支援病院"),
    Status.ACTIVE_INSTITUTION: _("在宅医療において積極的役割を担う医療機関"),
    Status.HOME_CARE_DENTAL: _("在宅療養支援歯科診療所"),
    Status.COMMUNITY_PHARMACY: _("地域連携薬局"),
    Status.SPECIALIST_PHARMACY: _("専門医療機関連携薬局"),
    Status.HEALTH_SUPPORT_PHARMACY: _("健康サポート薬局"),
}


class InstitutionStatus(Base):
    """An institution has a status from a day until another. `area_id` where the status is for an area (積極的医療機関)."""

    __tablename__ = "institution_status"
    __table_args__ = (Index(None, "status", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    status: Mapped[Status] = mapped_column(String(30))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    institution: Mapped[Institution] = relationship()
    area: Mapped[Area | None] = relationship()

    @classmethod
    def today(cls) -> ColumnElement[bool]:
        """Condition: the row holds today."""
        return holds_on(cls.from_on, cls.until_on, clock.today())

    @classmethod
    def designate(
        cls, institution: Institution, status: Status, *, from_on: date, until_on: date | None = None, source: str, by: Affiliation | None,
        area: Area | None = None,
    ) -> InstitutionStatus:  # fmt: skip
        """The institution has this status from a day on."""
        given = cls(
            institution_id=institution.id, status=status, area_id=area.id if area else None, from_on=from_on, until_on=until_on, source=source,
            recorded_at=clock.now(), recorded_by_id=by.id if by else None,
        )  # fmt: skip
        db.add(given)
        audit.record("status.given", institution, by=by, status=status)
        return given

    @classmethod
    def of(cls, institution_id: int) -> list[InstitutionStatus]:
        """Every status an institution has or had, newest first."""
        return list(db.scalars(select(cls).where(cls.institution_id == institution_id).order_by(cls.from_on.desc(), cls.id.desc())))
