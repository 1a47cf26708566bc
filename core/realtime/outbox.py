"""What has changed and not been told: rows of (stream, seq), written with the change itself. They never hold text.

A row that is committed will be told, at least once; a change that is rolled back takes its row along and stays silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Insert, String, bindparam, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from core.database import Base, RenkeiSession, aside, db

Row = tuple[str, int]
AT_A_TIME = 5000


class Outbox(Base):
    """One change that listeners have not heard of."""

    __tablename__ = "outbox"

    stream: Mapped[str] = mapped_column(String(50), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


@dataclass
class Pending:
    """What a transaction will have to tell once it is committed: streams, True where it can wait a moment."""

    streams: dict[str, bool] = field(default_factory=dict)
    rights: bool = False


def announce(stream: str, seq: int, *, soon: bool = False, session: Session | None = None) -> None:
    """The present transaction (or that of `session`) moved `stream` to `seq`. With `soon`, what comes within 0.4 s is told as one."""
    into = session or db()
    into.execute(_noted(into.get_bind().dialect.name), {"stream": stream, "seq": seq})
    streams = pending(into).streams
    streams[stream] = soon and streams.get(stream, True)


@cache
def _noted(dialect: str) -> Insert:
    """Built once: it stands in every transaction that changes something."""
    way = postgresql if dialect == "postgresql" else sqlite
    row = way.insert(Outbox.__table__).values(stream=bindparam("stream"), seq=bindparam("seq"))
    noted: Insert = row.on_conflict_do_nothing()
    return noted


def pending(session: Session) -> Pending:
    """What the session's present transaction will have to tell."""
    told: Pending = session.info.setdefault("realtime", Pending())
    return told


def untold(streams: Iterable[str] | None = None) -> dict[str, list[int]]:
    """What is waiting, by stream, in order; of all streams where none are named. A read of the present session."""
    query = select(Outbox.stream, Outbox.seq).order_by(Outbox.stream, Outbox.seq).limit(AT_A_TIME)
    if streams is not None:
        query = query.where(Outbox.stream.in_(list(streams)))
    found: dict[str, list[int]] = {}
    for stream, seq in db.execute(query):
        found.setdefault(stream, []).append(seq)
    return found


def remove(rows: Iterable[Row]) -> None:
    """Exactly these rows have been told."""
    told = delete(Outbox.__table__).where(Outbox.stream == bindparam("of"), Outbox.seq == bindparam("number"))  # type: ignore[arg-type]
    with aside() as session:
        session.connection().execute(told, [{"of": stream, "number": seq} for stream, seq in rows])


class _Doorbell:
    """Whoever wants to know, in this process, that something was committed. Nobody does in jobs, commands and tests."""

    ring: Callable[[Pending], None] | None = None


doorbell = _Doorbell()


@event.listens_for(RenkeiSession, "after_commit")
def _committed(session: Session) -> None:
    """Fires for savepoints too, which say nothing yet; and no SQL may run in here."""
    if session.in_nested_transaction():
        return
    told = session.info.pop("realtime", None)
    if told and doorbell.ring:
        doorbell.ring(told)


@event.listens_for(RenkeiSession, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("realtime", None)
