"""What else waits for one person: answers their group owes a lower one, minutes to be read and approved, corrections to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from core import clock
from core.database import db
from meetings.models import Correction, Group, IssueClosing, Meeting, Member, Minutes, Rise, Seat, Term
from meetings.seeing.mine import Duty
from region.models import Affiliation
from region.models.reach import areas_run_by


def owed(by: Affiliation) -> list[Duty]:
    """Of the person as whom they act now."""
    return [*_answers(by), *_drafts(by), *_corrections(by)]


def runs(by: Affiliation) -> ColumnElement[bool]:
    """Condition: `by` belongs to the secretariat of the group."""
    seats = select(Member.group_id).join(Affiliation, Affiliation.id == Member.affiliation_id)
    mine = (Affiliation.person_id == by.person_id, Member.today(), Member.seat == Seat.SECRETARIAT)
    return or_(Group.area_id.in_(areas_run_by(by)), Group.id.in_(seats.where(*mine)))


def _answers(by: Affiliation) -> Iterator[Duty]:
    closed = select(IssueClosing.issue_id).where(IssueClosing.stands())
    rows = select(Rise).join(Rise.to).join(Rise.term)
    waiting = rows.where(Rise.answer.is_(None), Term.issue_id.not_in(closed), runs(by))
    for one in db.scalars(waiting.options(joinedload(Rise.to), contains_eager(Rise.term).joinedload(Term.issue)).order_by(Rise.id)):
        issue, asks = one.term.issue, _("下の会議が返事を待っています。")
        href, act = f"/issues/{issue.id}#rise-{one.id}", f"/rises/{one.id}/answer"
        yield Duty(
            "answer", one.id, issue.title, href, one.to.name, one.answer_by_on, "", True, None, issue.code, asks, act
        )  # fmt: skip


def _drafts(by: Affiliation) -> Iterator[Duty]:
    """Minutes on their way: signers approve, members read until the day."""
    seats = select(Member.group_id).join(Affiliation, Affiliation.id == Member.affiliation_id).where(Affiliation.person_id == by.person_id)
    rows = (
        select(Minutes).join(Minutes.meeting).where(Minutes.sent_at.is_not(None), Minutes.fixed_at.is_(None), Meeting.group_id.in_(seats))
    )
    group = contains_eager(Minutes.meeting).joinedload(Meeting.group)
    accounts = joinedload(Member.affiliation).options(lazyload(Affiliation.institution), lazyload(Affiliation.professions))
    members = group.selectinload(Group.members).options(accounts)
    found = db.scalars(rows.options(members, selectinload(Minutes.approvals)).order_by(Minutes.id))
    for one in found:
        if any(member.person_id == by.person_id for member in one.unsigned):
            yield _draft("approval", one, None, _("署名人として、確認してください。"))
        elif one.correct_by_on and one.correct_by_on >= clock.today() and any(member.person_id == by.person_id for member in one.readers):
            yield _draft("draft", one, one.correct_by_on, _("直すところがないか、読んでください。"))


def _draft(kind: str, one: Minutes, due_on: date | None, asks: str) -> Duty:
    title = _("第%(number)s回の議事録の案", number=one.meeting.number)
    return Duty(kind, one.id, title, f"/meetings/{one.meeting_id}/minutes", one.meeting.group.name, due_on, "", True, asks=asks)


def _corrections(by: Affiliation) -> Iterator[Duty]:
    """Asked for by members, not answered yet by the secretariat: one line for the minutes of a meeting."""
    rows = select(Minutes).join(Minutes.meeting).join(Meeting.group).where(Minutes.fixed_at.is_(None), runs(by))
    open_ones = select(Correction.minutes_id).where(Correction.answered_at.is_(None))
    found = rows.where(Minutes.id.in_(open_ones)).options(contains_eager(Minutes.meeting).joinedload(Meeting.group))
    for one in db.scalars(found.order_by(Minutes.id)):
        asks = _("直しの申し出に、まだ答えていません。")
        title = _("第%(number)s回の議事録", number=one.meeting.number)
        yield Duty("correction", one.id, title, f"/meetings/{one.meeting_id}/minutes", one.meeting.group.name, None, "", True, asks=asks)
