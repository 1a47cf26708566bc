"""The tables of the seal: one seal for each audit row, numbered without a gap, and the heads that left this machine."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base
from core.sealing.keeping import never_changed


class AuditSeal(Base):
    """Row `row_id` is the `number`th of the audit. Never changed, never deleted. No foreign key: a lost row must be told, not hidden."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_id: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    link: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """On a day this head was sent away: whoever cuts the audit later cannot cut that."""

    __tablename__ = "audit_head"

    day_on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    number: Mapped[int]
    link: Mapped[str] = mapped_column(String(64))


class Head(NamedTuple):
    """The newest seal: how many rows are sealed, and the link that stands for all of them."""

    number: int
    link: str

    def __str__(self) -> str:
        return f"{self.number}-{self.link}"


def present_head(session: Session) -> Head:
    """The head now; number 0 and an empty link before the first seal."""
    newest = session.execute(select(AuditSeal.number, AuditSeal.link).order_by(AuditSeal.number.desc()).limit(1)).first()
    return Head(*newest) if newest else Head(0, "")


for _table in ("audit_row", "audit_seal", "audit_head"):
    never_changed(_table)
