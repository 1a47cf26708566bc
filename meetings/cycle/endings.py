"""The words of notices about an end, and about what was taken back."""

from __future__ import annotations

from flask_babel import gettext as _

from core.language import dated
from meetings.cycle.subject import Subject, Tellable
from meetings.cycle.taking_back import what_it_said
from meetings.models import Countermeasure, Discontinuation, Evaluation, Issue, IssueClosing
from meetings.vocabulary import CLOSINGS, ENDINGS

Words = tuple[str, list[str]]
"""A title, and paragraphs."""


def of_an_end(issue: Issue, one: Discontinuation) -> Words:
    """中止・統合 of a countermeasure."""
    lines = [
        _("すること：%(what)s", what=one.countermeasure.version.what),
        _("%(how)sの理由：%(reason)s", how=ENDINGS[one.how], reason=one.reason),
    ]
    into = [_("統合した先の方策：%(what)s", what=one.into.version.what)] if one.into else []
    group = one.countermeasure.term.group.name
    opening = _("「%(group)s」の課題「%(title)s」の方策を、終わりにしました。", group=group, title=issue.title)
    return _("方策を終わりにしました：%(title)s", title=issue.title), [opening, *lines, *into]


def of_a_closing(issue: Issue, one: IssueClosing) -> Words:
    """見送り・統合 of the issue."""
    opening = _("「%(group)s」の課題「%(title)s」を閉じました。", group=issue.term.group.name, title=issue.title)
    lines = [_("%(how)sの理由：%(reason)s", how=CLOSINGS[one.how], reason=one.reason)]
    into = [_("統合した先：%(code)s %(title)s", code=one.into.code, title=one.into.title)] if one.into else []
    return _("課題を閉じました：%(title)s", title=issue.title), [opening, *lines, *into]


def of_taking_back(issue: Issue, subject: Subject) -> Words:
    """What was told is not so: why, and how it stands now."""
    record = subject.record
    assert record
    title = _("取り消しのお知らせ：%(title)s", title=issue.title)
    opening = _("「%(title)s」についてお知らせした%(what)sは、まちがいでした。取り消します。", title=issue.title, what=_named(record))
    measure = [_("すること：%(what)s", what=subject.about.version.what)] if subject.about else []
    why = _("理由：%(reason)s", reason=record.taken_back_because)
    said = _("取り消したこと：%(what)s", what=what_it_said(record))
    return title, [opening, *measure, said, why, _now(issue, subject.about)]


def _named(record: Tellable) -> str:
    if isinstance(record, Evaluation):
        return str(_("評価"))
    if isinstance(record, Discontinuation):
        return str(_("方策の%(how)s", how=ENDINGS[record.how]))
    return str(_("課題の%(how)s", how=CLOSINGS[record.how]))


def _now(issue: Issue, one: Countermeasure | None) -> str:
    """Without a word where it has ended again since."""
    if one is None:
        return "" if issue.closing else str(_("課題は、閉じていません。つづけて取り組みます。"))
    if one.ended:
        return ""
    if one.version.due_on:
        return str(_("方策は、終わっていません。期限は%(day)sです。", day=dated(one.version.due_on)))
    return str(_("方策は、終わっていません。つづけてお願いします。"))
