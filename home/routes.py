"""The first page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from board.feed import headlines
from board.models.reading import unread_counts
from board.standing import standing
from home.duties import Duties
from home.waiting import asked_by, owed_by, reminded_of
from region.here import here

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> str:
    """What my institution must answer, what is unread, who has not answered us, and what the directory waits for."""
    present = here()
    owed = owed_by(present) if present else []
    boards = standing().boards
    unread = unread_counts(current_user.id, boards)
    waiting = [board for board in boards if unread.get(board.id)]
    return render_template(
        "home/show.html",
        owed=owed,
        reminded=reminded_of(present, owed) if present and owed else {},
        asked=asked_by(present) if present else [],
        boards=waiting,
        unread=unread,
        newest=headlines(waiting),
        duties=Duties.of(present),
    )
