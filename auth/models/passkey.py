"""パスキー: a key that never leaves a telephone, a computer or a keychain; it signs what the server asks (WebAuthn)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.models.person import Person
from core import audit, clock
from core.database import Base, db

MOST = 10
"""For each person."""


class Passkey(Base):
    """The public half, as whom it signs, and how often it said it has signed."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    """As browsers write it (base64url); the longest are 1,023 bytes."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @classmethod
    def add(cls, person: Person, *, credential_id: str, public_key: bytes, sign_count: int, name: str) -> Passkey:
        """From now on this key may sign for the person."""
        added = cls(
            person_id=person.id, credential_id=credential_id, public_key=public_key, sign_count=sign_count, name=name, added_at=clock.now()
        )
        db.add(added)
        audit.record("passkey.added", added, person_id=person.id)
        return added

    @classmethod
    def of(cls, person_id: int) -> Select[Passkey]:
        """A person's, the oldest first."""
        return select(cls).where(cls.person_id == person_id).order_by(cls.id)

    @classmethod
    def known_as(cls, credential_id: str, *, locked: bool = False) -> Passkey | None:
        """The one a browser speaks of."""
        query = select(cls).where(cls.credential_id == credential_id)
        return db.scalar(query.with_for_update().execution_options(populate_existing=True) if locked else query)

    def used(self, sign_count: int) -> None:
        """It has signed once more."""
        self.sign_count, self.used_at = sign_count, clock.now()

    def rename(self, name: str) -> None:
        """Its owner calls it otherwise."""
        self.name = name
        audit.record("passkey.renamed", self, person_id=self.person_id)

    def remove(self, by: audit.Actor | None = None) -> None:
        """It signs for nobody any more."""
        audit.record("passkey.removed", self, by=by, person_id=self.person_id)
        db.delete(self)
        db.flush()
