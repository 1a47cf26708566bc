"""A private style sheet of a few lines: posts are the same HTML for everybody, this says which parts of them are yours.

It only shows and hides. Rights are checked where something is done.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from board.models import Board, Right
from board.standing import standing
from region.here import here
from region.models import Affiliation

routes = Blueprint("viewer", __name__)


@routes.get("/viewer.css")
def show() -> Response:
    """The sheet of the present person at the present institution."""
    reader, stands = here(), standing()
    sheet = render_template(
        "board/viewer.css",
        reader=reader,
        run=[board.id for board in stands.boards if stands.runs(board, reader)],
        asked=[board.id for board in stands.boards if reader and _asked_on(board, reader)],
        replies=[board.id for board in stands.boards if stands.replies(board, reader)],
    )
    response = Response(sheet, mimetype="text/css")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _asked_on(board: Board, reader: Affiliation) -> bool:
    """Are requests on this board addressed to the reader's institution?"""
    types = {grant.institution_type for grant in board.grants if grant.right == Right.READ and grant.addresses_institutions}
    return (None in types or reader.institution.type in types) and reader.role != "prefecture"
