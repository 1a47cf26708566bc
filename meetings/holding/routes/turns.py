"""Whose turn it is among the items."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from core.database import db
from meetings.holding import live
from meetings.holding.answering import done
from meetings.routes.finding import secretary, the_item

routes = Blueprint("turns", __name__)


@routes.post("/items/<int:item_id>/turn")
def begin(item_id: int) -> Response | tuple[str, int]:
    """This item's turn begins; the one before rests."""
    item = the_item(item_id)
    item.begin(by=secretary(item.meeting.group))
    live.meeting_moved(item.meeting)
    db.commit()
    return done(f"/meetings/{item.meeting_id}/hold")
