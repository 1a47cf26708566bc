"""実施: dated records of what was done; and the values of the indicator, month by month or when they are known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.paper import Paper
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.countermeasure import Countermeasure


class Implementation(Base):
    """What was done on a day, by whom, and what stood in the way. Corrected by a further record, never rewritten."""

    __tablename__ = "implementation"
    __table_args__ = (UniqueConstraint("by_person_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    countermeasure_id: Mapped[int] = mapped_column(ForeignKey("countermeasure.id"), index=True)
    done_on: Mapped[date]
    what: Mapped[str] = mapped_column(Text)
    obstacle: Mapped[str] = mapped_column(Text, default="")
    """困ったこと."""
    done_by: Mapped[str] = mapped_column(String(120), default="")
    """Who did it, where it was not who writes."""
    client_key: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    countermeasure: Mapped[Countermeasure] = relationship(back_populates="implementations")
    by: Mapped[Affiliation] = relationship()
    papers: Mapped[list[Paper]] = relationship(order_by=Paper.id)

    @classmethod
    def report(
        cls, countermeasure: Countermeasure, *, done_on: date, what: str, client_key: str, by: Affiliation, obstacle: str = "",
        done_by: str = "",
    ) -> Implementation:  # fmt: skip
        """One more record. The same key by the same person twice is the same record. Raises RuleBroken for days ahead, or after the end."""
        countermeasure.alone()
        known = db.query(cls).filter_by(by_person_id=by.person_id, client_key=client_key).one_or_none()
        if known:
            return known
        if countermeasure.ended:
            raise RuleBroken("この方策は、もう終わっています。")
        if done_on > clock.today():
            raise RuleBroken("まだ来ていない日の実施は書けません。")
        done = cls(
            countermeasure=countermeasure, done_on=done_on, what=what.strip(), obstacle=obstacle.strip(), done_by=done_by.strip(),
            client_key=client_key, at=clock.now(), by=by, by_person_id=by.person_id, papers=[],
        )  # fmt: skip
        db.add(done)
        db.flush()
        audit.record("implementation.reported", done, by=by, countermeasure=countermeasure.id)
        return done


class IndicatorValue(Base):
    """The indicator on a day; `part` of `whole` where it is a share (24 of 31 calls). The latest row of a day counts."""

    __tablename__ = "indicator_value"
    __table_args__ = (UniqueConstraint("countermeasure_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    countermeasure_id: Mapped[int] = mapped_column(ForeignKey("countermeasure.id"), index=True)
    on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(14, 3))
    part: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    whole: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    note: Mapped[str] = mapped_column(String(120), default="")
    client_key: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    by: Mapped[Affiliation] = relationship()

    @classmethod
    def measure(
        cls, countermeasure: Countermeasure, *, on: date, value: Decimal | None, by: Affiliation, part: Decimal | None = None,
        whole: Decimal | None = None, note: str = "", client_key: str | None = None,
    ) -> IndicatorValue:  # fmt: skip
        """One more value; of a share the value is reckoned (in ％). The same key twice is the same value. Raises RuleBroken."""
        countermeasure.alone()
        known = next((one for one in countermeasure.values if client_key and one.client_key == client_key), None)
        if known:
            return known
        if on > clock.today():
            raise RuleBroken("まだ来ていない日の数は書けません。")
        if value is None:
            if part is None or not whole or part > whole or part < 0:
                raise RuleBroken("数を書いてください。割合のときは「うち」が「全部」をこえないように書いてください。")
            value = (part / whole * 100).quantize(Decimal("0.1"))
        measured = cls(
            countermeasure_id=countermeasure.id, on=on, value=value, part=part, whole=whole, note=note.strip(), client_key=client_key,
            at=clock.now(), by=by,
        )  # fmt: skip
        countermeasure.values.append(measured)
        db.flush()
        audit.record("indicator.measured", countermeasure, by=by)
        return measured
