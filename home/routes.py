"""The first page."""

from __future__ import annotations

from flask import Blueprint, render_template

from home.answered import Answered
from home.duties import Duties
from home.frame import Frame
from home.tasks import Tasks
from home.waiting import Waiting, reminded_of
from region.here import here

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> str:
    """What my institution must answer, what is unread, who has not answered us, and what the directory waits for."""
    present, frame = here(), Frame()
    boards, counts = frame.readable, frame.waiting
    unread = [board for board in boards if counts.get(board.id)]
    found = Waiting.of(present, [board.id for board in boards], [board.id for board in unread])
    return render_template(
        "home/show.html",
        frame=frame,
        owed=found.owed,
        answered=Answered.asked_for(present, boards) if present else None,
        reminded=reminded_of(present, found.owed) if present and found.owed else {},
        asked=found.asked,
        boards=unread,
        unread=counts,
        newest=found.newest,
        duties=Duties.of(present),
        tasks=Tasks.of(present),
    )
