"""What of the sign-ins ends when an older state of the database is restored: all of it. Nobody who signed out since comes back in."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from auth.models import Ceremony, PasswordLink, SignIn
from core import clock
from core.backup.resets import after_restore


def init_app() -> None:
    """Says it to the house."""
    after_restore("サインインを、すべて終えました", end_sign_ins)
    after_restore("パスワードを決めるためのリンクを、使えなくしました", end_password_links)


def end_sign_ins(into: Connection) -> int:
    """Every sign-in that was open, and every one half begun."""
    into.execute(delete(Ceremony))
    return into.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=clock.now())).rowcount


def end_password_links(into: Connection) -> int:
    """It may have been used since, or another one made."""
    now = clock.now()
    return into.execute(
        update(PasswordLink).where(PasswordLink.used_at.is_(None), PasswordLink.expires_at > now).values(expires_at=now)
    ).rowcount
