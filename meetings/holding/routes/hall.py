"""The two pages of a meeting that is held, and its beginning and end."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.database import db
from core.whole_numbers import whole
from meetings.holding import live
from meetings.holding.answering import hold_page, lacking
from meetings.holding.floor import Floor
from meetings.models import Group, Meeting, course
from meetings.models.following import stays
from meetings.routes.finding import belongs, runs, secretary, the_meeting
from meetings.standing import places

routes = Blueprint("hall", __name__)


@routes.get("/meetings/<int:meeting_id>/hold")
def hold(meeting_id: int) -> str:
    """Where the secretariat writes. `after=seq` gives what changed since, `item=` another item than the running one."""
    meeting = the_meeting(meeting_id)
    secretary(meeting.group)
    after = request.args.get("after", type=whole)
    return hold_page(meeting, request.args.get("item", type=whole)) if after is None else lacking(meeting, after)


@routes.get("/meetings/<int:meeting_id>/follow")
def follow(meeting_id: int) -> str:
    """What members' phones and the projector show. `after=seq` gives what changed since."""
    meeting = _followed(meeting_id)
    after = request.args.get("after", type=whole)
    if after is not None:
        return lacking(meeting, after)
    floor = Floor.of(meeting)
    me, here = floor.company.mine(current_user.id), {"may_hold": runs(meeting.group), "belongs": belongs(meeting.group)}
    return render_template("meetings/holding/follow.html", meeting=meeting, floor=floor, me=me, **here)


@routes.post("/meetings/<int:meeting_id>/opening")
def begin(meeting_id: int) -> Response:
    """The meeting begins with its first item."""
    meeting = the_meeting(meeting_id)
    course.begin(meeting, by=secretary(meeting.group))
    live.meeting_moved(meeting)
    db.commit()
    return redirect(f"/meetings/{meeting.id}/hold", 303)


@routes.post("/meetings/<int:meeting_id>/closing")
def end(meeting_id: int) -> Response:
    """The meeting ends; the running item rests."""
    meeting = the_meeting(meeting_id)
    course.end(meeting, by=secretary(meeting.group))
    live.meeting_moved(meeting)
    db.commit()
    return redirect(f"/meetings/{meeting.id}/hold", 303)


@routes.post("/meetings/<int:meeting_id>/reopening")
def go_on(meeting_id: int) -> Response:
    """It was closed too early: it goes on."""
    meeting = the_meeting(meeting_id)
    course.go_on(meeting, by=secretary(meeting.group))
    live.meeting_moved(meeting)
    db.commit()
    return redirect(f"/meetings/{meeting.id}/hold", 303)


def _followed(meeting_id: int) -> Meeting:
    """A meeting that its group's own people follow, and who was one of them when it began (models/following.py); else 404 or 403."""
    found = db.get(Meeting, meeting_id, options=[joinedload(Meeting.group).joinedload(Group.secretariat)]) or abort(404)
    if found.group_id not in places().inside and not stays(found, current_user.id):
        abort(403 if found.group_id in places().reads else 404)
    return found
