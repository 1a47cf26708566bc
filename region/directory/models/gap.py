"""Nobody is an answer too: what was looked for and not found is kept, without names, until the base has an answer to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, and_, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.directory.models.reader import Reader
from region.directory.models.wanted import Wanted
from region.models import Affiliation, Institution

Asked = dict[str, Any]
A_WHILE = timedelta(minutes=10)
"""Who narrows a search that has found nobody already is still asking the same."""
A_DAY = timedelta(hours=20)
"""The same question of the same affiliation within a day's work is asked once."""
A_YEAR = timedelta(days=365)
LEFT_OUT = ("near", "within", "area")


class Gap(Base):
    """One affiliation looked for something and found nobody. `question` is what was asked, in one order; never words that were typed."""

    __tablename__ = "gap"
    __table_args__ = (Index(None, "question", "affiliation_id"), Index(None, "affiliation_id", "last_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    asked: Mapped[Asked] = mapped_column(JSON)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    note: Mapped[str] = mapped_column(String(400), default="")

    affiliation: Mapped[Affiliation] = relationship(foreign_keys=[affiliation_id])
    closed_by: Mapped[Affiliation | None] = relationship(foreign_keys=[closed_by_id])

    @classmethod
    def is_new(cls, wanted: Wanted, by: Affiliation, session: Session) -> bool:
        """Has this affiliation not asked the same within a day, nor just now asked in vain for less?"""
        asked, now = essence(wanted), clock.now()
        recent = session.scalars(select(cls).where(cls.affiliation_id == by.id, cls.closed_at.is_(None), cls.last_at > now - A_DAY))
        return not any(one.asked == asked or (one.last_at > now - A_WHILE and _within(one.asked, asked)) for one in recent)

    @classmethod
    def keep(cls, wanted: Wanted, by: Affiliation, session: Session) -> None:
        """Nobody was found. Kept once a day for each affiliation; a question that only adds to one just asked in vain is no new gap."""
        if not cls.is_new(wanted, by, session):
            return
        asked, now = essence(wanted), clock.now()
        mine = and_(cls.question == say(asked), cls.affiliation_id == by.id, cls.closed_at.is_(None))
        standing = session.scalar(select(cls).where(mine))
        if standing:
            standing.count, standing.last_at = standing.count + 1, now
        else:
            session.add(cls(question=say(asked), asked=asked, affiliation_id=by.id, first_at=now, last_at=now))

    @classmethod
    def others(cls, wanted: Wanted, by: Affiliation, reader: Reader) -> int:
        """How many others of the reader's areas have asked this in vain within a year."""
        rows = select(func.count(Affiliation.person_id.distinct())).join(cls, cls.affiliation_id == Affiliation.id)
        near = rows.join(Institution, Institution.id == Affiliation.institution_id).where(reader.everything)
        mine = Affiliation.person_id == by.person_id
        return db.scalar(near.where(~mine, cls.question == say(essence(wanted)), cls.last_at > clock.now() - A_YEAR)) or 0

    @classmethod
    def close(cls, question: str, note: str, *, by: Affiliation, reader: Reader) -> None:
        """The base has an answer: where to turn, or who does it now. Raises RuleBroken where nobody asks (any more)."""
        standing = list(db.scalars(select(cls).where(cls.question == question, cls.closed_at.is_(None), cls.asked_in(reader))))
        if not standing:
            raise RuleBroken(_("この「いない」は、もう閉じられています。"))
        for one in standing:
            one.closed_at, one.closed_by_id, one.note = clock.now(), by.id, note
        audit.record("gap.closed", standing[0], by=by, count=len(standing))

    @classmethod
    def asked_in(cls, reader: Reader) -> ColumnElement[bool]:
        """Condition: asked by somebody of the areas whose base the reader works for."""
        offices = select(Affiliation.id).join(Institution, Institution.id == Affiliation.institution_id).where(reader.looked_after.holds)
        return cls.affiliation_id.in_(offices)

    @classmethod
    def needs(cls, reader: Reader, *, closed: bool = False) -> list[Need]:
        """What the base's areas lack, what most people asked for first; or what was closed, newest first."""
        rows = select(cls).where(cls.asked_in(reader), cls.closed_at.is_not(None) if closed else cls.closed_at.is_(None))
        grouped: dict[tuple[str, datetime | None], list[Gap]] = {}
        people = (joinedload(cls.affiliation), joinedload(cls.closed_by))
        for one in db.scalars(rows.order_by((cls.closed_at if closed else cls.last_at).desc(), cls.id.desc()).options(*people)):
            grouped.setdefault((one.question, one.closed_at), []).append(one)
        found = [Need(*gaps) for gaps in grouped.values()]
        return found if closed else sorted(found, key=lambda one: -one.askers)


class Need:
    """One question that found nobody, with everybody who asked it."""

    def __init__(self, *gaps: Gap) -> None:
        self.question, self.asked = gaps[0].question, gaps[0].asked
        self.askers = len({one.affiliation_id for one in gaps})
        self.offices = sorted({one.affiliation.institution.name for one in gaps})
        self.count = sum(one.count for one in gaps)
        self.first_at = min(one.first_at for one in gaps)
        self.last_at = max(one.last_at for one in gaps)
        self.closed_at, self.closed_by, self.note = gaps[0].closed_at, gaps[0].closed_by, gaps[0].note


def essence(wanted: Wanted) -> Asked:
    """What an area lacks: not from where somebody looked, nor the words."""
    asked = {name: sorted(value) if isinstance(value, list) else value for name, value in wanted.asked.items()}
    return {name: asked[name] for name in sorted(asked) if name not in (*LEFT_OUT, "q", "state")}


def say(asked: Asked) -> str:
    """One line that is the same whenever the same is asked."""
    return "&".join(f"{name}={','.join(value) if isinstance(value, list) else value}" for name, value in asked.items())


def _within(less: Asked, more: Asked) -> bool:
    """Does `more` ask for all of `less`, and something besides?"""
    return all(
        set(value) <= set(more.get(name, [])) if isinstance(value, list) else more.get(name) == value for name, value in less.items()
    )
