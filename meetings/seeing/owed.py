"""What else waits for one person: answers their group owes a lower one, minutes to be read and approved, corrections to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from core import clock
from core.database import db
from meetings.models import Correction, Group, IssueClosing, Meeting, Member, Minutes, Rise, Seat, Term
from meetings.seeing.mine import Duty
from region.models import Affiliation, CoordinationBase


def owed(by: Affiliation) -> list[Duty]:
    """Of the person as whom they act now."""
    base = by.institution_id if by.is_base_staff and by.ended_at is None else None
    about = {"person": by.person_id, "base": base}
    minutes = db.execute(_minutes(clock.today()), about).unique().all()
    drafts = [said for one, theirs, _open in minutes if theirs for said in _read(one, by)]
    return [*_answers(about), *drafts, *(_correction(one) for one, _theirs, asked in minutes if asked)]


def _answers(about: dict[str, Any]) -> Iterator[Duty]:
    for one in db.scalars(_rises(clock.today()), about):
        issue, asks = one.term.issue, _("下の会議が返事を待っています。")
        href, act = f"/issues/{issue.id}#rise-{one.id}", f"/rises/{one.id}/answer"
        yield Duty(
            "answer", one.id, issue.title, href, one.to.name, one.answer_by_on, "", True, None, issue.code, asks, act
        )  # fmt: skip


def _read(one: Minutes, by: Affiliation) -> Iterator[Duty]:
    """Minutes on their way: signers approve, members read until the day."""
    if any(member.person_id == by.person_id for member in one.unsigned):
        yield _draft("approval", one, None, _("署名人として、確認してください。"))
    elif one.correct_by_on and one.correct_by_on >= clock.today() and any(member.person_id == by.person_id for member in one.readers):
        yield _draft("draft", one, one.correct_by_on, _("直すところがないか、読んでください。"))


def _draft(kind: str, one: Minutes, due_on: date | None, asks: str) -> Duty:
    title = _("第%(number)s回の議事録の案", number=one.meeting.number)
    return Duty(kind, one.id, title, f"/meetings/{one.meeting_id}/minutes", one.meeting.group.name, due_on, "", True, asks=asks)


def _correction(one: Minutes) -> Duty:
    """Asked for by members, not answered yet by the secretariat: one line for the minutes of a meeting."""
    asks = _("直しの申し出に、まだ答えていません。")
    title = _("第%(number)s回の議事録", number=one.meeting.number)
    return Duty("correction", one.id, title, f"/meetings/{one.meeting_id}/minutes", one.meeting.group.name, None, "", True, asks=asks)


@lru_cache(maxsize=2)
def _rises(_day: date) -> Select[Rise]:
    """This and `_minutes` are built once a day: building them costs more than asking them, and who runs what may change at midnight."""
    closed = select(IssueClosing.issue_id).where(IssueClosing.stands())
    rows = select(Rise).join(Rise.to).join(Rise.term).where(Rise.answer.is_(None), Term.issue_id.not_in(closed), _runs())
    return rows.options(joinedload(Rise.to), contains_eager(Rise.term).joinedload(Term.issue)).order_by(Rise.id)


@lru_cache(maxsize=2)
def _minutes(_day: date) -> Select[Minutes, bool, bool]:
    """Those not fixed yet; are they sent to members with whom the person sat, and must the person's secretariat answer a correction?"""
    seats = select(Member.group_id).join(Affiliation, Affiliation.id == Member.affiliation_id)
    theirs = and_(Minutes.sent_at.is_not(None), Group.id.in_(seats.where(Affiliation.person_id == _PERSON)))
    asked = and_(Minutes.id.in_(select(Correction.minutes_id).where(Correction.answered_at.is_(None))), _runs())
    group = contains_eager(Minutes.meeting).contains_eager(Meeting.group)
    accounts = joinedload(Member.affiliation).options(lazyload(Affiliation.institution), lazyload(Affiliation.professions))
    rows = select(Minutes, theirs, asked).join(Minutes.meeting).join(Meeting.group).where(Minutes.fixed_at.is_(None), or_(theirs, asked))
    return rows.options(group.selectinload(Group.members).options(accounts), joinedload(Minutes.approvals)).order_by(Minutes.id)


def _runs() -> ColumnElement[bool]:
    """Condition: `person` belongs to the secretariat of the group, or to its `base`."""
    serves = select(CoordinationBase.area_id).where(CoordinationBase.institution_id == bindparam("base", type_=Integer))
    seats = select(Member.group_id).join(Affiliation, Affiliation.id == Member.affiliation_id)
    mine = (Affiliation.person_id == _PERSON, Member.today(), Member.seat == Seat.SECRETARIAT)
    return or_(Group.area_id.in_(serves.where(CoordinationBase.today())), Group.id.in_(seats.where(*mine)))


_PERSON = bindparam("person", type_=Integer)
