"""What is late, and what will not be evaluated by the last meeting of the year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask_babel import gettext as _

from core import clock
from meetings.cycle.knots import states_at
from meetings.models import Meeting, Stage
from meetings.seeing.asking import LONG
from meetings.seeing.facts import TermFact


@dataclass(frozen=True)
class Year:
    """The meetings of a group's year that were not cancelled, in the order of their days."""

    meetings: Sequence[Meeting]

    @cached_property
    def today(self) -> date:
        return clock.today()

    @cached_property
    def held(self) -> list[Meeting]:
        return [one for one in self.meetings if one.closed_at]

    @cached_property
    def last(self) -> Meeting | None:
        """The one that evaluates."""
        return self.meetings[-1] if self.meetings else None

    @cached_property
    def last_day(self) -> date:
        """Of the last meeting; today where there is none."""
        return clock.in_japan(self.last.starts_at).date() if self.last else self.today

    @cached_property
    def ahead(self) -> Meeting | None:
        """The next one, or the one being held."""
        return next((one for one in self.meetings if not one.closed_at and (one.opened_at or one.ends_at > clock.now())), None)


@dataclass(frozen=True)
class Reason:
    """Why an issue is late: `kind` is due, silent, undecided, answer or homework; `since` the day that has passed, where there is one."""

    kind: str
    since: date | None = None

    @property
    def days(self) -> int:
        return (clock.today() - self.since).days if self.since else 0

    @property
    def words(self) -> str:
        said = {
            "due": _("評価がまだです"),
            "silent": _("実施の記録がありません"),
            "undecided": _("方策が決まっていません"),
            "answer": _("上の会議の返事がおくれています"),
            "homework": _("宿題がおくれています"),
        }[self.kind]
        return str(_("%(what)s（%(days)s日おくれ）", what=said, days=self.days) if self.since else said)


def reasons(term: TermFact, year: Year) -> list[Reason]:
    """The gravest first; none where nothing is late."""
    if term.settled and not term.answer_by_on and not term.homework_on:
        return []
    today, found, still = year.today, [], term.open_measures
    passed = [one.due_on for one in still if one.due_on and one.due_on < today]
    if passed:
        found.append(Reason("due", min(passed)))
    if term.awaits == "decision" and _was_talked_of(term, year):
        found.append(Reason("undecided"))
    if any(one.old and not one.implemented for one in still):
        found.append(Reason("silent"))
    if term.answer_by_on and term.answer_by_on < today:
        found.append(Reason("answer", term.answer_by_on))
    if term.homework_on:
        found.append(Reason("homework", term.homework_on))
    return found


def _was_talked_of(term: TermFact, year: Year) -> bool:
    """A meeting of this year has ended since it came up; since the last evaluation, where one asks for another countermeasure."""
    said = [one.evaluated_at for one in term.measures if one.evaluated_at]
    last = year.held[-1] if year.held else None
    if last is None or last.closed_at is None:
        return False
    return max(said) <= last.starts_at if said else term.at <= last.closed_at


def states(term: TermFact, kinds: Collection[str]) -> list[str]:
    """Of the four knots; `kinds` of what is late."""
    missing = {Stage.FOUND: {"undecided"}, Stage.DECIDED: {"due", "silent"}}.get(term.stage, set())
    return states_at(term.stage, settled=term.settled, late=bool(kinds), missing=bool(missing & set(kinds)))


def in_danger(term: TermFact, year: Year) -> bool:
    """It will hardly be evaluated by the last meeting: nothing decided, nothing done, or due only after it."""
    last, still = year.last, term.open_measures
    if term.settled or last is None or not year.held:
        return False
    if last.closed_at or not still or term.awaits == "decision":
        return True
    day = year.last_day
    near = day - year.today < LONG
    return any((one.due_on and one.due_on > day) or (not one.implemented and (one.old or near)) for one in still)


def warning(terms: Sequence[TermFact], year: Year) -> str:
    """「閉じられるか」 in one sentence; "" where all is well, or before the first meeting."""
    count, last = sum(in_danger(one, year) for one in terms), year.last
    if not count or last is None:
        return ""
    said = {"count": count, "whole": len(terms), "number": last.number}
    if last.closed_at:
        return str(_("第%(number)s回が終わりましたが、%(whole)s件のうち%(count)s件がまだ閉じていません", **said))
    return str(_("%(whole)s件のうち%(count)s件は、第%(number)s回までに評価できないおそれ", **said))
