"""Minutes as an official hands them in: header, attendance, items with a table of what was decided, 訂正, 確認, 問合せ先."""

from __future__ import annotations

from flask_babel import gettext as _

from core.word import Paper
from meetings.minuting.document import Item, Proceedings


def on_paper(minutes: Proceedings) -> Paper:
    """The A4 paper for Word, full or public."""
    paper = Paper(f"{minutes.group}　{minutes.title}")
    paper.paragraph(minutes.group, side="center")
    paper.title(minutes.title)
    paper.paragraph(_("公開用　%(state)s", state=minutes.state) if minutes.public else minutes.state, side="right")
    paper.facts(minutes.facts)
    if minutes.seated:
        _attendance(paper, minutes)
    paper.heading(_("会議の経過"))
    if minutes.note:
        paper.paragraph(minutes.note)
    for item in minutes.items:
        _item(paper, item)
    _end(paper, minutes)
    return paper


def _attendance(paper: Paper, minutes: Proceedings) -> None:
    paper.heading(f"{_('出欠')}（{minutes.there}）")
    rows = [(f"{'◎' if one.chair else ''}{one.name}", one.place, one.profession, one.way) for one in minutes.seated]
    paper.table((_("氏名"), _("所属"), _("職種・推薦団体"), _("出欠")), rows, widths=(4, 6, 5, 4))
    paper.paragraph(_("◎は座長"), side="right")


def _item(paper: Paper, item: Item) -> None:
    paper.heading(f"{_('議題%(number)s', number=item.number)}　{item.title}", level=2)
    if item.kind or item.presenter:
        paper.paragraph("　".join(one for one in (item.kind, _("説明　%(name)s", name=item.presenter) if item.presenter else "") if one))
    for words, talk in ((_("報告"), [one for one in item.talk if one.report]), (_("意見"), [one for one in item.talk if not one.report])):
        if talk:
            paper.heading(words, level=3)
            paper.table(
                (_("発言した人"), words),
                [("\n".join(_who(one.who, one.role)), marked(one.text, one.private)) for one in talk],
                widths=(3, 10),
            )
    if item.results:
        rows = [(one.word, marked(one.text, one.private), one.owner, one.due) for one in item.results]
        paper.table((_("種類"), _("内容"), _("担当"), _("いつまで")), rows, widths=(2, 9, 5, 3))


def _who(who: str, role: str) -> list[str]:
    return [one for one in (who, f"（{role}）" if role else "") if one]


def marked(text: str, private: bool) -> str:
    """In the full version, what the public one leaves out says so."""
    hidden = _("〔非公開〕")
    return text if not private or text == hidden else f"{hidden}{text}"


def _end(paper: Paper, minutes: Proceedings) -> None:
    if minutes.summary:
        paper.heading(_("総括"))
        paper.paragraph(minutes.summary)
    if minutes.errata:
        paper.heading(_("訂正の一覧"))
        rows = [(f"{one.number}", one.day, one.where, one.words, one.reason) for one in minutes.errata]
        paper.table((_("番号"), _("日"), _("どこ"), _("訂正"), _("理由")), rows, widths=(1, 2, 4, 7, 4))
    if minutes.signed:
        paper.heading(_("確認"))
        signed = [(one.role, *(() if minutes.public else (one.name,)), one.day or _("まだ")) for one in minutes.signed]
        paper.table((_("役"), *(() if minutes.public else (_("氏名"),)), _("確認した日")), signed)
    last = [(_("次回"), minutes.following)] if minutes.following else []
    paper.facts([*last, (_("問合せ先"), minutes.contact)])
    if minutes.seal:
        paper.paragraph(minutes.seal, side="right")
