"""まだ届いていない人へ案内を送る: who was invited while no letter could leave."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.pressing import done, once
from meetings.groups.late_letters import write
from meetings.routes.finding import secretary, the_meeting

routes = Blueprint("late_letters", __name__)


@routes.post("/meetings/<int:meeting_id>/letters")
@once
def create(meeting_id: int) -> Response:
    """To exactly those, once."""
    meeting = the_meeting(meeting_id)
    written = write(meeting, by=secretary(meeting.group))
    return done(f"/meetings/{meeting_id}#answers", _("まだ届いていなかった%(count)s人へ、案内のメールを送りました。", count=len(written)))
