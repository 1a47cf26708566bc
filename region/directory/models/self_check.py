"""The six duties of an institution with an active part (積極的医療機関), as it judges itself once in a fiscal year."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from region.models import Affiliation, Institution

DUTIES = {
    1: _("夜間や医師の不在時、患者の病状が急変したときなどに、ほかの医療機関の診療を支援している"),
    2: _("在宅療養に移る患者に必要な医療・介護・障害福祉サービスが確保されるよう、関係機関に働きかけている"),
    3: _("臨床研修の地域医療研修で、在宅医療の現場で研修を受ける機会を確保している"),
    4: _("災害時の計画（人工呼吸器などを使う患者の搬送をふくむ）を作り、ほかの医療機関の計画づくりを支援している"),
    5: _("地域包括支援センターなどと協力し、療養に必要なサービスや、家族の負担を軽くするサービスを紹介している"),
    6: _("（入院機能のある医療機関）患者の病状が急変したときに受け入れている"),
}
"""After 医政地発0331第14号, 在宅医療の体制構築に係る指針 (seed 000)."""


class DutyAnswer(StrEnum):
    """How far a duty is met."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


DUTY_ANSWERS = {DutyAnswer.YES: _("できている"), DutyAnswer.PARTLY: _("一部できている"), DutyAnswer.NO: _("まだ")}


class SelfCheck(Base):
    """One duty in one fiscal year. A corrected answer supersedes the row; the earlier one stays."""

    __tablename__ = "self_check"
    __table_args__ = (
        Index(
            "uq_self_check_current", "institution_id", "fiscal_year", "duty", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    fiscal_year: Mapped[int]
    duty: Mapped[int]
    answer: Mapped[DutyAnswer] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(300))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    answered_by: Mapped[Affiliation | None] = relationship()

    @classmethod
    def of(cls, institution_id: int, year: int) -> dict[int, SelfCheck]:
        """The present answers of a fiscal year, by duty (1 to 6); what was not answered is not there."""
        rows = select(cls).where(cls.institution_id == institution_id, cls.fiscal_year == year, cls.superseded_at.is_(None))
        return {one.duty: one for one in db.scalars(rows.order_by(cls.duty))}

    @classmethod
    def answer_all(
        cls, institution: Institution, year: int, answers: dict[int, tuple[DutyAnswer, str]], *, by: Affiliation | None
    ) -> list[SelfCheck]:
        """The institution judges itself; only what differs is written. Returns the rows that are new."""
        present, now, written = cls.of(institution.id, year), clock.now(), []
        for duty, (answer, note) in answers.items():
            before = present.get(duty)
            if before and (before.answer, before.note) == (answer, note):
                continue
            if before:
                before.superseded_at = now
                db.flush()
            written.append(
                cls(
                    institution_id=institution.id, fiscal_year=year, duty=duty, answer=answer, note=note, at=now,
                    answered_by_id=by.id if by else None,
                )
            )  # fmt: skip
            db.add(written[-1])
        if written:
            audit.record("self_check.answered", institution, by=by, year=year, duties=[one.duty for one in written])
        return written
