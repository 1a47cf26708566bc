"""The lookup is the permission: what a person may not read is not found; who reads but does not belong is refused."""

from __future__ import annotations

from typing import TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from core.database import Base, db
from meetings.models import (
    AgendaItem,
    Countermeasure,
    Entry,
    Group,
    HearingNote,
    Issue,
    Meeting,
    Proposal,
    Rise,
    Task,
    Term,
)
from meetings.standing import places, places_of
from region.here import signing
from region.models import Affiliation

Found = TypeVar("Found", bound=Base)


def the_group(group_id: int) -> Group:
    """A group the person may read, or 404."""
    return db.get(Group, group_id) or abort(404) if group_id in places().reads else abort(404)


def the_meeting(meeting_id: int) -> Meeting:
    """A meeting of such a group, or 404."""
    found = db.get(Meeting, meeting_id, options=[joinedload(Meeting.group).joinedload(Group.secretariat)])
    return found if found and found.group_id in places().reads else abort(404)


def the_item(item_id: int) -> AgendaItem:
    """An item of such a meeting that was not taken out, or 404; so is one that is not public, for who does not belong to the group."""
    found, there = db.scalars(_ITEM, {"id": item_id}).unique().one_or_none() or abort(404), places()
    group = found.meeting.group_id
    shown = group in there.reads and (not found.private or group in there.own)
    return found if shown and found.removed_at is None else abort(404)


_ITEM = select(AgendaItem).where(AgendaItem.id == bindparam("id")).options(
    joinedload(AgendaItem.meeting).joinedload(Meeting.group).joinedload(Group.secretariat)
)  # fmt: skip


def the_entry(entry_id: int) -> Entry:
    """An entry of a meeting of a group the person belongs to, or 404."""
    return _found(Entry.inside(current_user.id).where(Entry.id == entry_id))


def the_issue(issue_id: int) -> Issue:
    """An issue of such a group, or 404."""
    return _found(Issue.readable_by(current_user.id).where(Issue.id == issue_id))


def the_countermeasure(countermeasure_id: int) -> Countermeasure:
    """A countermeasure of such an issue, or 404."""
    return _found(select(Countermeasure).where(Countermeasure.id == countermeasure_id, Countermeasure.term_id.in_(_terms())))


def the_rise(rise_id: int) -> Rise:
    """A question to an upper group about such an issue, or 404."""
    return _found(select(Rise).where(Rise.id == rise_id, Rise.term_id.in_(_terms())))


def the_note(note_id: int) -> HearingNote:
    """A hearing note of a group the person belongs to, or 404."""
    return _found(HearingNote.readable_by(current_user.id).where(HearingNote.id == note_id))


def the_proposal(proposal_id: int) -> Proposal:
    """What was proposed to the person's own group, or by the person to one they may read; or 404."""
    return _found(Proposal.readable_by(current_user.id).where(Proposal.id == proposal_id))


def the_task(task_id: int) -> Task:
    """A task the person may read, or 404."""
    return _found(Task.readable_by(current_user.id).where(Task.id == task_id))


def signer() -> Affiliation:
    """The affiliation that signs this act, or 403 for a person who works nowhere any more."""
    return signing() or abort(403)


def secretary(group: Group) -> Affiliation:
    """Who signs and may run this group, or 403."""
    by = signer()
    return by if group.id in places_of(by).runs else abort(403)


def insider(group: Group) -> Affiliation:
    """Who signs and belongs to this group, or 403."""
    by = signer()
    return by if group.id in places_of(by).inside else abort(403)


def belongs(group: Group) -> bool:
    """For pages: does the reader, as whom they act now, belong to the group?"""
    return group.id in places().inside


def runs(group: Group) -> bool:
    """For pages: may the reader, as whom they act now, run the group?"""
    return group.id in places().runs


def _terms() -> Select[int]:
    return select(Term.id).where(Term.issue_id.in_(Issue.readable_by(current_user.id).with_only_columns(Issue.id)))


def _found(query: Select[Found]) -> Found:
    return db.scalars(query).unique().one_or_none() or abort(404)
