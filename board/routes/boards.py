"""The boards a person may read, and one of them with its posts."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask_login import current_user

from board import feed
from board.composing import empty_composer
from board.models import Board, Reading, Right
from board.routes.finding import the_board
from board.standing import standing, unread
from core import realtime
from core.database import aside, db
from core.whole_numbers import whole
from region.here import here

routes = Blueprint("boards", __name__, url_prefix="/boards")

SHOWS = ("all", "unread", "waiting", "urgent")


@routes.get("/")
def index() -> str:
    """All boards of my areas, with what is unread."""
    boards = standing().boards
    return render_template("board/boards/index.html", boards=boards, newest=feed.headlines(boards), unread=unread())


@routes.get("/<int:board_id>")
def show(board_id: int) -> Response:
    """A board. `before=seq` gives older posts; `after=seq` whatever changed since, as a fragment."""
    board, reader = the_board(board_id), here()
    before, after = request.args.get("before", type=whole), request.args.get("after", type=whole)
    show = request.args.get("show", "all")
    show = show if show in SHOWS else "all"

    stretch = feed.changes(board, reader, after=after) if after is not None else feed.newest(board, reader, before=before, show=show)
    answer = make_response(_page(board, stretch, show, before, fragment=after is not None))

    if reader and (after is None or request.args.get("visible")):
        leave_marks(stretch, seen_all=before is None and show in ("all", "unread"))
    return answer


@routes.post("/<int:board_id>/reading")
def read(board_id: int) -> tuple[str, int]:
    """An open page has shown the reader everything up to `seq`."""
    board, reader = the_board(board_id), here()
    seq = min(request.form.get("seq", 0, type=whole), board.seq)

    for stream, moved in feed.leave_marks_upto(db(), board, reader, seq) if reader else []:
        realtime.announce(stream, moved, soon=True)
    Reading.note(db(), current_user.id, board.id, seq)

    db.commit()
    return "", 204


def leave_marks(stretch: feed.Feed, *, seen_all: bool) -> None:
    """What reading leaves behind, in a short transaction of its own, and only where there is something new."""
    reader, left = here(), feed.traces(stretch, seen_all=seen_all)
    if not reader or not left:
        return
    db.rollback()
    with aside() as session:
        for stream, seq in left.leave(session, reader):
            realtime.announce(stream, seq, soon=True, session=session)


def _page(board: Board, stretch: feed.Feed, show: str, before: int | None, *, fragment: bool) -> str:
    if fragment:
        return render_template("board/boards/_changes.html", board=board, feed=stretch, show=show)
    if before is not None and request.headers.get("HX-Request"):
        return render_template("board/boards/_older.html", board=board, feed=stretch, show=show)
    reader, stands = here(), standing()
    writer = reader if stands.may(Right.POST, board, reader) else None
    composer = empty_composer(board, writer, may_urge=stands.urges(board, writer)) if writer and show == "all" and before is None else ""
    return render_template(
        "board/boards/show.html", board=board, feed=stretch, show=show, before=before, may_post=bool(writer), composer=composer
    )
