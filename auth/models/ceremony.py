"""Something begun on one page that is finished on the next, once and soon: a sign-in's second step, a passkey asked to sign."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from auth.models.links import token_hash
from core import clock
from core.database import Base, db


class What(StrEnum):
    """What is under way."""

    SECOND_STEP = "second_step"
    ADDING = "adding"
    SIGNING = "signing"


class Ceremony(Base):
    """The browser's session holds its token; what was asked stands here alone, so that an old cookie brings nothing back."""

    __tablename__ = "ceremony"

    LIFE: ClassVar[timedelta] = timedelta(minutes=10)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    what: Mapped[What] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary)
    began_at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def begin(cls, what: What, person_id: int | None) -> tuple[Ceremony, str]:
        """A new one and the token that finishes it. What nobody finished is swept out."""
        now, token = clock.now(), secrets.token_urlsafe(32)
        db.execute(delete(cls).where(cls.began_at < now - cls.LIFE))
        begun = cls(token_hash=token_hash(token), what=what, person_id=person_id, challenge=secrets.token_bytes(32), began_at=now)
        db.add(begun)
        db.flush()
        return begun, token

    @classmethod
    def under_way(cls, what: What, token: object) -> Ceremony | None:
        """The one this token belongs to, while it may still be finished."""
        if not isinstance(token, str):
            return None
        return db.scalar(select(cls).where(cls.token_hash == token_hash(token), cls.what == what, cls.began_at > clock.now() - cls.LIFE))

    @classmethod
    def finish(cls, what: What, token: object) -> Ceremony | None:
        """The same, for the last time: of two who finish it at once, one does."""
        found = cls.under_way(what, token)
        if found is None:
            return None
        gone = db.execute(delete(cls).where(cls.id == found.id).returning(cls.id)).scalar()
        return found if gone is not None else None

    @classmethod
    def forget(cls, person_id: int) -> None:
        """Whatever the person has begun leads nowhere any more."""
        db.execute(delete(cls).where(cls.person_id == person_id))
