"""What a restored database must not go on with: each room says what of its own ends with a restore.

A backup is an older state. Who was signed in then may have signed out since; sockets that waited for news are gone; who had borrowed a
letter to send it no longer lives. Rooms above register theirs with `after_restore`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, update

from core import audit
from core.database import RenkeiSession
from core.deliveries import Delivery
from core.jobs import Job
from core.realtime.outbox import Outbox
from core.realtime.rights import RightsChange, RightsNumber

Reset = Callable[[Connection], int]
_resets: dict[str, Reset] = {}


def after_restore(said: str, end: Reset) -> None:
    """`end` ends something in the restored database and gives how many; `said` names it for whoever restores."""
    _resets[said] = end


def reset(into: Connection, made_at: str) -> dict[str, int]:
    """Ends all of it, in the transaction of the restore, and leaves a trace in the audit. How many of each."""
    ended = {said: end(into) for said, end in _resets.items()}
    with RenkeiSession(bind=into) as session:
        audit.record("database.restored", session=session, made_at=made_at)
        session.commit()  # of the session's part; the restore commits last
    return ended


def _forget_news(into: Connection) -> int:
    """Pages fetch what they lack."""
    return into.execute(delete(Outbox)).rowcount


def _give_back_letters(into: Connection) -> int:
    """At least once, with the Message-ID it always had."""
    held = (Delivery.ended_at.is_(None), Delivery.leased_until.is_not(None))
    return into.execute(update(Delivery).where(*held).values(leased_until=None)).rowcount


def _ask_everybody_again(into: Connection) -> int:
    """A number without a line that says whose: every process asks about everybody."""
    into.execute(delete(RightsChange))
    return into.execute(update(RightsNumber).values(number=RightsNumber.number + 1)).rowcount


def _let_jobs_go(into: Connection) -> int:
    """Whoever had one no longer lives."""
    return into.execute(update(Job).where(Job.leased_until.is_not(None)).values(holder=None, leased_until=None)).rowcount


after_restore("画面への知らせを消しました", _forget_news)
after_restore("送信中の印を外しました（手紙は、もう一度送られることがあります）", _give_back_letters)
after_restore("権限を、すべて確かめ直します", _ask_everybody_again)
after_restore("くりかえす仕事を、はじめからにしました", _let_jobs_go)
