"""The agenda of a meeting as a reader may see it: rows in their order, papers numbered through, minutes summed up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from meetings.agenda.terms import OF_TERM
from meetings.cycle.knots import Knot, knots
from meetings.models import AgendaItem, Issue, Meeting, Member, Paper, Term
from meetings.models.points import Point
from meetings.standing import places
from meetings.vocabulary import ITEM_KINDS
from region.models import Affiliation


@dataclass(frozen=True)
class NumberedPaper:
    """資料3."""

    number: int
    paper: Paper


@dataclass(frozen=True)
class Row:
    """One item. `hidden`: not public, and the reader is none of the group's people; then only its minutes are told."""

    number: int
    item: AgendaItem
    papers: list[NumberedPaper]
    term: Term | None
    hidden: bool

    @property
    def title(self) -> str:
        """With the code of its issue."""
        if self.hidden:
            return str(_("非公開の議題"))
        code, title = self.item.issue.code if self.item.issue else "", self.item.title
        return title if not code or title.startswith(code) else f"{code}　{title}"

    @property
    def kind(self) -> str:
        return str(ITEM_KINDS[self.item.kind])

    @property
    def presenter(self) -> str:
        """大河原 修一（桜堤内科）, or the name that was written."""
        member = self.item.presenter
        if self.hidden:
            return ""
        return f"{member.name}（{member.institution_name}）" if member else self.item.presenter_name

    @property
    def points(self) -> tuple[Point, ...]:
        """What it falls into."""
        return () if self.hidden else self.item.outline

    @property
    def issue(self) -> Issue | None:
        return None if self.hidden else self.item.issue

    @property
    def knots(self) -> list[Knot]:
        return knots(self.term) if self.term and not self.hidden else []


@dataclass(frozen=True)
class Agenda:
    """All of it. `inside`: the reader belongs to the group."""

    meeting: Meeting
    inside: bool

    @classmethod
    def of(cls, meeting: Meeting, reader: Affiliation | None) -> Agenda:
        return cls(meeting, reader is not None and meeting.group_id in places().inside)

    @cached_property
    def rows(self) -> list[Row]:
        """In their order, without those taken out."""
        items, papers = self._items, self._papers
        return [
            Row(place, one, papers[one.id] if self.inside or not one.private else [], self._term(one), one.private and not self.inside)
            for place, one in enumerate(items, 1)
        ]

    @property
    def minutes(self) -> int:
        """Planned in all."""
        return sum(one.minutes for one in self._items)

    @property
    def length(self) -> int:
        """Minutes between the beginning and the end of the meeting."""
        return int((self.meeting.ends_at - self.meeting.starts_at).total_seconds() // 60)

    @property
    def over(self) -> int:
        """By how many minutes it is too much; negative while there is time."""
        return self.minutes - self.length

    @property
    def handouts(self) -> list[NumberedPaper]:
        """配付資料 the reader may have."""
        return [one for row in self.rows for one in row.papers]

    @cached_property
    def _items(self) -> list[AgendaItem]:
        wanted = select(AgendaItem).where(AgendaItem.meeting_id == self.meeting.id, AgendaItem.removed_at.is_(None))
        issue, presenter = joinedload(AgendaItem.issue), joinedload(AgendaItem.presenter).lazyload(Member.affiliation)
        of_issue = (joinedload(Issue.closing), joinedload(Issue.raised_in), selectinload(Issue.terms).options(*OF_TERM))
        order = wanted.order_by(AgendaItem.position, AgendaItem.id)
        return list(db.scalars(order.options(presenter, issue.options(*of_issue))).unique())

    @cached_property
    def _papers(self) -> defaultdict[int, list[NumberedPaper]]:
        """By item; the numbers run through the meeting, whoever reads."""
        wanted = select(Paper).where(Paper.item_id.in_([one.id for one in self._items]), Paper.removed_at.is_(None)).order_by(Paper.id)
        loose: defaultdict[int, list[Paper]] = defaultdict(list)
        for paper in db.scalars(wanted):
            loose[paper.item_id or 0].append(paper)
        found: defaultdict[int, list[NumberedPaper]] = defaultdict(list)
        for number, (item_id, paper) in enumerate(((one.id, paper) for one in self._items for paper in loose[one.id]), 1):
            found[item_id].append(NumberedPaper(number, paper))
        return found

    def _term(self, item: AgendaItem) -> Term | None:
        """Where the issue stands before this group this year; else wherever it is worked on."""
        if item.issue is None:
            return None
        here = (one for one in item.issue.terms if one.group_id == self.meeting.group_id and one.fiscal_year == self.meeting.fiscal_year)
        return next(here, item.issue.term)
