"""Minutes as an official hands them in: header, attendance, items with a table of what was decided, 訂正, 確認, 問合せ先."""

from __future__ import annotations

from flask_babel import gettext as _

from core.word import Paper
from meetings.minuting.document import Item, Proceedings, Result, Said


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
    paper.paragraph(_("◎は座長"), side="right", leads=True)
    rows = [(f"{'◎' if one.chair else ''}{one.name}", one.place, one.profession, one.way) for one in minutes.seated]
    paper.table((_("氏名"), _("所属"), _("職種・推薦団体"), _("出欠")), rows, widths=(28, 46, 60, 32))


def _item(paper: Paper, item: Item) -> None:
    paper.heading(f"{_('議題%(number)s', number=item.number)}　{item.title}", level=2)
    about = [one for one in (item.kind, _("説明　%(name)s", name=item.presenter) if item.presenter else "") if one]
    if about:
        paper.paragraph("　".join(about), leads=bool(item.talk or item.results))
    if item.talk:
        rows = [("\n".join(_who(one)), marked(one.text, one.private)) for one in item.talk]
        paper.table((_("発言した人"), _("報告・意見")), rows, widths=(38, 128))
    if item.results:
        _results(paper, item.results)


def _results(paper: Paper, results: tuple[Result, ...]) -> None:
    """With who and until when, where any of them has it."""
    said = [(one.word, marked(one.text, one.private)) for one in results]
    if not any(one.owner or one.due for one in results):
        paper.table((_("種類"), _("内容")), said, widths=(20, 146))
        return
    rows = [(*words, one.owner.replace("、", "\n"), one.due) for words, one in zip(said, results, strict=True)]
    paper.table((_("種類"), _("内容"), _("担当"), _("いつまで")), rows, widths=(20, 57, 61, 28))


def _who(said: Said) -> list[str]:
    inside = "・".join(one for one in (_("報告") if said.report else "", said.role) if one)
    return [one for one in (said.who, f"（{inside}）" if inside else "") if one]


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
        paper.table((_("番号"), _("日"), _("どこ"), _("訂正"), _("理由")), rows, widths=(14, 24, 36, 58, 34))
    if minutes.signed:
        paper.heading(_("確認"))
        signed = [(one.role, *(() if minutes.public else (one.name,)), one.day or _("まだ")) for one in minutes.signed]
        widths = (60, 36) if minutes.public else (60, 60, 36)
        paper.table((_("役"), *(() if minutes.public else (_("氏名"),)), _("確認した日")), signed, widths=widths)
    last = [(_("次回"), minutes.following)] if minutes.following else []
    paper.facts([*last, (_("問合せ先"), minutes.contact)])
    if minutes.seal:
        paper.paragraph(minutes.seal, side="right")
