"""The rights number: it rises with every change of anybody's rights, in the same transaction, under a row lock.

So numbers become visible in the order of their commits, and a process that sees a newer one than it knows has a gatekeeper to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.database import Base, aside, db
from core.realtime.outbox import pending

KEPT = timedelta(days=7)


class RightsNumber(Base):
    """The one row (id 1) that counts changes of rights."""

    __tablename__ = "rights_number"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class RightsChange(Base):
    """Whose rights changed: a person's (everybody's where none is named), or only that of one sign-in, which ended."""

    __tablename__ = "rights_change"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int | None]
    sign_in_id: Mapped[int | None]
    hangs_up: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class News:
    """What changed since a number: who must be asked again, and who must hang up."""

    number: int
    everybody: bool
    persons: frozenset[int]
    gone_persons: frozenset[int]
    gone_sign_ins: frozenset[int]


def rights_changed(person_id: int | None, *, session: Session | None = None) -> None:
    """With the present transaction this person's rights (None: everybody's) change: they are asked again before anything later is told."""
    _record(session, person_id=person_id)


def hang_up(*, sign_in_id: int | None = None, person_id: int | None = None, session: Session | None = None) -> None:
    """With the present transaction this sign-in, or this person, ends: their sockets are closed, in every process."""
    assert (sign_in_id is None) != (person_id is None)
    _record(session, person_id=person_id, sign_in_id=sign_in_id, hangs_up=True)


def _record(session: Session | None, *, person_id: int | None, sign_in_id: int | None = None, hangs_up: bool = False) -> None:
    into = session or db()
    dialect = postgresql if into.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(RightsNumber).values(id=1, number=1)
    rise = first.on_conflict_do_update(index_elements=["id"], set_={"number": RightsNumber.number + 1}).returning(RightsNumber.number)
    number = into.execute(rise).scalar_one()
    into.add(RightsChange(number=number, person_id=person_id, sign_in_id=sign_in_id, hangs_up=hangs_up, at=clock.now()))
    into.flush()
    pending(into).rights = True


def present_number() -> int:
    """The newest number that is committed."""
    return db.scalar(select(RightsNumber.number)) or 0


def since(known: int) -> News:
    """What changed above `known`. Where the log does not reach back (pruned, or another database), everybody's rights may have."""
    number = present_number()
    rows = list(db.scalars(select(RightsChange).where(RightsChange.number > known, RightsChange.number <= number)))
    whole = len(rows) == number - known
    return News(
        number=number,
        everybody=not whole or any(row.person_id is None and row.sign_in_id is None for row in rows),
        persons=frozenset(row.person_id for row in rows if row.person_id is not None),
        gone_persons=frozenset(row.person_id for row in rows if row.hangs_up and row.person_id is not None),
        gone_sign_ins=frozenset(row.sign_in_id for row in rows if row.sign_in_id is not None),
    )


def prune() -> None:
    """Forgets old changes; who slept longer asks about everybody."""
    with aside() as session:
        session.execute(delete(RightsChange).where(RightsChange.at < clock.now() - KEPT))
