"""つぎにすること: the one right next step of whoever reads, first; everything else they may do, quietly below."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _

from core import clock
from core.language import dated
from meetings.cycle.knots import overdue
from meetings.cycle.standing import Standing
from meetings.models import Countermeasure, Issue, Rise, Term

SOON = timedelta(days=14)
"""So long before its day a countermeasure is ready to be evaluated."""


@dataclass(frozen=True)
class Step:
    """A page to open, or (`press`) something done at once."""

    label: str
    url: str
    icon: str = "pencil"
    press: bool = False
    name: str = ""
    value: str = ""


@dataclass
class NextSteps:
    """`words` says what is awaited, and from whom; `steps[0]` is the one."""

    words: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    hint: str = ""


def next_steps(issue: Issue, standing: Standing, next_meeting: int | None = None) -> NextSteps:
    """`next_meeting`: the group's next meeting, onto whose agenda it may be put."""
    term, found = standing.term_of(issue), NextSteps()
    found.words.append(_awaited(issue, term))
    found.steps += [_answer(rise) for one in issue.terms for rise in one.rises if rise.owed and rise.to_id in standing.runs]
    if term.group_id in standing.runs:
        found.steps += _to_do(term) + _beside(issue, term, next_meeting)
    else:
        found.steps += [step for one in _by_date(term) if standing.reports(one) for step in _report(one)]
        if standing.proposes(term) and not term.settled:
            found.steps.append(Step(_("会議に意見を出す"), f"/groups/{term.group_id}/proposals/new", "reply"))
    if term.group_id in standing.runs and _open(term):
        found.hint = _("評価を書くまで、この方策は終わりにできません。中止や統合にするときは、理由を書きます。")
    return found


def _open(term: Term) -> list[Countermeasure]:
    return [one for one in term.countermeasures if not one.ended]


def _by_date(term: Term) -> list[Countermeasure]:
    """What is late first."""
    return sorted(_open(term), key=lambda one: (not overdue(one), one.id))


def _answer(rise: Rise) -> Step:
    return Step(_("「%(group)s」として返事をする", group=rise.to.name), f"/rises/{rise.id}/answer", "reply")


def _awaited(issue: Issue, term: Term) -> str:
    """One sentence on what is awaited; of a countermeasure, by whom."""
    owing = next(iter(term.unanswered), None)
    if issue.closing:
        return str(_("この課題は閉じました。"))
    if owing and not _open(term):
        return str(_("「%(group)s」の返事を待っています。", group=owing.to.name))
    if term.settled:
        return str(_("解決しました。") if term.solved else _("この年度では、することはもうありません。"))
    if any(one.awaits_revision for one in term.countermeasures):
        return str(_("評価は「修正」でした。方策を直すのを待っています。"))
    waits = next(iter(_by_date(term)), None)
    if waits is None:
        again = _("解決していません。つぎの方策が決まるのを待っています。")
        return str(again if term.countermeasures else _("方策が決まるのを待っています。"))
    return _waits_for(waits)


def _waits_for(one: Countermeasure) -> str:
    who = "、".join(dict.fromkeys(owner.body for owner in one.version.owners)) or _("担当の施設")
    day = one.version.due_on
    if not one.implementations:
        said = _("%(who)sの実施の報告を待っています。", who=who)
    elif overdue(one):
        said = _("期限を過ぎました。評価を待っています。")
    else:
        said = _("%(who)sが実施しています。", who=who)
    return f"{said}{_('期限は%(day)sです。', day=dated(day))}" if day else str(said)


def _to_do(term: Term) -> list[Step]:
    """The secretariat's: the first is the right one now."""
    still, base = _open(term), f"/issues/{term.issue_id}"
    revise = [one for one in still if one.awaits_revision]
    ready = [one for one in still if one not in revise and one.implementations and _is_ready(one)]
    running = [one for one in still if one not in revise and one not in ready]
    steps = [_revise(one) for one in revise] + [_evaluate(one) for one in ready]
    steps += [step for one in running for step in _report(one)]
    if not still and not term.settled:
        again = _("つぎの方策を決める") if term.countermeasures else _("方策を決める")
        steps.append(Step(again, f"{base}/countermeasures", "thread"))
        if term.fiscal_year < clock.fiscal_year(clock.today()):
            steps.insert(0, _carry(term))
    steps += [_evaluate(one) for one in running] + [step for one in ready for step in _report(one)]
    return steps + [_revise(one) for one in still if one not in revise]


def _is_ready(one: Countermeasure) -> bool:
    return one.version.due_on is not None and one.version.due_on <= clock.today() + SOON


def _revise(one: Countermeasure) -> Step:
    label = _("方策を直す（第%(number)s版）", number=one.version.number + 1)
    return Step(label, f"/countermeasures/{one.id}/versions", "history")


def _evaluate(one: Countermeasure) -> Step:
    return Step(_("評価する"), f"/countermeasures/{one.id}/evaluations", "triangle")


def _report(one: Countermeasure) -> list[Step]:
    """First what is owed: before its evaluation the number (seeing/mine.py asks for the same)."""
    again = _("実施を書きたす") if one.implementations else _("実施を書く")
    done = Step(again, f"/countermeasures/{one.id}/implementations")
    counted = Step(_("数を書く"), f"/countermeasures/{one.id}/values", "plus")
    return [counted, done] if one.implementations and _is_ready(one) else [done, counted]


def _carry(term: Term) -> Step:
    return Step(_("%(year)s年度に引きつぐ", year=term.fiscal_year + 1), f"/issues/{term.issue_id}/carrying", "next", press=True)


def _beside(issue: Issue, term: Term, next_meeting: int | None) -> list[Step]:
    """What the secretariat may do with it at any time."""
    base = f"/issues/{issue.id}"
    steps = [Step(_("掲示板に載せる"), f"{base}/telling", "board")]
    if issue.closing:
        return steps
    if next_meeting and not term.settled:
        thing = f"issue_term:{term.id}/take"
        address = f"/meetings/{next_meeting}/forward"
        steps.append(Step(_("つぎの会議の議題にする"), address, "meeting", press=True, name="thing", value=thing))
    steps += _with_open(term)
    steps.append(Step(_("課題の言葉を直す"), f"{base}/words"))
    if not term.settled and not term.unanswered:
        steps.append(Step(_("上の会議に上げる"), f"{base}/rises", "signal"))
    return steps + _ways_out(term)


def _with_open(term: Term) -> list[Step]:
    """While a countermeasure is open."""
    ends = [Step(_("方策を中止・統合する"), f"/countermeasures/{one.id}/discontinuation", "cross") for one in _open(term)]
    return [Step(_("別の方策も決める"), f"/issues/{term.issue_id}/countermeasures", "thread"), *ends] if ends else []


def _ways_out(term: Term) -> list[Step]:
    """While none is, and it is not solved."""
    if _open(term) or term.solved:
        return []
    steps = [Step(_("見送る・統合する"), f"/issues/{term.issue_id}/closing", "cross")]
    return steps if term.settled or term.fiscal_year < clock.fiscal_year(clock.today()) else [*steps, _carry(term)]
