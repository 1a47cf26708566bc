"""The two pages of a meeting that is held, and its beginning and end."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.whole_numbers import whole
from meetings.holding import live
from meetings.holding.answering import hold_page, lacking
from meetings.holding.finding import followed
from meetings.holding.floor import Floor
from meetings.holding.wishes import mine
from meetings.models import course
from meetings.routes.finding import belongs, runs, secretary, the_meeting

routes = Blueprint("hall", __name__)


@routes.get("/meetings/<int:meeting_id>/hold")
def hold(meeting_id: int) -> str:
    """Where the secretariat writes. `after=seq` gives what changed since, `item=` another item than the running one, `speaker=` who."""
    meeting = the_meeting(meeting_id)
    secretary(meeting.group)
    after = request.args.get("after", type=whole)
    if after is not None:
        return lacking(meeting, after)
    return hold_page(meeting, request.args.get("item", type=whole), speaker=request.args.get("speaker", ""))


@routes.get("/meetings/<int:meeting_id>/follow")
def follow(meeting_id: int) -> str:
    """What members' phones and the projector show. `after=seq` gives what changed since."""
    meeting = followed(meeting_id)
    after = request.args.get("after", type=whole)
    if after is not None:
        return lacking(meeting, after)
    floor = Floor.of(meeting)
    me, here = floor.company.mine(current_user.id), {"may_hold": runs(meeting.group), "belongs": belongs(meeting.group)}
    wish = mine(floor.wishes, me) if me else None
    return render_template("meetings/holding/follow.html", meeting=meeting, floor=floor, me=me, wish=wish, **here)


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
