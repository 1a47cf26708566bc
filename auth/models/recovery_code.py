"""予備の番号: ten codes on paper for the day the telephone is lost. Each works once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from auth.models.links import LETTERS
from auth.models.person import Person
from core import audit, clock
from core.database import Base, db

HOW_MANY = 10
LENGTH = 10
"""Letters of a code: 49 bits, and Argon2id between them and who has stolen the database."""


class RecoveryCode(Base):
    """One code. The ten of a sheet share their salt, so that what somebody types is worked out once, not ten times."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    @classmethod
    def renew(cls, person: Person, salt: str, hashes: Sequence[str]) -> None:
        """These codes work from now on, and the earlier ones no more."""
        db.execute(delete(cls).where(cls.person_id == person.id))
        now = clock.now()
        db.add_all(cls(person_id=person.id, salt=salt, code_hash=one, made_at=now) for one in hashes)
        audit.record("recovery_codes.made", person, count=len(hashes))

    @classmethod
    def salt_of(cls, person_id: int) -> str | None:
        """What a typed code must be worked out with; None for who has no sheet."""
        return db.scalar(select(cls.salt).where(cls.person_id == person_id).limit(1))

    @classmethod
    def take(cls, person: Person, code_hash: str) -> bool:
        """Uses the code, if it is one of the person's and was not used yet."""
        query = select(cls).where(cls.person_id == person.id, cls.code_hash == code_hash, cls.used_at.is_(None))
        found = db.scalar(query.with_for_update().execution_options(populate_existing=True))
        if found is None:
            return False
        found.used_at = clock.now()
        audit.record("recovery_code.used", found, person_id=person.id, left=cls.left(person.id) - 1)
        return True

    @classmethod
    def left(cls, person_id: int) -> int:
        """How many still work."""
        return db.scalar(select(func.count()).select_from(cls).where(cls.person_id == person_id, cls.used_at.is_(None))) or 0

    @classmethod
    def forget(cls, person_id: int) -> None:
        """Without a second factor there is nothing to recover."""
        db.execute(delete(cls).where(cls.person_id == person_id))


def new_codes() -> list[str]:
    """Ten times abcde-fghjk."""
    half = LENGTH // 2
    return ["-".join("".join(secrets.choice(LETTERS) for _ in range(half)) for _ in range(2)) for _ in range(HOW_MANY)]


def plain(code: str) -> str:
    """The same for a code typed in capitals, with spaces, or without its hyphen."""
    return "".join(letter for letter in code.lower() if letter in LETTERS)
