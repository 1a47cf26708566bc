"""By what an institution is found when the same one comes from elsewhere: numbers, telephone, name, address. The session keeps it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ForeignKey, String, delete, event, insert, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from core.database import Base, db
from region.directory.identity.sketch import Told, sketch
from region.models import Institution, InstitutionSource, Municipality

STEP = 500


class InstitutionKey(Base):
    """One key of one institution (region/directory/identity/sketch.py says which)."""

    __tablename__ = "institution_key"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True, index=True)


def rekey(ids: Iterable[int], session: Session | None = None) -> None:
    """Makes the keys of these institutions anew. Needed only after rows were written past the session."""
    into, wanted = session or db(), sorted(set(ids))
    for step in (wanted[start : start + STEP] for start in range(0, len(wanted), STEP)):
        connection = into.connection()
        connection.execute(delete(InstitutionKey).where(InstitutionKey.institution_id.in_(step)))
        rows = list(_rows(into, step))
        if rows:
            connection.execute(insert(InstitutionKey), rows)


def rekey_all() -> int:
    """Gives keys to institutions that have none, in committed steps. Returns how many."""
    without = select(Institution.id).where(~select(InstitutionKey.key).where(InstitutionKey.institution_id == Institution.id).exists())
    done, last = 0, 0
    while step := list(db.scalars(without.where(Institution.id > last).order_by(Institution.id).limit(STEP))):
        rekey(step)
        db.commit()
        done, last = done + len(step), step[-1]
    return done


def _rows(session: Session, ids: Sequence[int]) -> Iterable[dict[str, object]]:
    connection, one, said = session.connection(), Institution, InstitutionSource
    numbers: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for institution_id, source, number in connection.execute(
        select(said.institution_id, said.source, said.number).where(said.institution_id.in_(ids))
    ):
        numbers[institution_id].append((source, number))
    wanted = select(
        one.id, one.name, one.name_kana, one.type, one.municipality_code, one.address, one.telephone, one.corporation_number,
        Municipality.name.label("municipality"), Municipality.prefecture_name,
    ).outerjoin(Municipality, Municipality.code == one.municipality_code).where(one.id.in_(ids))  # fmt: skip
    for row in connection.execute(wanted):
        drawn = sketch(
            Told(
                name=row.name, kana=row.name_kana, type=row.type, municipality_code=row.municipality_code, address=row.address,
                telephone=row.telephone, corporation_number=row.corporation_number, numbers=numbers[row.id],
                municipality=row.municipality or "", prefecture=row.prefecture_name or "",
            )
        )  # fmt: skip
        yield from ({"key": key, "institution_id": row.id} for key in sorted(drawn.keys))


def _ids(session: Session) -> set[int]:
    written = [thing for thing in (*session.new, *session.dirty) if isinstance(thing, Institution | InstitutionSource)]
    changed = [thing for thing in written if thing in session.new or session.is_modified(thing)]
    return {thing.id if isinstance(thing, Institution) else thing.institution_id for thing in changed}


@event.listens_for(Session, "after_flush")
def follow(session: Session, _flush: UOWTransaction) -> None:
    """What was written a moment ago is found by its new keys."""
    if ids := _ids(session):
        rekey(ids, session)
