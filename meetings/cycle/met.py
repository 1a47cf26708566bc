"""The meetings an issue has to do with: those that moved it, those that spoke of it, the next one of its group. One question for all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Integer, Select, and_, bindparam, or_, select

from core import clock
from core.database import Moment, db
from meetings.cycle.sources import may_open
from meetings.cycle.standing import Standing
from meetings.models import AgendaIssue, AgendaItem, Issue, Meeting, Minutes


@dataclass(frozen=True)
class Met:
    """`minutes`: ids of those whose minutes the reader may open. `spoken_of`: what was on an agenda about it, as far as they may know.

    `next`: where it may be put on the agenda, for who may do that.
    """

    minutes: set[int]
    spoken_of: list[tuple[AgendaItem, Meeting]]
    next: int | None

    @classmethod
    def of(cls, issue: Issue, standing: Standing) -> Met:
        """For this reader."""
        group = standing.term_of(issue).group_id
        about = {"issue": issue.id, "moved": list(_moved_by(issue)), "group": group if group in standing.runs else 0, "now": clock.now()}
        rows = db.execute(_asked(), about).all()
        return cls(
            {one.Meeting.id for one in rows if one.minutes and may_open(one.Meeting.group_id, one.fixed_at)},
            [(one.AgendaItem, one.Meeting) for one in rows if one.AgendaItem and _may_know(one.AgendaItem, one.Meeting, standing)],
            next((one.Meeting.id for one in rows if one.next), None),
        )


def _moved_by(issue: Issue) -> set[int]:
    said = [one.meeting_id for measure in issue.countermeasures for one in measure.versions]
    said += [one.meeting_id for measure in issue.countermeasures for one in measure.every_evaluation]
    own = [issue.raised_in_id, issue.entry.meeting_id if issue.entry else None, *(term.meeting_id for term in issue.terms)]
    return {one for one in (*own, *said) if one}


def _may_know(item: AgendaItem, meeting: Meeting, standing: Standing) -> bool:
    """What is not public is for the group's own people."""
    shown = not item.private or meeting.group_id in standing.inside
    return shown and meeting.group_id in standing.reads and meeting.cancelled_at is None


@lru_cache(maxsize=1)
def _asked() -> Select[Meeting, AgendaItem, int, object, bool]:
    """Built once: building it costs more than asking it."""
    about = select(AgendaIssue.item_id).where(AgendaIssue.issue_id == bindparam("issue", type_=Integer))
    spoken = select(AgendaItem.meeting_id).where(AgendaItem.id.in_(about), AgendaItem.removed_at.is_(None))
    coming = select(Meeting.id).where(
        Meeting.group_id == bindparam("group", type_=Integer), Meeting.closed_at.is_(None), Meeting.cancelled_at.is_(None),
        Meeting.ends_at > bindparam("now", type_=Moment),
    )  # fmt: skip
    is_next = Meeting.id == coming.order_by(Meeting.starts_at).limit(1).scalar_subquery()
    item = and_(AgendaItem.meeting_id == Meeting.id, AgendaItem.removed_at.is_(None), AgendaItem.id.in_(about))
    return (
        select(Meeting, AgendaItem, Minutes.id.label("minutes"), Minutes.fixed_at, is_next.label("next"))
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .outerjoin(AgendaItem, item)
        .where(or_(Meeting.id.in_(bindparam("moved", expanding=True)), Meeting.id.in_(spoken), is_next))
        .order_by(Meeting.starts_at, Meeting.id, AgendaItem.position)
    )
