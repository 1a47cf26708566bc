"""Invitations that were open in an older state of the database may have been withdrawn since: they end with its restore."""

from __future__ import annotations

from sqlalchemy import Connection, update

from core import clock
from core.backup.resets import after_restore
from region.models import Invitation


def init_app() -> None:
    """Says it to the house."""
    after_restore("招待を、使えなくしました（もう一度招待してください）", end_invitations)


def end_invitations(into: Connection) -> int:
    """Those that could still be accepted."""
    now = clock.now()
    open_still = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)
    return into.execute(update(Invitation).where(*open_still).values(expires_at=now)).rowcount
