"""Who is there without a seat: guests by name, listeners by their number."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from core.database import db
from meetings.holding import live
from meetings.holding.answering import done, hold_page
from meetings.holding.forms import GuestForm, ListenersForm
from meetings.models import Meeting, Presence, course
from meetings.routes.finding import secretary, the_meeting

routes = Blueprint("guests", __name__)


@routes.post("/meetings/<int:meeting_id>/guests")
def bring(meeting_id: int) -> Response | tuple[str, int]:
    """A guest is there: somebody of the administration, who explains something."""
    meeting = the_meeting(meeting_id)
    by = secretary(meeting.group)
    form = GuestForm()
    if not form.validate_on_submit():
        return _again(meeting, form)
    course.bring(meeting, name=str(form.name.data), place=form.place.data or "", presence=Presence.ATTEND, by=by)
    live.meeting_moved(meeting)
    db.commit()
    return done(f"/meetings/{meeting.id}/hold#h-attend")


@routes.post("/meetings/<int:meeting_id>/listeners")
def listen(meeting_id: int) -> Response | tuple[str, int]:
    """How many from the public listen."""
    meeting = the_meeting(meeting_id)
    by = secretary(meeting.group)
    form = ListenersForm()
    if not form.validate_on_submit():
        return _again(meeting, form)
    course.count_listeners(meeting, form.number.data, by=by)
    live.meeting_moved(meeting)
    db.commit()
    return done(f"/meetings/{meeting.id}/hold#h-attend")


def _again(meeting: Meeting, form: GuestForm | ListenersForm) -> tuple[str, int]:
    if request.headers.get("HX-Request"):
        part = "_guest" if isinstance(form, GuestForm) else "_listeners"
        return render_template(f"meetings/holding/{part}.html", form=form, meeting=meeting), 422
    return hold_page(meeting, refused=form), 422
