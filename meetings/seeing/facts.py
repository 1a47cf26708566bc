"""An issue before a group in a year as a few plain facts: enough to know where it stands, without loading what it says.

The board looks at thousands of these at once. What is derived here is what `models/stage.py` derives from the records themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from meetings.models import Next, Stage, Taken, Verdict

PLACES = {Stage.FOUND: 0, Stage.DECIDED: 1, Stage.CARRIED_OUT: 2, Stage.EVALUATED: 3}
AWAITED = {Stage.FOUND: "decision", Stage.DECIDED: "implementation", Stage.CARRIED_OUT: "evaluation"}


@dataclass(slots=True)
class MeasureFact:
    """A countermeasure: its day, whether anything was done, and what the last evaluation said. `revises`: a new version is awaited."""

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

    @property
    def evaluated_to_end(self) -> bool:
        return self.next in (Next.END, Next.NEXT_YEAR)

    @property
    def ended(self) -> bool:
        return self.stopped or self.evaluated_to_end


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
        self.stage = self._stage()
        out = self.closed or self.carried or self.handed_up or self.stage == Stage.EVALUATED
        self.settled = not self.open_measures and out
        self.awaits = None if self.settled else self._awaited()

    def _stage(self) -> Stage:
        """The last step that was taken and still holds."""
        still = self.open_measures
        if still:
            return Stage.CARRIED_OUT if any(one.implemented for one in still) else Stage.DECIDED
        ended = [one for one in self.measures if one.evaluated_to_end]
        last = max(ended, key=lambda one: one.evaluation_id or 0, default=None)
        return Stage.EVALUATED if last and (last.verdict == Verdict.ACHIEVED or last.next == Next.NEXT_YEAR) else Stage.FOUND

    def _awaited(self) -> str | None:
        if any(one.revises for one in self.open_measures):
            return "decision"
        return AWAITED.get(self.stage)
