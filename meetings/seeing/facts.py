"""An issue before a group in a year as a few plain facts: enough to know where it stands, without loading what it says.

The board looks at thousands of these at once. Where they stand is derived by the same rule as from the records themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from meetings.models import Next, Stage, Taken, Verdict
from meetings.models.stage import progress


class Word(NamedTuple):
    """What the evaluation said that ended a countermeasure."""

    id: int
    verdict: Verdict
    next: Next


@dataclass(slots=True)
class MeasureFact:
    """A countermeasure: its day, whether anything was done, and what the last evaluation said."""

    term_id: int
    id: int
    due_on: date | None
    implemented: bool
    stopped: bool
    old: bool
    """Decided so long ago that something should have been done."""
    evaluation_id: int | None
    verdict: Verdict | None
    next: Next | None
    evaluated_at: datetime | None
    revises: bool
    """It said 修正, and no version came since."""

    @property
    def last_word(self) -> Word | None:
        if self.evaluation_id is None or self.verdict is None or self.next not in (Next.END, Next.NEXT_YEAR):
            return None
        return Word(self.evaluation_id, self.verdict, self.next)

    @property
    def ended(self) -> bool:
        return self.stopped or self.next in (Next.END, Next.NEXT_YEAR)

    @property
    def awaits_revision(self) -> bool:
        return self.revises and not self.ended


@dataclass(slots=True)
class TermFact:
    """An issue in a year. `answer_by_on`: the earliest day of an answer that an upper group still owes.

    `stage`, `settled`, `awaits` and `open_measures` are there once `reckon` was called, with all countermeasures at hand.
    """

    group_id: int
    id: int
    issue_id: int
    number: int
    title: str
    scene: str
    how: Taken
    at: datetime
    closed: bool
    carried: bool
    handed_up: bool
    answer_by_on: date | None
    homework_on: date | None = None
    """The earliest day of a homework for it that has passed."""
    measures: list[MeasureFact] = field(default_factory=list)
    open_measures: list[MeasureFact] = field(default_factory=list)
    stage: Stage = Stage.FOUND
    settled: bool = False
    awaits: str | None = None
    """decision, implementation, evaluation; None where nothing is awaited."""

    @property
    def code(self) -> str:
        return f"K-{self.number:02d}"

    def reckon(self) -> None:
        """Once, because a board asks each of thousands several times."""
        self.open_measures = [one for one in self.measures if not one.ended]
        found = progress(self.measures, out=self.closed or self.carried or self.handed_up)
        self.stage, self.settled, self.awaits = found.stage, found.settled, found.awaits
