"""The same year as a workbook: one sheet for each kind of record, numbers as numbers and days as days."""

from __future__ import annotations

from flask_babel import gettext as _

from core import clock
from core.spreadsheet import Sheet
from meetings.models import Term
from meetings.seeing.report import Report, people
from meetings.seeing.word import state_of
from meetings.vocabulary import CLOSINGS, NEXT_STEPS, RISE_ANSWERS, SCENES, STAGES, VERDICTS


def sheets(report: Report) -> list[Sheet]:
    """課題, 方策, 実施, 指標, 評価, 宿題, 会議."""
    return [_issues(report), _measures(report), _done(report), _values(report), _evaluations(report), _tasks(report), _meetings(report)]


def _issues(report: Report) -> Sheet:
    head = (
        _("番号"), _("課題"), _("くわしく"), _("場面"), _("出た日"),
        _("段階"), _("終わったか"), _("次の年度へ"), _("上の会議"), _("聞きとりの数"),
    )  # fmt: skip
    rows = [
        (one.issue.code, one.issue.title, one.issue.text, SCENES[one.issue.scene], clock.in_japan(one.issue.raised_at).date(),
         STAGES[one.stage], _ended(one), _("はい") if one.carried else "", _risen(one), report.heard.get(one.issue_id, 0))
        for one in report.terms
    ]  # fmt: skip
    return _("課題"), head, rows


def _ended(one: Term) -> str:
    if one.issue.closing:
        return f"{CLOSINGS[one.issue.closing.how]}：{one.issue.closing.reason}"
    return str(_("終わった") if one.settled else "")


def _risen(one: Term) -> str:
    return "\n".join(f"{rise.to.name}：{RISE_ANSWERS[rise.answer] if rise.answer else _('返事を待っています')}" for rise in one.asked)


def _measures(report: Report) -> Sheet:
    head = (
        _("課題"), _("方策"), _("担当"), _("いつまで"), _("ねらい"), _("指標"),
        _("単位"), _("はじめ"), _("目標"), _("版"), _("変えた理由"), _("いま"),
    )  # fmt: skip
    rows = [
        (term.issue.code, one.version.what, people(one.version), one.version.due_on, one.version.expected, one.version.indicator,
         one.version.unit, one.version.baseline, one.version.target, one.version.number, one.version.reason, state_of(one))
        for term, one in report.measures
    ]  # fmt: skip
    return _("方策"), head, rows


def _done(report: Report) -> Sheet:
    head = (_("課題"), _("方策"), _("日"), _("したこと"), _("困ったこと"), _("した人"), _("書いた施設"))
    rows = [
        (term.issue.code, one.version.what, done.done_on, done.what, done.obstacle, done.done_by, done.by.institution.name)
        for term, one in report.measures for done in one.implementations
    ]  # fmt: skip
    return _("実施"), head, rows


def _values(report: Report) -> Sheet:
    head = (_("課題"), _("指標"), _("日"), _("数"), _("単位"), _("うち"), _("全部"), _("メモ"))
    rows = [
        (term.issue.code, one.version.indicator, value.on, value.value, one.version.unit, value.part, value.whole, value.note)
        for term, one in report.measures for value in one.values
    ]  # fmt: skip
    return _("指標"), head, rows


def _evaluations(report: Report) -> Sheet:
    head = (_("課題"), _("方策"), _("日"), _("結果"), _("数"), _("つぎに"), _("分かったこと"), _("会議"))
    rows = [
        (term.issue.code, one.version.what, said.evaluated_on, VERDICTS[said.verdict], said.value, NEXT_STEPS[said.next], said.lesson,
         _("第%(number)s回", number=said.meeting.number) if said.meeting else "")
        for term, one in report.measures for said in one.evaluations
    ]  # fmt: skip
    return _("評価"), head, rows


def _tasks(report: Report) -> Sheet:
    head = (_("宿題"), _("担当の施設"), _("担当の人"), _("いつまで"), _("済んだ日"), _("ひとこと"), _("課題"))
    rows = [
        (one.what, one.body, one.person_name, one.due_on,
         clock.in_japan(one.done_at).date() if one.done_at else "", one.done_note, one.issue.code if one.issue else "")
        for one in report.tasks
    ]  # fmt: skip
    return _("宿題"), head, rows


def _meetings(report: Report) -> Sheet:
    head = (_("回"), _("日"), _("内容"), _("場所"), _("出席した委員"), _("委員"), _("そのほかの人"), _("傍聴"))
    rows = [
        (
            one.meeting.number,
            one.meeting.starts_at,
            one.meeting.theme,
            one.meeting.place,
            one.there if one.meeting.closed_at else None,
            one.seats if one.meeting.closed_at else None,
            one.guests if one.meeting.closed_at else None,
            one.meeting.listeners,
        )
        for one in report.held
    ]
    return _("会議"), head, rows
