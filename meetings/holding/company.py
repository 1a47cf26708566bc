"""Who is at a meeting: its members of the day by their organisation, and guests; how they answered and how they are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from core import clock
from core.database import db
from meetings.models import Attendance, Meeting, Member, Presence, Seat
from region.models import Affiliation


@dataclass(frozen=True)
class Seated:
    """One row of the attendance. `line` is None for a member nothing is known of yet."""

    line: Attendance | None
    member: Member | None

    @property
    def key(self) -> str:
        """What the row is called in addresses and forms."""
        return f"member-{self.member.id}" if self.member else f"guest-{self.line.id}" if self.line else ""

    @property
    def name(self) -> str:
        return self.member.name if self.member else self.line.guest_name if self.line else ""

    @property
    def place(self) -> str:
        return self.member.institution_name if self.member else self.line.guest_from if self.line else ""

    @property
    def presence(self) -> Presence | None:
        return self.line.presence if self.line else None

    @property
    def answer(self) -> Presence | None:
        return self.line.answer if self.line else None

    @property
    def there(self) -> bool:
        return self.line is not None and self.line.was_there


@dataclass(frozen=True)
class Company:
    """Everybody of one meeting."""

    meeting: Meeting
    members: list[Member]
    lines: list[Attendance]

    @classmethod
    def of(cls, meeting: Meeting) -> Company:
        """In two questions. A group may have a hundred members: of their accounts only whose they are is read."""
        day = clock.in_japan(meeting.starts_at).date()
        seats = select(Member).where(Member.group_id == meeting.group_id).order_by(Member.position, Member.id)
        accounts = joinedload(Member.affiliation).options(lazyload(Affiliation.institution), lazyload(Affiliation.professions))
        members = [one for one in db.scalars(seats.options(accounts)) if one.holds(day)]
        lines = select(Attendance).where(Attendance.meeting_id == meeting.id).order_by(Attendance.id)
        return cls(meeting, members, list(db.scalars(lines)))

    @cached_property
    def seated(self) -> list[Seated]:
        """Members with those of their organisation beside them, the secretariat after them, then guests."""
        lines = {one.member_id: one for one in self.lines}
        first: dict[str, int] = {}
        for place, one in enumerate(self.members):
            first.setdefault(one.institution_name, place)
        beside = sorted(self.members, key=lambda one: (one.seat == Seat.SECRETARIAT, first[one.institution_name]))
        guests = [Seated(one, None) for one in self.lines if one.member_id is None]
        return [Seated(lines.get(one.id), one) for one in beside] + guests

    def row(self, key: str) -> Seated | None:
        """The row of this name."""
        return next((one for one in self.seated if one.key == key), None)

    def row_of(self, line: Attendance) -> Seated | None:
        """The row of a line; None where its member left before the day."""
        return self.row(f"member-{line.member_id}" if line.member_id else f"guest-{line.id}")

    @property
    def there(self) -> int:
        """How many are there."""
        return sum(one.there for one in self.seated)

    @property
    def missing(self) -> list[str]:
        """Professions of members of whom nobody is there, in their order."""
        with_profession = [one for one in self.seated if one.member and one.member.profession and one.member.seat != Seat.SECRETARIAT]
        there = {one.member.profession for one in with_profession if one.there and one.member}
        all_of_them = dict.fromkeys(one.member.profession for one in with_profession if one.member)
        return [code for code in all_of_them if code and code not in there]

    def mine(self, person_id: int) -> Seated | None:
        """The row of this person."""
        return next((one for one in self.seated if one.member and one.member.person_id == person_id), None)
