"""Who did what to what: one row for every write, every sign-in and every denied attempt. Ids only, no names; append-only.

The rows name persons, affiliations and things by id without foreign keys: the trace must outlive what it speaks of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from flask import g, has_request_context, request
from sqlalchemy import JSON, Connection, Index, String, event
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column

from core import clock
from core.database import Base, aside, db
from core.sealing.marks import mark


class Actor(Protocol):
    """Whoever acts: an affiliation, which knows its person and institution."""

    id: int
    person_id: int
    institution_id: int


class AuditRow(Base):
    """One act. Never changed, never deleted: triggers of the database refuse it."""

    __tablename__ = "audit_row"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id"),
        Index(None, "person_id", "id"),
        Index(None, "institution_id", "at"),
        Index(None, "mark", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    verb: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    person_id: Mapped[int | None]
    affiliation_id: Mapped[int | None]
    institution_id: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(String(45))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mark: Mapped[str | None] = mapped_column(String(48))
    """Proves that Renkei wrote these words; none in rows from before there were marks. The seal (core/sealing) proves order and number."""


@event.listens_for(AuditRow, "before_insert")
def _mark(mapper: Mapper[AuditRow], connection: Connection, row: AuditRow) -> None:
    row.detail, row.mark = mark(row)


def record(
    verb: str,
    on: object | None = None,
    *,
    by: Actor | None = None,
    person_id: int | None = None,
    session: Session | None = None,
    **detail: Any,
) -> None:
    """Writes one act in the present transaction (or in `session`). `on` is a model with an id; `detail`: ids, codes, counts."""
    into = session or db()
    if on is not None and getattr(on, "id", None) is None:
        into.flush()
    into.add(
        AuditRow(
            at=clock.now(),
            verb=verb,
            subject_kind=getattr(on, "__tablename__", None),
            subject_id=getattr(on, "id", None),
            person_id=by.person_id if by else person_id if person_id is not None else _present("person_id"),
            affiliation_id=by.id if by else _present("affiliation_id"),
            institution_id=by.institution_id if by else _present("institution_id"),
            address=request.remote_addr if has_request_context() else None,
            detail=detail,
        )
    )


def record_aside(verb: str, on: object | None = None, **detail: Any) -> None:
    """The same in a transaction of its own: what was denied or only looked at must stay although nothing else is written."""
    with aside() as session:
        record(verb, on, session=session, **detail)


def acting(*, person_id: int | None, affiliation_id: int | None = None, institution_id: int | None = None) -> None:
    """Remembers for this request who acts, for rows written without an actor."""
    g.audit_actor = {"person_id": person_id, "affiliation_id": affiliation_id, "institution_id": institution_id}


def somebody_acts() -> bool:
    """Is a signed-in person behind this request?"""
    return who_acts() is not None


def who_acts() -> int | None:
    """The person behind this request; None where nobody is signed in."""
    return _present("person_id")


def _present(key: str) -> int | None:
    if not has_request_context():
        return None
    known: dict[str, int | None] = g.get("audit_actor", {})
    return known.get(key)
