"""Who reads what: the group's people from the draft on and in full, others what is fixed and public, strangers nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request
from sqlalchemy import select

from core.database import SAFE_METHODS, db
from core.whole_numbers import whole
from meetings.minuting.copying import document
from meetings.minuting.document import Proceedings
from meetings.minuting.gathering import Gathered, gather
from meetings.models import Entry, Meeting, Minutes
from meetings.routes.finding import insider, secretary, the_meeting
from meetings.standing import places
from region.models import Affiliation


@dataclass(frozen=True)
class Reading:
    """The minutes as this person reads them. `inside`: they belong to the group."""

    gathered: Gathered
    shown: Proceedings
    inside: bool

    @property
    def meeting(self) -> Meeting:
        return self.gathered.meeting

    @property
    def minutes(self) -> Minutes | None:
        return self.gathered.minutes


def reading(meeting_id: int) -> Reading:
    """In full for insiders, unless they ask for the public version; 404 for others as long as it is not fixed."""
    meeting = the_meeting(meeting_id)
    inside = meeting.group_id in places().own
    if not inside and db.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting_id, Minutes.fixed_at.is_not(None))) is None:
        abort(404)
    gathered = gather(meeting_id)
    public = not inside or request.args.get("version") == "public"
    return Reading(gathered, document(gathered, public=public), inside)


def written_by(meeting_id: int) -> tuple[Minutes, Affiliation]:
    """The minutes, and who of the secretariat writes them; else 403."""
    meeting = the_meeting(meeting_id)
    by = secretary(meeting.group)
    return Minutes.of(meeting, only_read=request.method in SAFE_METHODS), by


def joined_by(meeting_id: int) -> tuple[Minutes, Affiliation]:
    """The minutes, and who of the group acts; else 403."""
    meeting = the_meeting(meeting_id)
    by = insider(meeting.group)
    return Minutes.of(meeting, only_read=request.method in SAFE_METHODS), by


def entry_of(meeting_id: int) -> Entry | None:
    """The entry the form is about; none was said, or 404 for one that is not there."""
    said = request.values.get("entry", type=whole)
    if said is None:
        return None
    there = select(Entry).where(Entry.id == said, Entry.meeting_id == meeting_id, Entry.removed_at.is_(None))
    return db.scalars(there).one_or_none() or abort(404)
