"""What the audit says was done, in the order it was done."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import AuditRow
from core.database import db


def traces(beginning: str, **where: int) -> list[AuditRow]:
    """All rows whose verb begins so, the oldest first."""
    found = select(AuditRow).where(AuditRow.verb.startswith(beginning)).filter_by(**where)
    return list(db.scalars(found.order_by(AuditRow.id)))


def acts(beginning: str, **where: int) -> list[str]:
    """Their verbs."""
    return [row.verb for row in traces(beginning, **where)]
