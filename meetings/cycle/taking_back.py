"""What taking something back will do, said before it is done; and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from board.models import Post
from core.language import dated
from meetings.cycle.told import Record, key_of, told_of
from meetings.models import Carrying, Countermeasure, Discontinuation, Evaluation, Issue, IssueClosing, Next, Stage, Term
from meetings.vocabulary import CLOSINGS, ENDINGS, NEXT_STEPS, STAGES, VERDICTS


@dataclass(frozen=True)
class Ahead:
    """`refusal`: why it cannot be taken back, "" where it can; `told`: posts that told of it; `said_in`: the sentence of the minutes."""

    issue: Issue
    title: str
    what: str
    place: str
    words: list[str]
    refusal: str
    told: list[Post]
    said_in: str

    @classmethod
    def of(cls, record: Record, person_id: int) -> Ahead:
        """For this reader."""
        issue = issue_of(record)
        return cls(
            issue, _title(record), what_it_said(record), place_of(record), [*_words(record)], _refusal(record),
            told_of([record], person_id)[key_of(record)], _sentence(record),
        )  # fmt: skip


def issue_of(record: Record) -> Issue:
    """The issue it is about."""
    return record.issue if isinstance(record, IssueClosing | Carrying) else record.countermeasure.term.issue


def place_of(record: Record) -> str:
    """Where it stands on the page of its issue."""
    return f"/issues/{issue_of(record).id}#{record.__tablename__.replace('_', '-')}-{record.id}"


def _title(record: Record) -> str:
    if isinstance(record, Evaluation):
        return str(_("評価を取り消す"))
    if isinstance(record, Carrying):
        return str(_("引きついだことを取り消す"))
    return str(_("中止・統合を取り消す") if isinstance(record, Discontinuation) else _("課題を閉じたことを取り消す"))


def what_it_said(record: Record) -> str:
    """The record in one line."""
    if isinstance(record, Evaluation):
        return f"{VERDICTS[record.verdict]}　{NEXT_STEPS[record.next]}　{record.lesson}"
    if isinstance(record, Carrying):
        return f"{_('%(year)s年度に引きついだ', year=record.fiscal_year)}　{record.group.name}　{dated(record.at)}"
    return f"{(ENDINGS if isinstance(record, Discontinuation) else CLOSINGS)[record.how]}　{record.reason}"


def _words(record: Record) -> Iterator[str]:
    if isinstance(record, IssueClosing):
        yield from _opened(record.issue)
    elif isinstance(record, Carrying):
        yield from _back_from(record)
    elif isinstance(record, Evaluation) and not record.ends:
        yield _("方策は開いたままです。この評価は、なかったものとして数えません。")
        if record.next == Next.REVISE and record.countermeasure.evaluations[-1:] == [record]:
            yield _("「修正」も、なかったことになります。書いた版は、そのまま残ります。")
    else:
        yield from _going_on(record.countermeasure)


def _opened(issue: Issue) -> Iterator[str]:
    yield _("課題は、開いた課題にもどります。段階は「%(stage)s」です。", stage=STAGES[issue.term.stage])
    if any(rise.answer is None for term in issue.terms for rise in term.rises):
        yield _("上の会議の返事を、また待つことになります。")


def _back_from(one: Carrying) -> Iterator[str]:
    """The year it went into goes."""
    if one.before:
        stage = STAGES[one.before.stage]
        yield _("課題は、%(year)s年度にもどります。段階は「%(stage)s」です。", year=one.before.fiscal_year, stage=stage)
    yield _("%(year)s年度の課題からは、なくなります。", year=one.fiscal_year)


def _going_on(one: Countermeasure) -> Iterator[str]:
    """A countermeasure is open again."""
    term: Term = one.term
    done = any(measure.implemented for measure in term.countermeasures if measure is one or not measure.ended)
    stage = Stage.CARRIED_OUT if done else Stage.DECIDED
    yield _("方策は終わる前にもどり、課題の段階は「%(stage)s」になります。", stage=STAGES[stage])
    if term.carried_on:
        yield _("%(year)s年度に引きついだことも、取り消されます。", year=term.carried_on.fiscal_year)
    if term.handed_up:
        yield _("上の会議が引き受けたことは、変わりません。")


def _refusal(record: Record) -> str:
    if record.taken_back_at:
        return str(_("この記録は、もう取り消されています。"))
    if isinstance(record, IssueClosing) or (isinstance(record, Evaluation) and not record.ends):
        return ""
    why = record.in_the_way if isinstance(record, Carrying) else record.countermeasure.term.in_the_way
    return str(why) if why else ""


def _sentence(record: Record) -> str:
    """The address of the sentence in the minutes, which says what was said then."""
    entry = record.entry if isinstance(record, Evaluation) else None
    return f"/meetings/{entry.meeting_id}/minutes#entry-{entry.id}" if entry and not entry.removed_at else ""
