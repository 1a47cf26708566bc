"""Who is there, in one tap."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from core.database import db
from meetings.holding import live
from meetings.holding.answering import done
from meetings.holding.company import Company
from meetings.models import Attendance, Presence
from meetings.routes.finding import secretary, the_meeting

routes = Blueprint("presence", __name__)
LONGEST = 60


@routes.post("/meetings/<int:meeting_id>/presence")
def note(meeting_id: int) -> Response | tuple[str, int]:
    """`member-12=web`: how this member (or `guest-3`) is there; `substitute-member-12` who came instead."""
    meeting = the_meeting(meeting_id)
    by = secretary(meeting.group)
    company = Company.of(meeting)
    said = next(((row, request.form[row.key]) for row in company.seated if row.key in request.form), None) or abort(422)
    row, presence = said[0], said[1] if said[1] in list(Presence) else abort(422)

    line = row.line or (Attendance.of(meeting, row.member) if row.member else abort(422))
    instead = request.form.get(f"substitute-{row.key}")
    line.note_presence(Presence(presence), by=by, substitute=None if instead is None else instead.replace("\x00", "").strip()[:LONGEST])

    live.meeting_moved(meeting)
    db.commit()
    return done(f"/meetings/{meeting.id}/hold#attend-{row.key}")
