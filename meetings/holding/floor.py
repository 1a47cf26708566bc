"""The floor of a meeting as its pages show it: the items with their time, what was said and came of the one that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from meetings.agenda.terms import WITH_ALL
from meetings.cycle.knots import Knot, knots
from meetings.holding.choices import of_year
from meetings.holding.company import Company
from meetings.holding.records import Record, records_of
from meetings.holding.wishes import Wishing, wishing
from meetings.models import OUTCOMES, AgendaItem, Entry, Meeting, Member, Term, Wish


@dataclass(frozen=True)
class Floor:
    """`shown` is the item whose sentences stand on the page: the one asked for, else the running one, else where one would begin."""

    meeting: Meeting
    items: list[AgendaItem]
    asked: int | None = None

    @classmethod
    def of(cls, meeting: Meeting, item_id: int | None = None) -> Floor:
        """With its items in their order."""
        there = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None))
        in_order = there.order_by(AgendaItem.position, AgendaItem.id)
        presenter = joinedload(AgendaItem.presenter).lazyload(Member.affiliation)
        return cls(meeting, list(db.scalars(in_order.options(presenter, joinedload(AgendaItem.issue))).unique()), item_id)

    @property
    def running(self) -> AgendaItem | None:
        """The item whose turn it is."""
        return next((one for one in self.items if one.since_at), None)

    @property
    def shown(self) -> AgendaItem | None:
        asked = next((one for one in self.items if one.id == self.asked), None)
        first = next((one for one in self.items if not one.done_at), self.items[-1] if self.items else None)
        return asked or self.running or first

    @property
    def next(self) -> AgendaItem | None:
        """The item after the running one that nobody took up yet; before the first, the first."""
        behind = self.items[self.items.index(self.running) + 1 :] if self.running else self.items
        return next((one for one in behind if one.state == "open"), None)

    @property
    def knots(self) -> list[Knot]:
        """Where the issue of the item that is shown stands."""
        issue = self.shown.issue if self.shown else None
        terms = select(Term).where(Term.issue_id == issue.id, *of_year(self.meeting)) if issue else None
        term = db.scalars(terms.options(*WITH_ALL)).one_or_none() if terms is not None else None
        return knots(term) if term else []

    @property
    def planned(self) -> int:
        """Minutes of all items."""
        return sum(one.minutes for one in self.items)

    def number(self, item: AgendaItem) -> int:
        """議題 1, 2 …"""
        return self.items.index(item) + 1

    @cached_property
    def company(self) -> Company:
        return Company.of(self.meeting)

    @cached_property
    def entries(self) -> list[Entry]:
        """What stands in the minutes of this meeting, in its order."""
        query = select(Entry).where(Entry.meeting_id == self.meeting.id, Entry.removed_at.is_(None))
        member = joinedload(Entry.member).lazyload(Member.affiliation)
        return list(db.scalars(query.order_by(Entry.position, Entry.id).options(member, joinedload(Entry.asked))).unique())

    @property
    def unanswered(self) -> list[Entry]:
        """Those whose speaker waits for an answer."""
        return [one for one in self.entries if any(asked.answered_at is None for asked in one.asked)]

    @cached_property
    def records(self) -> dict[int, Record]:
        return records_of(self.entries)

    @cached_property
    def wishes(self) -> list[Wishing]:
        """Who told that they want to speak, and who did before; nobody before the beginning."""
        return wishing(self.company, self.items, list(db.scalars(Wish.of(self.meeting)))) if self.meeting.opened_at else []

    def said(self, item: AgendaItem) -> list[Entry]:
        """Remarks and reports of an item."""
        return [one for one in self.entries if one.item_id == item.id and one.kind not in OUTCOMES]

    def came_of(self, item: AgendaItem) -> list[Entry]:
        """課題, 方策, 決定, 宿題 of an item."""
        return [one for one in self.entries if one.item_id == item.id and one.kind in OUTCOMES]
