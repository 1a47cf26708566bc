"""The first page."""

from __future__ import annotations

from flask import Blueprint, render_template

from board.feed import headlines
from board.standing import standing, unread
from home.answered import Answered
from home.duties import Duties
from home.tasks import Tasks
from home.waiting import asked_by, owed_by, reminded_of
from region.here import here

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> str:
    """What my institution must answer, what is unread, who has not answered us, and what the directory waits for."""
    present = here()
    boards, counts = standing().boards, unread()
    owed = owed_by(present, boards) if present else []
    waiting = [board for board in boards if counts.get(board.id)]
    return render_template(
        "home/show.html",
        owed=owed,
        answered=Answered.asked_for(present, boards) if present else None,
        reminded=reminded_of(present, owed) if present and owed else {},
        asked=asked_by(present, boards) if present else [],
        boards=waiting,
        unread=counts,
        newest=headlines(waiting),
        duties=Duties.of(present),
        tasks=Tasks.of(present),
    )
