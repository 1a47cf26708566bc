"""One sign-in on one device: it lives until signed out, idle too long, too old, or its person is disabled."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Select, String, bindparam, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from auth.models.ceremony import Ceremony
from auth.models.links import token_hash
from auth.models.person import Person
from core import audit, clock
from core.config import Settings
from core.database import Base, db

SEEN_EVERY = timedelta(minutes=1)


class Over(StrEnum):
    """Why a sign-in holds no longer."""

    DISABLED = "disabled"
    ENDED = "ended"
    IDLE = "idle"
    OLD = "old"


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
    proven_at: Mapped[datetime | None]
    """When its person last proved to be it: at sign-in, or asked again before something that matters."""
    second_at: Mapped[datetime | None]
    """When the second factor was proved or set up. Empty exactly where the person has none: setting one up ends the other sign-ins."""
    how: Mapped[str] = mapped_column(String(20), server_default="password")

    person: Mapped[Person] = relationship()

    @classmethod
    def begin(cls, person: Person, *, user_agent: str, address: str | None, how: str, second: bool) -> tuple[SignIn, str]:
        """A new sign-in and its token, which is shown to the browser alone. `how` it was proved, and whether with a second factor."""
        token = secrets.token_urlsafe(32)
        now = clock.now()
        begun = cls(
            token_hash=token_hash(token), person_id=person.id, user_agent=user_agent[:300], address=address, began_at=now, seen_at=now,
            proven_at=now, second_at=now if second else None, how=how,
        )  # fmt: skip
        db.add(begun)
        db.flush()
        audit.record("sign_in.began", begun, person_id=person.id, how=how)
        return begun, token

    @classmethod
    def by_token(cls, token: str) -> SignIn | None:
        """The sign-in of a cookie, over or not, with its person."""
        return db.scalar(_BY_TOKEN, {"hash": token_hash(token)})

    @classmethod
    def alive_by_token(cls, token: str, settings: Settings) -> SignIn | None:
        """The sign-in of a cookie, if it still holds."""
        found = cls.by_token(token)
        return found if found and found.alive(settings) else None

    @classmethod
    def alive_of(cls, person_id: int, settings: Settings) -> Select[SignIn]:
        """Where a person is signed in now, the latest seen first."""
        now = clock.now()
        within = (cls.seen_at > now - settings.idle, cls.began_at > now - settings.absolute)
        return select(cls).where(cls.person_id == person_id, cls.ended_at.is_(None), *within).order_by(cls.seen_at.desc(), cls.id.desc())

    @classmethod
    def latest_of(cls, person_id: int) -> Select[SignIn]:
        """Every sign-in of a person, the newest first."""
        return select(cls).where(cls.person_id == person_id).order_by(cls.began_at.desc(), cls.id.desc())

    def over(self, settings: Settings) -> Over | None:
        """Why it holds no longer; None while it does."""
        now = clock.now()
        if not self.person.is_active:
            return Over.DISABLED
        if self.ended_at is not None:
            return Over.ENDED
        if now - self.seen_at >= settings.idle:
            return Over.IDLE
        return Over.OLD if now - self.began_at >= settings.absolute else None

    def alive(self, settings: Settings) -> bool:
        """Not ended, not idle, not too old, and the person may still sign in."""
        return self.over(settings) is None

    @property
    def seen_long_ago(self) -> bool:
        """Time to note that it is in use (not on every request)."""
        return clock.now() - self.seen_at > SEEN_EVERY

    def proven_within(self, life: timedelta) -> bool:
        """Did its person prove to be it so lately?"""
        return self.proven_at is not None and clock.now() - self.proven_at < life

    def prove(self, how: str) -> None:
        """Its person has just proved again to be it."""
        self.proven_at = clock.now()
        audit.record("sign_in.proven", self, person_id=self.person_id, how=how)

    def end(self) -> None:
        """Signs out. The caller tells real time."""
        self.ended_at = clock.now()
        audit.record("sign_in.ended", self, person_id=self.person_id)

    @classmethod
    def end_all_of(cls, person: Person, *, but: int | None = None) -> list[int]:
        """Ends every sign-in of a person except `but`, the half begun too; ids of those that were open. The caller tells real time."""
        Ceremony.forget(person.id)
        which = (cls.person_id == person.id, cls.ended_at.is_(None), cls.id != (but or 0))
        ended = list(db.scalars(select(cls.id).where(*which)))
        db.execute(update(cls).where(*which).values(ended_at=clock.now()))
        if ended:
            audit.record("sign_in.ended_all", person, person_id=person.id, count=len(ended))
        return ended


_BY_TOKEN = select(SignIn).where(SignIn.token_hash == bindparam("hash")).options(joinedload(SignIn.person))
"""Built once: every request asks it."""
