"""The meeting as who follows it finds it: the lookup is the permission."""

from __future__ import annotations

from flask import abort
from flask_login import current_user
from sqlalchemy.orm import joinedload

from core.database import db
from meetings.models import Group, Meeting
from meetings.models.following import stays
from meetings.standing import places


def followed(meeting_id: int) -> Meeting:
    """A meeting that its group's own people follow, and who was one of them when it began (models/following.py); else 404 or 403."""
    found = db.get(Meeting, meeting_id, options=[joinedload(Meeting.group).joinedload(Group.secretariat)]) or abort(404)
    if found.group_id not in places().inside and not stays(found, current_user.id):
        abort(403 if found.group_id in places().reads else 404)
    return found
