"""When an institution is open, as rows that finding can compare: they follow the facts of hours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, ForeignKey, String, and_, delete, event, insert, or_
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from core.database import Base
from region.directory.items import ITEMS, Kind, Visibility
from region.directory.models.fact import Fact

DAY = 24 * 60
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = (*WEEK, "holiday")


class OpenHours(Base):
    """From one minute of a day until another; what runs past midnight ends beyond 1440."""

    __tablename__ = "open_hours"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    from_minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    to_minute: Mapped[int]
    visibility: Mapped[Visibility] = mapped_column(String(15))

    @classmethod
    def at(cls, day: str, minute: int | None) -> ColumnElement[bool]:
        """Condition: open on that day (any, where empty), at that minute. 1560 is two in the night after; so is 120 on the next day."""
        if minute is None:
            return cls.day == day
        if not day:
            return or_(*(cls._over(moment) for moment in {minute % DAY, minute % DAY + DAY}))
        if minute >= DAY and day in WEEK:
            return or_(cls.at(_next(day), minute - DAY), and_(cls.day == day, cls._over(minute)))
        night_before = [and_(cls.day == _before(day), cls._over(minute + DAY))] if day in WEEK and minute < DAY else []
        return or_(and_(cls.day == day, cls._over(minute)), *night_before)

    @classmethod
    def _over(cls, minute: int) -> ColumnElement[bool]:
        return and_(cls.from_minute <= minute, cls.to_minute > minute)


def minutes(said: str) -> int | None:
    """09:30 is 570, 26:00 is 1560; None for what is no time."""
    hour, _, minute = said.partition(":")
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 2 and (minute or "0").isascii() and (minute or "0").isdigit()):
        return None
    told = int(hour) * 60 + int(minute or 0)
    return told if int(minute or 0) < 60 and told < 2 * DAY else None


def spans(value: dict[str, Any]) -> dict[tuple[str, int], int]:
    """The weekly rows of a value of hours: day and first minute, last minute. 22:00 to 6:00 ends on the next day."""
    found: dict[tuple[str, int], int] = {}
    for row in value.get("weekly", []):
        begins, ends = minutes(str(row.get("from", ""))), minutes(str(row.get("to", "")))
        if row.get("day") in DAYS and begins is not None and ends is not None:
            until = ends if ends > begins else ends + DAY
            found[row["day"], begins] = max(until, found.get((row["day"], begins), 0))
    return found


def _next(day: str) -> str:
    return WEEK[(WEEK.index(day) + 1) % 7]


def _before(day: str) -> str:
    return WEEK[WEEK.index(day) - 1]


@event.listens_for(Fact, "after_insert")
def _follow(_: Mapper[Any], connection: Connection, fact: Fact) -> None:
    """A new fact of hours replaces what was known of when it is open."""
    if fact.item not in ITEMS or ITEMS[fact.item].kind != Kind.HOURS:
        return
    about = {"institution_id": fact.institution_id, "item": fact.item}
    connection.execute(delete(OpenHours).where(OpenHours.institution_id == fact.institution_id, OpenHours.item == fact.item))
    rows = [
        about | {"day": day, "from_minute": begins, "to_minute": ends, "visibility": fact.visibility}
        for (day, begins), ends in spans(fact.value).items()
    ]
    if rows:
        connection.execute(insert(OpenHours), rows)
