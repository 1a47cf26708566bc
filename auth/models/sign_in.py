"""One sign-in on one device: it lives until signed out, idle too long, too old, or its person is disabled."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.models.person import Person
from core import audit, clock
from core.config import Settings
from core.database import Base, db

SEEN_EVERY = timedelta(minutes=1)


class SignIn(Base):
    """The server's side of a session cookie. Only a hash of the cookie's token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str | None] = mapped_column(String(45))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @classmethod
    def begin(cls, person: Person, *, user_agent: str, address: str | None) -> tuple[SignIn, str]:
        """A new sign-in and its token, which is shown to the browser alone."""
        token = secrets.token_urlsafe(32)
        now = clock.now()
        begun = cls(
            token_hash=token_hash(token), person_id=person.id, user_agent=user_agent[:300], address=address, began_at=now, seen_at=now
        )
        db.add(begun)
        db.flush()
        audit.record("sign_in.began", begun, person_id=person.id)
        return begun, token

    @classmethod
    def alive_by_token(cls, token: str, settings: Settings) -> SignIn | None:
        """The sign-in of a cookie, if it still holds."""
        found = db.scalar(select(cls).where(cls.token_hash == token_hash(token)))
        return found if found and found.alive(settings) else None

    def alive(self, settings: Settings) -> bool:
        """Not ended, not idle, not too old, and the person may still sign in."""
        now = clock.now()
        within = now - self.seen_at < settings.idle and now - self.began_at < settings.absolute
        return self.ended_at is None and within and self.person.is_active

    @property
    def seen_long_ago(self) -> bool:
        """Time to note that it is in use (not on every request)."""
        return clock.now() - self.seen_at > SEEN_EVERY

    def end(self) -> None:
        """Signs out. The caller tells real time."""
        self.ended_at = clock.now()
        audit.record("sign_in.ended", self, person_id=self.person_id)

    @classmethod
    def end_all_of(cls, person: Person) -> None:
        """Ends every sign-in of a person."""
        db.execute(update(cls).where(cls.person_id == person.id, cls.ended_at.is_(None)).values(ended_at=clock.now()))


def token_hash(token: str) -> str:
    """What is kept of a token: enough to know it again, useless to who reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()
