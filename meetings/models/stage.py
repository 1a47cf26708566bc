"""Where an issue stands in a group's year: derived from the records, never stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from meetings.models.evaluation import Next, Verdict

if TYPE_CHECKING:
    from meetings.models.countermeasure import Countermeasure
    from meetings.models.evaluation import Evaluation
    from meetings.models.term import Term


class Stage(StrEnum):
    """課題の抽出, 方策の決定, 実施, 評価: the last step that was taken and still holds."""

    FOUND = "found"
    DECIDED = "decided"
    CARRIED_OUT = "carried_out"
    EVALUATED = "evaluated"


def stage_of(term: Term) -> Stage:
    """Open countermeasures say where it stands; without one the last evaluation does. One that did not solve it opens the next decision."""
    still = [one for one in term.countermeasures if not one.ended]
    if still:
        return Stage.CARRIED_OUT if any(one.implementations for one in still) else Stage.DECIDED
    last = last_word(term.countermeasures)
    return Stage.EVALUATED if last and (last.verdict == Verdict.ACHIEVED or last.next == Next.NEXT_YEAR) else Stage.FOUND


def last_word(countermeasures: list[Countermeasure]) -> Evaluation | None:
    """The latest evaluation that ended one of these."""
    ending = [one.evaluations[-1] for one in countermeasures if one.evaluations and one.evaluations[-1].ends]
    return max(ending, key=lambda one: one.id, default=None)


def settled(term: Term) -> bool:
    """Evaluated to its end, closed with a reason, carried into the next year, or taken by the upper group."""
    if any(not one.ended for one in term.countermeasures):
        return False
    return bool(stage_of(term) == Stage.EVALUATED or term.issue.closing or term.carried or term.handed_up)


def awaits(term: Term) -> str | None:
    """What comes next: decision, implementation, evaluation; None where nothing does."""
    if settled(term):
        return None
    if any(one.awaits_revision for one in term.countermeasures):
        return "decision"
    return {Stage.FOUND: "decision", Stage.DECIDED: "implementation", Stage.CARRIED_OUT: "evaluation"}.get(stage_of(term))
