"""Where the reader of an issue stands: which of its groups they run, sit in or may read. No question beside that of the page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from meetings.models import Countermeasure, Group, Issue, Term
from meetings.standing import places
from region.here import here
from region.models import Affiliation, Role


@dataclass(frozen=True)
class Standing:
    """Of one person, as whom they act now; `by` is None for who works nowhere any more. Sets of ids of groups."""

    by: Affiliation | None
    runs: frozenset[int]
    inside: frozenset[int]
    reads: frozenset[int]

    @classmethod
    def of(cls, groups: Collection[Group]) -> Standing:
        """Among these groups."""
        by, ids, there = here(), {one.id for one in groups}, places()
        if by is None or by.ended_at:
            return cls(None, frozenset(), frozenset(), there.reads & ids)
        return cls(by, there.runs & ids, there.inside & ids, there.reads & ids)

    def term_of(self, issue: Issue) -> Term:
        """The year of the issue in which they act: of a group they run the newest that is not settled; else the newest of all."""
        mine = [one for one in reversed(issue.terms) if one.group_id in self.runs]
        return next((one for one in mine if not one.settled), mine[0] if mine else issue.term)

    def shows(self, issue: Issue) -> list[Term]:
        """The years they read: all, but those of groups for members only they do not belong to and that asked theirs nothing."""
        asked = {one.id for one in issue.terms if any(rise.to_id in self.inside for rise in one.asked)}
        return [one for one in issue.terms if not one.group.members_only or one.group_id in self.reads or one.id in asked]

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
