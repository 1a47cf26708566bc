"""Seats and accounts change while invitations are out: who leaves is told that the date is off for them, who joins is not forgotten.

An account that is stopped, or ends with the work at its institution, is out as long as that lasts: who is back is invited again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from flask import Flask
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from auth.models import Person
from core import clock
from core.database import db
from core.jobs import recurs
from meetings.groups import inviting
from meetings.models import Attendance, Group, Meeting, Member, seating
from region.models import Affiliation


class Told(NamedTuple):
    """What happened when seats changed: invitations taken back or sent, the letters that leave, and who must be telephoned."""

    lines: list[Attendance]
    letters: int

    @property
    def to_call(self) -> list[Member]:
        """Whom no letter reaches, each once."""
        return list(dict.fromkeys(one.member for one in self.lines if one.member and inviting.telephone_only(one)))


def open_now() -> tuple[ColumnElement[bool], ...]:
    """Conditions: one may still answer whether one comes (`Meeting.answerable`)."""
    return (Meeting.cancelled_at.is_(None), Meeting.opened_at.is_(None), Meeting.ends_at > clock.now())


def take_back(group: Group, *, by: Affiliation | None) -> Told:
    """Invitations of who will not sit there on the day of the meeting. Twice is once."""
    for member in db.scalars(_ended().where(Member.group_id == group.id)).all():
        seating.follow(member)
    return _take_back(_asked().where(Meeting.group_id == group.id), by)


def _take_back(rows: Select[Attendance], by: Affiliation | None) -> Told:
    db.flush()
    over = [one for one in db.scalars(rows) if one.member and not inviting.may_come(one.member, one.meeting)]
    for one in over:
        one.uninvite(by=by, away=_away(one))
    return Told(over, sum(inviting.tell("uninvited", one.meeting, [one]) for one in over))


def _away(line: Attendance) -> bool:
    """Is it only for the account that this one cannot come?"""
    return line.member is not None and line.member.holds(inviting.day_of(line.meeting))


def _asked() -> Select[Attendance]:
    return _lines().where(Attendance.asked())


def _lines() -> Select[Attendance]:
    rows = select(Attendance).join(Attendance.meeting).join(Attendance.member).where(*open_now()).order_by(Meeting.starts_at)
    member = contains_eager(Attendance.member)
    person = member.joinedload(Member.affiliation).options(joinedload(Affiliation.person), lazyload(Affiliation.professions))
    return rows.options(contains_eager(Attendance.meeting), member, person)


def _call_back() -> None:
    """Who was out for the account alone, and is back."""
    for line in db.scalars(_back()).all():
        if line.member and inviting.may_come(line.member, line.meeting):
            again = Attendance.invite(line.meeting, [line.member], by=None)
            inviting.tell("invited", line.meeting, again)


def _back() -> Select[Attendance]:
    works = (Affiliation.ended_at.is_(None), Person.disabled_at.is_(None))
    return _lines().join(Member.affiliation).join(Affiliation.person).where(Attendance.away, *works)


def invite(member: Member, *, by: Affiliation) -> Told:
    """To the coming meetings whose invitations went out without this one."""
    left_out = {one.member.id: one for one in left_out_of([member.group_id])}.get(member.id)
    lines = [line for meeting in (left_out.meetings if left_out else ()) for line in Attendance.invite(meeting, [member], by=by)]
    return Told(lines, sum(inviting.tell("invited", one.meeting, [one]) for one in lines))


@dataclass(frozen=True)
class LeftOut:
    """A member, and the coming meetings to which the others are invited."""

    member: Member
    meetings: list[Meeting]


def left_out_of(groups: Collection[int]) -> list[LeftOut]:
    """Of these groups, in the order of the seats. Two questions, three where invitations are out."""
    meetings = sent(groups)
    if not meetings:
        return []
    rows = select(Attendance.meeting_id, Attendance.member_id).where(Attendance.meeting_id.in_([one.id for one in meetings]))
    asked = {(one.meeting_id, one.member_id) for one in db.execute(rows.where(Attendance.asked()))}
    found = ((one, [each for each in meetings if _forgotten(one, each, asked)]) for one in _members(groups))
    return [LeftOut(member, their) for member, their in found if their]


def _forgotten(member: Member, meeting: Meeting, asked: set[tuple[int, int | None]]) -> bool:
    return member.group_id == meeting.group_id and (meeting.id, member.id) not in asked and inviting.may_come(member, meeting)


def sent(groups: Collection[int]) -> Sequence[Meeting]:
    """The coming meetings whose invitations went out."""
    asked = select(Attendance.id).where(Attendance.meeting_id == Meeting.id, Attendance.asked()).exists()
    rows = select(Meeting).where(Meeting.group_id.in_(groups), *open_now(), asked)
    return db.scalars(rows.options(joinedload(Meeting.group)).order_by(Meeting.starts_at, Meeting.id)).all()


def _members(groups: Collection[int]) -> Sequence[Member]:
    now = or_(Member.until_on.is_(None), Member.until_on >= clock.today())
    who = joinedload(Member.affiliation).options(joinedload(Affiliation.person), lazyload(Affiliation.professions))
    rows = select(Member).where(Member.group_id.in_(groups), now).order_by(Member.group_id, Member.position, Member.id)
    return db.scalars(rows.options(who)).all()


def _ended() -> Select[Member]:
    """Present and coming seats whose account ended with the work at its institution."""
    rows = select(Member).join(Member.affiliation).where(Affiliation.ended_at.is_not(None))
    return rows.where(or_(Member.until_on.is_(None), Member.until_on >= clock.today()))


def _doubtful() -> Select[Attendance]:
    """Those whose seat or work there has an end, whose account was stopped, or whose seat has not begun."""
    gone = or_(Affiliation.ended_at.is_not(None), Person.disabled_at.is_not(None))
    doubtful = or_(gone, Member.until_on.is_not(None), Member.from_on > clock.today())
    return _asked().outerjoin(Member.affiliation).outerjoin(Affiliation.person).where(doubtful)


def _any(_app: Flask) -> bool:
    return any(db.scalar(rows.limit(1)) is not None for rows in (_doubtful(), _ended(), _back()))


@recurs("meetings.seats", every=timedelta(minutes=10), when=_any)
def settle(_app: Flask) -> None:
    """Takes back invitations of those whose account was stopped or ended, and invites who is back; a seat goes with its institution."""
    for member in db.scalars(_ended()).all():
        seating.follow(member)
    _take_back(_doubtful(), None)
    _call_back()
    db.commit()
