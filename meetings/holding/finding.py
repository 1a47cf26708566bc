"""The meeting as who follows it finds it: the lookup is the permission."""

from __future__ import annotations

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from core.database import db
from core.rules import ReadElsewhere
from meetings.models import Group, Meeting
from meetings.models.following import stays
from meetings.standing import places


def followed(meeting_id: int) -> Meeting:
    """A meeting its people follow, and who was one of them when it began (models/following.py); else 404, or 403 with the way elsewhere."""
    found = db.get(Meeting, meeting_id, options=[joinedload(Meeting.group).joinedload(Group.secretariat)]) or abort(404)
    if found.group_id not in places().inside and not stays(found, current_user.id):
        if found.group_id not in places().reads:
            abort(404)
        said = _("この画面は、この会議の委員と事務局のものです。会議のページは、あなたも読めます。")
        raise ReadElsewhere(said, f"/meetings/{found.id}", _("会議のページへ"))
    return found
