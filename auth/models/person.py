"""A person who signs in. Where they work and what they may do is said by their affiliations (region)."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, mapped_column

from core import audit, clock
from core.database import Base, db


class Person(Base, UserMixin):
    """One human being, known by one e-mail address. The password is kept as an Argon2id hash only."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_kana: Mapped[str | None] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    short_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Shorter than what suffices without a second factor."""
    language: Mapped[str | None] = mapped_column(String(5))
    text_size: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    disabled_at: Mapped[datetime | None]
    disabled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def known_as(cls, email: str) -> Person | None:
        """The person with this address, however it was typed."""
        return db.scalar(select(cls).where(cls.email == normal_email(email)))

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def rename(self, name: str, name_kana: str | None) -> None:
        """The person writes their name differently; what they said before stays signed by the same person."""
        self.name, self.name_kana = name, name_kana
        audit.record("person.renamed", self)

    def take_password(self, password_hash: str, *, short: bool = False) -> None:
        """Only a hash arrives here. The caller ends the sign-ins that should not outlive the old password."""
        self.password_hash, self.short_password = password_hash, short
        audit.record("person.password_changed", self)

    def disable(self, by: audit.Actor | None) -> None:
        """Ends the account everywhere at once. The caller tells real time (`rights_changed`, `hang_up`)."""
        self.disabled_at = clock.now()
        self.disabled_by_id = by.person_id if by else None
        audit.record("person.disabled", self, by=by)

    def enable(self, by: audit.Actor | None) -> None:
        """Takes the disabling back; old sign-ins stay ended."""
        self.disabled_at = self.disabled_by_id = None
        audit.record("person.enabled", self, by=by)


def normal_email(email: str) -> str:
    """One spelling for one mailbox: no spaces around, lower case."""
    return email.strip().lower()
