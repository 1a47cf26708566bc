"""年度の報告書 for Word, as an official hands it in."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from core import clock
from core.word import Paper
from meetings.minuting.wording import fiscal_year_said, long_day, short_day
from meetings.models import Countermeasure, CountermeasureVersion, Issue, Rise, Term
from meetings.seeing.report import Report, number, people, result_of
from meetings.vocabulary import CLOSINGS, ENDINGS, NEXT_STEPS, RISE_ANSWERS, SCENES, SEATS, STAGES, VERDICTS
from region.vocabulary import profession_name


def on_paper(report: Report) -> Paper:
    """A4, with a cover of its own."""
    paper = Paper(_("%(group)s　%(year)s年度 報告書", group=report.group.name, year=fiscal_year_said(report.fiscal_year)))
    _cover(paper, report)
    _meetings(paper, report)
    _overview(paper, report)
    paper.heading(_("3　課題ごとの取組"))
    for term in report.terms:
        _issue(paper, term, report.heard.get(term.issue_id, 0))
    _results(paper, report)
    _next_year(paper, report)
    _members(paper, report)
    return paper


def _cover(paper: Paper, report: Report) -> None:
    group = report.group
    year = fiscal_year_said(report.fiscal_year)
    paper.space(50)
    paper.paragraph(group.area.name, side="center")
    paper.title(group.name)
    paper.title(_("%(year)s年度 報告書", year=year))
    paper.space(70)
    paper.facts([
        (_("会議体"), group.name), (_("年度"), _("%(year)s年度", year=year)), (_("地域"), group.area.name),
        (_("目的"), group.purpose or "－"), (_("事務局"), group.secretariat.name), (_("作成した日"), long_day(clock.today())),
    ])  # fmt: skip
    paper.new_page()


def _meetings(paper: Paper, report: Report) -> None:
    paper.heading(_("1　会議の開催状況"))
    if not report.held:
        paper.paragraph(_("この年度の会議は、ありませんでした。"))
        return
    rows = [
        (_("第%(number)s回", number=one.meeting.number), long_day(clock.in_japan(one.meeting.starts_at).date()),
         one.meeting.theme, one.meeting.place or "－",
         _("%(there)s人 / 委員 %(seats)s人", there=one.there, seats=one.seats) if one.meeting.closed_at else _("これから"))
        for one in report.held
    ]  # fmt: skip
    paper.table((_("回"), _("日"), _("内容"), _("場所"), _("出席")), rows, widths=(18, 49, 32, 31, 36))


def _overview(paper: Paper, report: Report) -> None:
    paper.heading(_("2　課題と方策の一覧"))
    rows = [row for term in report.terms for row in _rows(term)]
    paper.table((_("課題"), _("方策"), _("担当"), _("いつまで"), _("いま")), rows, widths=(37, 43, 41, 23, 22))


def _rows(term: Term) -> list[tuple[str, ...]]:
    first = f"{term.issue.code}\n{term.issue.title}"
    if not term.countermeasures:
        return [(first, "－", "－", "－", str(STAGES[term.stage]))]
    told = [(one, one.version) for one in term.countermeasures]
    return [(first, version.what, people(version) or "－", _below(day_of(version.due_on)), state_of(one)) for one, version in told]


def state_of(one: Countermeasure) -> str:
    """達成, 中止, 実施中 …"""
    result = result_of(one)
    if result == "open":
        return str(_("実施中") if one.implementations else _("これから実施"))
    return str((ENDINGS if result in ENDINGS else VERDICTS)[result])


def day_of(day: date | None) -> str:
    """令和8年11月22日."""
    return short_day(day, 0) if day else "－"


def _below(day: str) -> str:
    """The year over the day, in a narrow column."""
    return day.replace("年", "年\n", 1)


def _issue(paper: Paper, term: Term, heard: int) -> None:
    issue = term.issue
    paper.heading(f"{issue.code}　{issue.title}", level=2)
    said = [(_("場面"), SCENES[issue.scene]), (_("背景"), issue.text or "－"), (_("裏づけ"), _evidence(issue, heard))]
    if issue.closing:
        said.append((CLOSINGS[issue.closing.how], issue.closing.reason))
    paper.facts(said)
    if not term.countermeasures:
        paper.paragraph(_("方策は、まだ決まっていません。"))
    for place, one in enumerate(term.countermeasures, start=1):
        _measure(paper, place, one)


def _given(version: CountermeasureVersion) -> str:
    return day_of(clock.in_japan(version.at).date())


def _evidence(issue: Issue, heard: int) -> str:
    lines = [_("聞きとり %(count)s件", count=heard)] if heard else []
    lines += [f"{one.what}：{one.value}" + (f"（{one.source}）" if one.source else "") for one in issue.evidence]
    return "\n".join(lines) or "－"


def _measure(paper: Paper, place: int, one: Countermeasure) -> None:
    paper.heading(_("方策%(number)s", number=place), level=3)
    version = one.version
    facts = [(_("内容"), version.what), (_("担当"), people(version) or "－"), (_("いつまで"), day_of(version.due_on))]
    facts += [(_("ねらい"), version.expected or "－"), (_("指標"), indicator(one)), (_("実施"), _done(one))]
    facts += [(_("評価"), _evaluated(one))]
    paper.facts(facts)
    if len(one.versions) > 1:
        rows = [(_("第%(number)s版", number=old.number), _given(old), old.what, old.reason or "－") for old in one.versions]
        paper.table((_("版"), _("日"), _("内容"), _("変えた理由")), rows, widths=(18, 38, 59, 51))


def indicator(one: Countermeasure) -> str:
    """はじめ → 目標 → 結果."""
    version = one.version
    if not version.indicator:
        return str(_("指標は決めていません"))
    last = number(one.values[-1].value, version.unit) if one.values else _("数えていない")
    said = {"base": number(version.baseline, version.unit) or "－", "goal": number(version.target, version.unit) or "－", "last": last}
    return f"{version.indicator}\n{_('はじめ %(base)s → 目標 %(goal)s → 結果 %(last)s', **said)}"


def _done(one: Countermeasure) -> str:
    lines = [
        f"{day_of(done.done_on)}　{done.what}" + (f"\n　{_('困ったこと：%(what)s', what=done.obstacle)}" if done.obstacle else "")
        for done in one.implementations
    ]
    return "\n".join(lines) or str(_("まだ記録がありません"))


def _evaluated(one: Countermeasure) -> str:
    if one.discontinuation:
        return f"{ENDINGS[one.discontinuation.how]}　{one.discontinuation.reason}"
    lines = []
    for said in one.evaluations:
        value = f"（{number(said.value, one.version.unit)}）" if said.value is not None else ""
        lines.append(f"{day_of(said.evaluated_on)}　{VERDICTS[said.verdict]}{value}　{NEXT_STEPS[said.next]}\n{said.lesson}".rstrip())
    return "\n".join(lines) or str(_("まだ評価していません"))


def _results(paper: Paper, report: Report) -> None:
    paper.heading(_("4　成果のまとめ"))
    found = report.results
    words = {**VERDICTS, **ENDINGS, "open": _("つづいている")}
    rows = [(str(word), f"{found[code]}") for code, word in words.items()]
    paper.table((_("方策の結果"), _("件数")), rows, widths=(50, 20))
    if report.share is not None:
        paper.paragraph(_("評価した方策のうち、達成は%(share)s％です。", share=report.share))


def _next_year(paper: Paper, report: Report) -> None:
    paper.heading(_("5　次年度の課題"))
    kinds = ((_("次の年度に引きついだ課題"), report.carried), (_("まだ終わっていない課題"), report.undecided))
    for words, terms in kinds:
        paper.heading(words, level=2)
        paper.bullets([f"{one.issue.code}　{one.issue.title}" for one in terms] or [_("ありません")])
    if report.risen:
        paper.heading(_("上の会議に上げた課題"), level=2)
        rows = [
            (f"{term.issue.code}　{term.issue.title}", rise.to.name, _answer(rise), rise.answer_text or "－") for term, rise in report.risen
        ]
        paper.table((_("課題"), _("上げた先"), _("返事"), _("返事の中身")), rows, widths=(46, 36, 30, 54))


def _answer(rise: Rise) -> str:
    return str(RISE_ANSWERS[rise.answer] if rise.answer else _("返事を待っています"))


def _members(paper: Paper, report: Report) -> None:
    paper.heading(_("6　委員名簿"))
    rows = [
        (
            one.name,
            one.institution_name,
            profession_name(one.profession) if one.profession else "－",
            str(SEATS[one.seat]),
            one.recommended_by,
        )
        for one in report.members
    ]
    paper.table((_("氏名"), _("所属"), _("職種"), _("役"), _("推薦")), rows, widths=(27, 45, 36, 18, 40), whole=True)
