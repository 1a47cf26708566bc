"""All rows that the minutes of a meeting are made of, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from core import clock
from core.database import db
from meetings.models import (
    AgendaItem,
    Approval,
    Attendance,
    Correction,
    CountermeasureVersion,
    Entry,
    Erratum,
    Group,
    Meeting,
    Member,
    Minutes,
    Owner,
    Paper,
    Task,
)
from region.models import Affiliation


@dataclass(frozen=True)
class Gathered:
    """`members`: who sat in the group that day, or has a line in the attendance. `charges`: what an entry gave somebody to do."""

    meeting: Meeting
    minutes: Minutes | None
    members: list[Member]
    lines: dict[int, Attendance]
    guests: list[Attendance]
    items: list[AgendaItem]
    entries: dict[int, list[Entry]]
    papers: dict[int, list[Paper]]
    charges: dict[int, list[Task | CountermeasureVersion]]
    following: Meeting | None

    def names(self) -> Iterator[tuple[str, Member | None]]:
        """Everybody who is named anywhere in it, with the seat they have."""
        yield from ((one.name, one) for one in self.meeting.group.members)
        for line in (*self.lines.values(), *self.guests):
            yield from ((name, None) for name in (line.guest_name, line.substitute))
        yield from ((one.speaker_name, None) for group in self.entries.values() for one in group)
        yield from ((one.presenter_name, None) for one in self.items)
        for charge in (one for group in self.charges.values() for one in group):
            owners = charge.owners if isinstance(charge, CountermeasureVersion) else [charge]
            yield from ((owner.person_name, None) for owner in owners)


def gather(meeting_id: int) -> Gathered:
    """The rows as they are now."""
    group = joinedload(Meeting.group)
    accounts = (lazyload(Affiliation.institution), lazyload(Affiliation.professions))
    members = group.selectinload(Group.members).joinedload(Member.affiliation).options(*accounts)
    people = (members, group.joinedload(Group.secretariat))
    meeting = db.scalars(select(Meeting).where(Meeting.id == meeting_id).options(*people)).unique().one()
    lines = db.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.id)).all()
    items = list(db.scalars(_items(meeting_id)))
    return Gathered(
        meeting=meeting,
        minutes=db.scalars(_minutes(meeting_id)).unique().one_or_none(),
        members=_seated(meeting, {one.member_id for one in lines if one.presence}),
        lines={one.member_id: one for one in lines if one.member_id},
        guests=[one for one in lines if one.member_id is None and one.was_there],
        items=items,
        entries=_by_item(meeting_id),
        papers=_papers([one.id for one in items]),
        charges=_charges(meeting_id),
        following=_following(meeting),
    )


def _seated(meeting: Meeting, noted: set[int | None]) -> list[Member]:
    day = clock.in_japan(meeting.starts_at).date()
    there = [one for one in meeting.group.members if one.holds(day) or one.id in noted]
    return sorted(there, key=lambda one: (one.position, one.id))


def _minutes(meeting_id: int) -> Select[Minutes]:
    signed = (joinedload(Affiliation.person), lazyload(Affiliation.professions))
    return (
        select(Minutes)
        .where(Minutes.meeting_id == meeting_id)
        .options(
            selectinload(Minutes.corrections).options(joinedload(Correction.by).options(*signed), joinedload(Correction.entry)),
            joinedload(Minutes.approvals).options(joinedload(Approval.member).lazyload(Member.affiliation)),
            joinedload(Minutes.errata).options(joinedload(Erratum.by).options(*signed), joinedload(Erratum.entry)),
        )
    )


def _items(meeting_id: int) -> Select[AgendaItem]:
    there = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_(None))
    return there.options(joinedload(AgendaItem.presenter).lazyload(Member.affiliation)).order_by(AgendaItem.position, AgendaItem.id)


def _by_item(meeting_id: int) -> dict[int, list[Entry]]:
    there = select(Entry).where(Entry.meeting_id == meeting_id, Entry.removed_at.is_(None)).order_by(Entry.position, Entry.id)
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for one in db.scalars(there.options(joinedload(Entry.member).lazyload(Member.affiliation))):
        found[one.item_id].append(one)
    return found


def _papers(item_ids: list[int]) -> dict[int, list[Paper]]:
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    for one in db.scalars(select(Paper).where(Paper.item_id.in_(item_ids), Paper.removed_at.is_(None)).order_by(Paper.id)):
        found[one.item_id or 0].append(one)
    return found


def _charges(meeting_id: int) -> dict[int, list[Task | CountermeasureVersion]]:
    entries = select(Entry.id).where(Entry.meeting_id == meeting_id)
    tasks = select(Task).where(Task.entry_id.in_(entries)).options(joinedload(Task.institution)).order_by(Task.id)
    owners = joinedload(CountermeasureVersion.owners).joinedload(Owner.institution)
    versions = select(CountermeasureVersion).where(CountermeasureVersion.entry_id.in_(entries)).options(owners)
    found: defaultdict[int, list[Task | CountermeasureVersion]] = defaultdict(list)
    for one in (*db.scalars(tasks), *db.scalars(versions.order_by(CountermeasureVersion.id)).unique()):
        found[one.entry_id or 0].append(one)
    return found


def _following(meeting: Meeting) -> Meeting | None:
    later = select(Meeting).where(
        Meeting.group_id == meeting.group_id, Meeting.starts_at > meeting.starts_at, Meeting.cancelled_at.is_(None)
    )
    return db.scalars(later.order_by(Meeting.starts_at).limit(1)).one_or_none()
