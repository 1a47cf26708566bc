"""Where an issue stands in a group's year: derived from the records, never stored.

Who looks at one issue asks its records; the board, which looks at thousands, asks a few plain facts of each. The rule is this one for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from meetings.models.evaluation import Next, Verdict


class Stage(StrEnum):
    """課題の抽出, 方策の決定, 実施, 評価: the last step that was taken and still holds."""

    FOUND = "found"
    DECIDED = "decided"
    CARRIED_OUT = "carried_out"
    EVALUATED = "evaluated"

    @property
    def place(self) -> int:
        """0 to 3, as the knots of the thread stand."""
        return list(Stage).index(self)


AWAITED = {Stage.FOUND: "decision", Stage.DECIDED: "implementation", Stage.CARRIED_OUT: "evaluation"}


class LastWord(Protocol):
    """The evaluation that ended a countermeasure; the later one has the higher id."""

    @property
    def id(self) -> int: ...

    @property
    def verdict(self) -> Verdict: ...

    @property
    def next(self) -> Next: ...


class Measured(Protocol):
    """What the rule asks of a countermeasure."""

    @property
    def ended(self) -> bool: ...

    @property
    def implemented(self) -> bool: ...

    @property
    def awaits_revision(self) -> bool: ...

    @property
    def last_word(self) -> LastWord | None: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """`settled`: nothing is left to do. `awaits`: what comes next, a decision, implementation or evaluation; None where nothing does."""

    stage: Stage
    settled: bool
    awaits: str | None


def progress(measures: Sequence[Measured], *, out: bool) -> Progress:
    """Open countermeasures say where it stands; without one the last evaluation does. One that did not solve it opens the next decision.

    `out`: it is closed with a reason, carried into the next year, or taken by the upper group.
    """
    still = [one for one in measures if not one.ended]
    if not still:
        stage = Stage.EVALUATED if _answered(last_word(measures)) else Stage.FOUND
        settled = out or stage == Stage.EVALUATED
        return Progress(stage, settled, None if settled else "decision")
    stage = Stage.CARRIED_OUT if any(one.implemented for one in still) else Stage.DECIDED
    return Progress(stage, False, "decision" if any(one.awaits_revision for one in still) else AWAITED[stage])


def last_word(measures: Sequence[Measured]) -> LastWord | None:
    """The latest evaluation that ended one of these."""
    return max((said for one in measures if (said := one.last_word)), key=lambda said: said.id, default=None)


def _answered(last: LastWord | None) -> bool:
    return last is not None and (last.verdict == Verdict.ACHIEVED or last.next == Next.NEXT_YEAR)
