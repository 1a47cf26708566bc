"""提案: what waits before a group, and what was answered, as one reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core import links
from core.database import db
from core.links import Shown
from meetings.models import Group, Meeting, Proposal
from meetings.vocabulary import SCENES
from region.models import Affiliation
from region.vocabulary import profession_name

ANSWERED = 50
"""Answers of which the page tells; the newest."""


@dataclass(frozen=True)
class Row:
    """One proposal. `agenda`: the items it became; `posts`: where it came from, as far as the reader may know."""

    proposal: Proposal
    posts: list[Shown]
    agenda: list[Shown]
    mine: bool

    @property
    def profession(self) -> str:
        return "・".join(profession_name(code) for code in self.proposal.by.profession_codes[:1])

    @property
    def scene(self) -> str:
        return str(SCENES.get(self.proposal.scene or "", ""))


@dataclass(frozen=True)
class Backlog:
    """Of a group, for a person: all of it for its own people, else what they proposed themselves."""

    group: Group
    person_id: int

    @cached_property
    def waiting(self) -> list[Row]:
        """Those without an answer, what has waited longest first."""
        return self._rows(list(db.scalars(self._wanted.where(Proposal.answered_at.is_(None)))))

    @cached_property
    def answered(self) -> list[Row]:
        """The newest answers first."""
        newest = self._wanted.where(Proposal.answered_at.is_not(None)).order_by(None).order_by(Proposal.answered_at.desc())
        return self._rows(list(db.scalars(newest.limit(ANSWERED))))

    @cached_property
    def next_meetings(self) -> list[Meeting]:
        """Onto whose agenda a proposal may come."""
        ahead = select(Meeting).where(Meeting.group_id == self.group.id, Meeting.ahead()).order_by(Meeting.starts_at)
        return list(db.scalars(ahead.limit(2)))

    @property
    def _wanted(self) -> Select[Proposal]:
        people = (joinedload(Proposal.by).joinedload(Affiliation.person), joinedload(Proposal.issue))
        return Proposal.readable_by(self.person_id).where(Proposal.group_id == self.group.id).options(*people)

    def _rows(self, found: list[Proposal]) -> list[Row]:
        linked = links.of_many("proposal", {one.id for one in found}, self.person_id)
        return [
            Row(
                one, [to for to in linked[one.id] if to.kind == "post"], [to for to in linked[one.id] if to.kind == "agenda_item"],
                one.by.person_id == self.person_id,
            )
            for one in found
        ]  # fmt: skip
