"""A meeting that was planned is moved, and the meetings of a fiscal year stand in the order of their days."""

from __future__ import annotations

from sqlalchemy import select

from core import audit
from core.database import db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from meetings.models.group import Group
from meetings.models.meeting import Meeting
from region.models import Affiliation

TOLD = {"starts_at", "ends_at", "place", "web_url"}
"""What a calendar keeps of a meeting."""


def change(meeting: Meeting, *, by: Affiliation, **facts: object) -> bool:
    """Other facts, before it begins. True where calendars must hear of it. Raises RuleBroken."""
    alone_with(meeting.group, "ended_at")
    meeting.alone()
    if meeting.opened_at or meeting.cancelled_at:
        raise RuleBroken("この会議は、もう変えられません。")
    changed = sorted(name for name, value in facts.items() if getattr(meeting, name) != value)
    for name in changed:
        setattr(meeting, name, facts[name])
    if meeting.ends_at <= meeting.starts_at:
        raise RuleBroken("終わりの時刻は、始まりより後にしてください。")
    if changed:
        meeting.join_year()
        audit.record("meeting.changed", meeting, by=by, fields=changed)
    moved = not TOLD.isdisjoint(changed)
    meeting.ics_sequence += moved
    return moved


def put_in_order(group: Group, fiscal_year: int, *, by: Affiliation) -> list[Meeting]:
    """第1回, 第2回 … by their days: the meetings that have another number now. What has begun or was cancelled keeps its own."""
    alone_with(group, "ended_at")
    of_year = select(Meeting).where(Meeting.group_id == group.id, Meeting.fiscal_year == fiscal_year)
    there = list(db.scalars(of_year.execution_options(populate_existing=True)))
    free = sorted((one for one in there if not one.opened_at and not one.cancelled_at), key=lambda one: (one.starts_at, one.id))
    numbers = sorted(one.number for one in free)
    wrong = [(one, number) for one, number in zip(free, numbers, strict=True) if one.number != number]
    for one, _number in wrong:  # two steps: at no moment do two have the same
        one.number = -one.number
    db.flush()
    for one, number in wrong:
        one.number, one.ics_sequence = number, one.ics_sequence + 1
        audit.record("meeting.changed", one, by=by, fields=["number"])
    db.flush()
    return [one for one, _number in wrong]
