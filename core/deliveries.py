"""What must reach somebody outside: one row for each, committed with its cause, sent afterwards (core/delivering.py), at least once.

A row holds no text. The room that queued it composes the letter when it is sent (`@composes`), so that whoever lost the right meanwhile
gets nothing. A row is never removed; it ends as sent, dropped (nothing to say any more) or given up (the address takes nothing).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, and_, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.database import Base, db
from core.mail import Letter

MAIL = "mail"


class Delivery(Base):
    """An address (or that of a person) must be told of an event. The same `key` twice is one row."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_open", "due_at", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    event: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(254))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    number: Mapped[str] = mapped_column(String(40))
    """What its Message-ID is made of: the same at each try."""
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None] = mapped_column(String(10))
    trouble: Mapped[str | None] = mapped_column(String(80))

    @classmethod
    def free(cls) -> ColumnElement[bool]:
        """Condition: it is due, and no living sender holds it."""
        now = clock.now()
        return and_(cls.ended_at.is_(None), cls.due_at <= now, or_(cls.leased_until.is_(None), cls.leased_until <= now))


Composer = Callable[[Delivery], Letter | None]
composers: dict[str, Composer] = {}


def composes(event: str) -> Callable[[Composer], Composer]:
    """Decorates the function that writes the letter of an event; None where there is nothing to say any more. It only reads."""

    def remember(composer: Composer) -> Composer:
        composers[event] = composer
        return composer

    return remember


def queue(
    event: str, *, key: str, person_id: int | None = None, address: str | None = None, session: Session | None = None, **detail: Any
) -> bool:
    """In the present transaction (or in `session`): this must be told. False where the key is known. `detail`: ids, codes, no text."""
    into = session or db()
    name = f"{event}:{key}"
    if into.scalar(select(Delivery.id).where(Delivery.key == name)) is not None:
        return False
    now = clock.now()
    row = Delivery(
        key=name, event=event, channel=MAIL, person_id=person_id, address=address, detail=detail, number=str(uuid.uuid4()),
        queued_at=now, due_at=now,
    )  # fmt: skip
    into.add(row)
    into.flush()
    return True
