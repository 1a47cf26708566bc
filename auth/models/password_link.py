"""A link with which somebody who forgot the password sets a new one. It works once and for one day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from auth.models.links import link_hash, new_link_token
from auth.models.person import Person
from core import audit, clock
from core.database import Base, db


class PasswordLink(Base):
    """Handed over by somebody who knows the person, after making sure it is them. Only a hash of its token is kept."""

    __tablename__ = "password_link"

    LIFE: ClassVar[timedelta] = timedelta(days=1)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @classmethod
    def make(cls, person: Person, by: audit.Actor | None) -> tuple[PasswordLink, str]:
        """A new link and its token, which is shown once. Earlier links of the person no longer work."""
        now = clock.now()
        db.execute(update(cls).where(cls.person_id == person.id, cls.used_at.is_(None), cls.expires_at > now).values(expires_at=now))
        token = new_link_token()
        made = cls(token_hash=link_hash(token), person_id=person.id, made_at=now, expires_at=now + cls.LIFE)
        db.add(made)
        audit.record("password_link.made", made, by=by, person=person.id)
        return made, token

    @classmethod
    def by_token(cls, token: str, *, locked: bool = False) -> PasswordLink | None:
        """The link with its person, used or not; `locked` until the transaction ends."""
        query = select(cls).where(cls.token_hash == link_hash(token)).options(joinedload(cls.person, innerjoin=True))
        return db.scalar(query.with_for_update(of=cls) if locked else query)

    @property
    def works(self) -> bool:
        return self.used_at is None and clock.now() < self.expires_at and self.person.is_active

    def use(self, password_hash: str, *, short: bool = False) -> None:
        """The person has a new password. The caller ends all sign-ins."""
        self.used_at = clock.now()
        self.person.take_password(password_hash, short=short)
