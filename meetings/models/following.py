"""Who follows a meeting live: its group's own people; and, until it ends, who was one of them on the day it began.

The second is the one right that outlives a seat, so all of it stands here. A term that ends on 31 March ends at midnight; whoever sits in
a meeting that goes on over it is not sent out of the room. It opens that meeting's live page and its stream and nothing else, for nobody
whose account or work there has ended, and not again once the meeting was closed; one that was left open lets them go with the next day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select

from core import clock
from core.database import db
from meetings.models.group import inside_ids
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.models import Affiliation
from region.models.area import holds_on


def followed_ids(person_id: int) -> Select[int]:
    """Ids of the meetings whose live page this person may open and whose stream they may hear."""
    stays = Meeting.id.in_(_staying().with_only_columns(Meeting.id).where(Affiliation.person_id == person_id))
    return select(Meeting.id).where(or_(Meeting.group_id.in_(inside_ids(person_id)), stays))


def stays(meeting: Meeting, person_id: int) -> bool:
    """Is the seat of this person over, and are they in the room still?"""
    return person_id in staying(meeting)


def staying(meeting: Meeting) -> set[int]:
    """Ids of the people who were members when it began, the day before today, and have no seat any more."""
    return set(db.scalars(_staying().with_only_columns(Affiliation.person_id).where(Meeting.id == meeting.id)))


def _staying() -> Select[Meeting]:
    """Only yesterday's meetings count: of today's, who had a seat when they began has it still."""
    began_on = clock.today() - timedelta(days=1)
    seat = and_(Member.group_id == Meeting.group_id, holds_on(Member.from_on, Member.until_on, began_on), Member.until_on <= began_on)
    account = and_(Affiliation.id == Member.affiliation_id, Affiliation.ended_at.is_(None))
    return select(Meeting).join(Member, seat).join(Affiliation, account).where(_going_on_since(began_on))


def _going_on_since(day: date) -> ColumnElement[bool]:
    from_, until = (datetime.combine(one, time(), clock.JAPAN) for one in (day, day + timedelta(days=1)))
    return and_(Meeting.opened_at >= from_, Meeting.opened_at < until, Meeting.closed_at.is_(None), Meeting.cancelled_at.is_(None))
