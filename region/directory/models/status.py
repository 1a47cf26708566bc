"""Statuses with dates: 在支診, 在支病, 後方支援病院, 積極的医療機関, 地域連携薬局 … They are not types of institutions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
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


SHORT = {
    Status.HOME_CARE_CLINIC: _("在支診"),
    Status.HOME_CARE_HOSPITAL: _("在支病"),
    Status.BACKUP_HOSPITAL: _("後方支援病院"),
    Status.ACTIVE_INSTITUTION: _("積極的医療機関"),
    Status.HOME_CARE_DENTAL: _("在支歯診"),
    Status.COMMUNITY_PHARMACY: _("地域連携薬局"),
    Status.SPECIALIST_PHARMACY: _("専門医療機関連携薬局"),
    Status.HEALTH_SUPPORT_PHARMACY: _("健康サポート薬局"),
}
"""As the flags on a page say it."""


class InstitutionStatus(Base):
    """An institution has a status from a day until another. `area_id` where the status is for an area (積極的医療機関).

    A row that was a mistake is withdrawn: it holds on no day, and stays readable for the audit.
    """

    __tablename__ = "institution_status"
    __table_args__ = (Index(None, "status", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    status: Mapped[Status] = mapped_column(String(30))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(80), default="")
    """What the status is in detail, as 機能強化型（連携）."""
    source: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    withdrawn_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
    area: Mapped[Area | None] = relationship()

    @classmethod
    def today(cls) -> ColumnElement[bool]:
        """Condition: the row holds today."""
        return cls.on(clock.today())

    @classmethod
    def on(cls, day: date) -> ColumnElement[bool]:
        """Condition: the row holds on a day; its last day counts."""
        return and_(cls.withdrawn_at.is_(None), holds_on(cls.from_on, cls.until_on, day))

    @classmethod
    def designate(
        cls, institution: Institution, status: Status, *, from_on: date, until_on: date | None = None, source: str, by: Affiliation | None,
        area: Area | None = None, note: str = "",
    ) -> InstitutionStatus:  # fmt: skip
        """The institution has this status from a day on. Raises RuleBroken where it has it already on one of these days."""
        last = until_on or date.max
        if last < from_on:
            raise RuleBroken(gettext("終わりの日は、始まりの日か、それより後にしてください。"))
        area_id = area.id if area else None
        for other in cls.of(institution.id):
            if (other.status, other.area_id) == (status, area_id) and other.from_on <= last and (other.until_on or date.max) >= from_on:
                raise RuleBroken(gettext("同じ役割が、同じ期間にもう付いています。先に、いまの役割を終わりにしてください。"))
        given = cls(
            institution_id=institution.id, status=status, area_id=area_id, from_on=from_on, until_on=until_on, source=source, note=note,
            recorded_at=clock.now(), recorded_by_id=by.id if by else None,
        )  # fmt: skip
        db.add(given)
        audit.record("status.given", institution, by=by, status=status)
        return given

    @classmethod
    def of(cls, institution_id: int) -> list[InstitutionStatus]:
        """Every status an institution has or had, newest first."""
        rows = select(cls).where(cls.institution_id == institution_id, cls.withdrawn_at.is_(None))
        return list(db.scalars(rows.order_by(cls.from_on.desc(), cls.id.desc())))

    def end(self, until_on: date, *, by: Affiliation) -> None:
        """It has the status until a day, which may lie ahead. Raises RuleBroken for a day before it began."""
        if until_on < self.from_on:
            raise RuleBroken(gettext("終わりの日は、始まりの日か、それより後にしてください。"))
        self.until_on = until_on
        audit.record("status.ended", self.institution, by=by, status=self.status, row=self.id)

    def withdraw(self, *, by: Affiliation) -> None:
        """It was a mistake: the institution never had it."""
        self.withdrawn_at = clock.now()
        audit.record("status.withdrawn", self.institution, by=by, status=self.status, row=self.id)

    @property
    def ended(self) -> bool:
        return self.until_on is not None and self.until_on < clock.today()

    @property
    def short_name(self) -> str:
        return str(SHORT[Status(self.status)])
