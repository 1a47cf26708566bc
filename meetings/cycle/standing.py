"""Where the reader of an issue stands: which of its groups they run, sit in or may read. Three questions, however long the history is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from core.database import db
from meetings.models import Countermeasure, Group, Issue, Member, Seat, Term, readable_ids
from region.here import here
from region.models import Affiliation, Role, areas_run_by


@dataclass(frozen=True)
class Standing:
    """Of one person, as whom they act now; `by` is None for who works nowhere any more. Sets of ids of groups."""

    by: Affiliation | None
    runs: frozenset[int]
    inside: frozenset[int]
    reads: frozenset[int]

    @classmethod
    def of(cls, person_id: int, groups: Collection[Group]) -> Standing:
        """Among these groups."""
        by, ids = here(), {one.id for one in groups}
        reads = frozenset(db.scalars(readable_ids(person_id).where(Group.id.in_(ids))))
        if by is None or by.ended_at:
            return cls(None, frozenset(), frozenset(), reads)
        areas = set(db.scalars(areas_run_by(by)))
        seats = db.execute(
            select(Member.group_id, Member.seat)
            .join(Affiliation, Affiliation.id == Member.affiliation_id)
            .where(Affiliation.person_id == person_id, Member.group_id.in_(ids), Member.today())
        ).all()
        runs = {one.id for one in groups if one.area_id in areas} | {group for group, seat in seats if seat == Seat.SECRETARIAT}
        return cls(by, frozenset(runs), frozenset(runs | {group for group, _seat in seats}), reads)

    def term_of(self, issue: Issue) -> Term:
        """The year of the issue in which they act: of a group they run the newest that is not settled; else the newest of all."""
        mine = [one for one in reversed(issue.terms) if one.group_id in self.runs]
        return next((one for one in mine if not one.settled), mine[0] if mine else issue.term)

    def reports(self, countermeasure: Countermeasure) -> bool:
        """May they write what was done against it?"""
        if self.by is None:
            return False
        return self.owns(countermeasure) or countermeasure.term.group_id in self.runs

    def owns(self, countermeasure: Countermeasure) -> bool:
        """Is their institution in charge of the version in force?"""
        return self.by is not None and self.by.institution_id in {one.institution_id for one in countermeasure.version.owners}

    def proposes(self, term: Term) -> bool:
        """May they bring something before its group?"""
        return self.by is not None and self.by.role != Role.PREFECTURE and term.group_id in self.reads and term.group.ended_at is None
