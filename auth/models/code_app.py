"""確認アプリ: six digits that change every 30 seconds (TOTP, RFC 6238), worked out from a secret the person's telephone knows too."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import ForeignKey, Text, delete
from sqlalchemy.orm import Mapped, mapped_column

from auth import sealing
from auth.models.person import Person
from core import audit, clock
from core.database import Base, db

STEP = 30
"""Seconds one code holds."""
DRIFT = 1
"""Steps the telephone's clock may be off, either way."""


class CodeApp(Base):
    """The one code app of a person. Its secret is sealed."""

    __tablename__ = "code_app"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(Text)
    set_up_at: Mapped[datetime]
    used_at: Mapped[datetime]
    last_step: Mapped[int]
    """The step of the last code that was taken: neither it nor an earlier one is taken again."""

    @property
    def id(self) -> int:
        """For the audit."""
        return self.person_id

    @classmethod
    def set_up(cls, person: Person, secret: str, step: int) -> CodeApp:
        """From now on codes of this secret are asked for; an earlier app's are worth nothing. `step`: of the code that proved it."""
        now = clock.now()
        db.execute(delete(cls).where(cls.person_id == person.id))
        made = cls(person_id=person.id, secret=sealing.seal(secret, of=_of(person.id)), set_up_at=now, used_at=now, last_step=step)
        db.add(made)
        audit.record("code_app.set_up", made)
        return made

    @classmethod
    def of(cls, person_id: int, *, locked: bool = False) -> CodeApp | None:
        """The person's, `locked` until the transaction ends, so that one code sent twice at once is taken once."""
        return db.get(cls, person_id, with_for_update=locked, populate_existing=True)

    def takes(self, code: str) -> bool:
        """Is this a code of now that was not used yet? Then it is used by this."""
        try:
            step = step_of(sealing.unseal(self.secret, of=_of(self.person_id)), code)
        except sealing.Unreadable:  # RENKEI_SECRET_KEY is another one: recovery codes and passkeys still work
            return False
        if step is None or step <= self.last_step:
            return False
        self.last_step, self.used_at = step, clock.now()
        return True

    def remove(self, by: audit.Actor | None = None) -> None:
        """It is asked for no more."""
        audit.record("code_app.removed", self, by=by)
        db.delete(self)
        db.flush()


def step_of(secret: str, code: str) -> int | None:
    """The step around now whose code this is."""
    now = int(clock.now().timestamp()) // STEP
    codes = pyotp.TOTP(secret, interval=STEP)
    found = [step for step in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(codes.generate_otp(step), code)]
    return max(found, default=None)


def _of(person_id: int) -> str:
    return f"code_app:{person_id}"
