"""The four knots of an issue in a group's year: what each says, and which is done, now, late or still to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _

from core import clock
from meetings.models import Countermeasure, Meeting, Stage, Taken, Term
from meetings.vocabulary import CLOSINGS, VERDICTS


@dataclass(frozen=True)
class Knot:
    """As shared/thread.html draws it. `state`: done, now, late, open."""

    state: str
    lines: list[str] = field(default_factory=list)
    word: str = ""


def knots(term: Term) -> list[Knot]:
    """課題, 方策, 実施, 評価."""
    lines = [_found(term), _decided(term), _carried_out(term), _evaluated(term)]
    now, red = term.progress, late(term)
    states = states_at(now.stage, settled=now.settled, late=red, missing=red and now.stage == Stage.DECIDED)
    return [Knot(state, said) for state, said in zip(states, lines, strict=True)]


def states_at(stage: Stage, *, settled: bool, late: bool, missing: bool) -> list[str]:
    """Of the four knots; `missing`: what is late is the step after the one that was taken, and that one is red."""
    if stage == Stage.EVALUATED:
        return ["done"] * 4
    place = stage.place + missing
    here = "late" if late else "done" if settled else "now"
    return ["done"] * place + [here] + ["open"] * (3 - place)


def short(day: date | datetime) -> str:
    """6/12."""
    local = clock.in_japan(day).date() if isinstance(day, datetime) else day
    return f"{local.month}/{local.day}"


def named(meeting: Meeting) -> str:
    """第1回 6/12."""
    return str(_("第%(number)s回 %(day)s", number=meeting.number, day=short(meeting.starts_at)))


def late(term: Term) -> bool:
    """The day of an open countermeasure has passed."""
    return any(overdue(one) for one in term.countermeasures)


def overdue(one: Countermeasure) -> bool:
    """It is past its day and still open."""
    return not one.ended and one.version.due_on is not None and one.version.due_on < clock.today()


def _found(term: Term) -> list[str]:
    if term.how == Taken.CARRIED:
        return [_("前の年度から")]
    if term.how == Taken.RISEN:
        return [_("上がってきた課題")]
    return [named(term.issue.raised_in) if term.issue.raised_in else short(term.issue.raised_at)]


def _decided(term: Term) -> list[str]:
    if not term.countermeasures:
        return [] if term.settled else [_("まだ決まっていない")]
    still = [one for one in term.countermeasures if not one.ended] or term.countermeasures[-1:]
    version = still[-1].version
    said = [_("第%(number)s版 %(day)s", number=version.number, day=short(version.at))]
    return said if len(still) == 1 else [*said, _("方策 %(count)sつ", count=len(still))]


def _carried_out(term: Term) -> list[str]:
    done = [record for one in term.countermeasures for record in one.implementations]
    if not done:
        return [_("報告なし")] if term.countermeasures and all(one.ended for one in term.countermeasures) else []
    return [_("%(count)s件", count=len(done)), _("最新 %(day)s", day=short(max(one.done_on for one in done)))]


def _evaluated(term: Term) -> list[str]:
    if term.issue.closing and term is term.issue.term:
        return [str(CLOSINGS[term.issue.closing.how])]
    said = [one for measure in term.countermeasures for one in measure.evaluations]
    if said:
        verdict = str(VERDICTS[said[-1].verdict])
        return [verdict if said[-1].ends else _("なかば：%(verdict)s", verdict=verdict), short(said[-1].evaluated_on)]
    days = [one.version.due_on for one in term.countermeasures if not one.ended and one.version.due_on]
    return [_("%(due)sまで", due=short(min(days)))] if days else []
