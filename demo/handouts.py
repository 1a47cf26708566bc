"""会議の資料 of the demo, made of what was known that day: what was heard, how far countermeasures are, how indicators moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core import clock
from core.database import db
from core.spreadsheet import workbook_answer
from core.word import Paper
from meetings.models import AgendaItem, Countermeasure, HearingNote, ItemKind, Meeting, Term
from meetings.papers import arrived, attach
from region.models import Affiliation
from region.vocabulary import PROFESSIONS

Cells = list[object]
STARTS = {1: (ItemKind.STATUS, ItemKind.ISSUES), 2: (ItemKind.PROGRESS,), 3: (ItemKind.EVALUATION,)}
"""With which item the paper of a meeting goes: its first of one of these kinds."""


def hand_out(item: AgendaItem, by: Affiliation) -> None:
    """The paper of this meeting, if there is anything to put into it."""
    name, made = MADE[item.meeting.number]
    content = made(item.meeting)
    if content:
        attach([arrived(name, content)], item=item, by=by)


def what_was_heard(meeting: Meeting) -> bytes:
    """By profession only: who said it stays with the secretariat (Word)."""
    asked = select(HearingNote).where(HearingNote.group_id == meeting.group_id).order_by(HearingNote.heard_on, HearingNote.id)
    notes = [one for one in db.scalars(asked) if clock.fiscal_year(one.heard_on) == meeting.fiscal_year - 1]
    if not notes:
        return b""
    paper = Paper("聞きとりのまとめ")
    paper.title("聞きとりのまとめ")
    paper.paragraph(f"{meeting.group.name}　{meeting.fiscal_year - 1}年度に聞いたこと（{len(notes)}件）")
    for note in notes:
        paper.heading(f"{PROFESSIONS[note.profession]}（{note.heard_on.month}月）", level=2)
        paper.bullets(note.remarks.splitlines())
    return paper.data()


def how_far_they_are(meeting: Meeting) -> bytes:
    """Each countermeasure of the year with what was done last (Excel)."""
    rows = list(map(_standing, _countermeasures(meeting)))
    head = ("課題", "方策", "担当", "いつまで", "実施した回数", "最後の実施", "さまたげになっていること")
    return _table("方策の実施状況", head, rows)


def how_they_moved(meeting: Meeting) -> bytes:
    """Each value that was measured, beside baseline and target (Excel)."""
    rows = [row for one in _countermeasures(meeting) for row in _moves(one)]
    return _table("指標の動き", ("課題", "指標", "単位", "基準", "目標", "測った日", "値"), rows)


MADE: dict[int, tuple[str, Callable[[Meeting], bytes]]] = {
    1: ("聞きとりのまとめ.docx", what_was_heard),
    2: ("方策の実施状況.xlsx", how_far_they_are),
    3: ("指標の動き.xlsx", how_they_moved),
}
"""By the number of the meeting in its year."""


def _countermeasures(meeting: Meeting) -> list[Countermeasure]:
    asked = select(Countermeasure).join(Term).where(Term.group_id == meeting.group_id, Term.fiscal_year == meeting.fiscal_year)
    of = (selectinload(one) for one in (Countermeasure.versions, Countermeasure.implementations, Countermeasure.values))
    return list(db.scalars(asked.order_by(Term.id, Countermeasure.id).options(*of)))


def _standing(one: Countermeasure) -> Cells:
    version, last = one.version, one.implementations[-1] if one.implementations else None
    owners = "、".join(dict.fromkeys(owner.body for owner in version.owners))
    done = [last.what, last.obstacle] if last else ["まだ", ""]
    return [one.term.issue.title, version.what, owners, version.due_on or "", len(one.implementations), *done]


def _moves(one: Countermeasure) -> Iterator[Cells]:
    version = one.version
    said = [one.term.issue.title, version.indicator, version.unit, _number(version.baseline), _number(version.target)]
    return ([*said, value.on, _number(value.value)] for value in one.values)


def _number(value: Decimal | None) -> object:
    return "" if value is None else float(value)


def _table(title: str, head: tuple[str, ...], rows: list[Cells]) -> bytes:
    return workbook_answer(title, [(title, head, rows)]).get_data() if rows else b""
