"""The page of the minutes."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from meetings.minuting.after import after, posts_of
from meetings.minuting.guarded import suspected
from meetings.minuting.routes.finding import reading
from meetings.minuting.steps import standing
from meetings.minuting.wording import short_day
from meetings.routes.finding import runs
from region.here import here

routes = Blueprint("minutes", __name__)
routes.add_app_template_filter(short_day)


@routes.get("/meetings/<int:meeting_id>/minutes")
def show(meeting_id: int) -> str:
    """What was said and decided, how far the minutes are, and what one can do next."""
    read = reading(meeting_id)
    writes = read.inside and runs(read.meeting.group)
    open_ = writes and not read.shown.fixed
    return render_template(
        "meetings/minutes/show.html",
        meeting=read.meeting,
        minutes=read.minutes,
        shown=read.shown,
        inside=read.inside,
        writes=writes,
        stands=standing(read.gathered, here() if read.inside else None, writes=writes),
        after=after(read.gathered, current_user.id),
        posts=posts_of(read.minutes, current_user.id),
        suspicions=suspected(read.shown, read.meeting.group_id) if open_ and not read.shown.public else [],
    )
