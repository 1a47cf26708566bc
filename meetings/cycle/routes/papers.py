"""Papers: who may read what they stand with may have them; asked each time, and nothing in them is ever run."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file
from flask_login import current_user

from board.models.attachment import MIMES
from board.routes.attachments import as_picture
from core.database import aside, db
from core.storage import shelf
from meetings.models import Implementation, Paper, PaperReading
from meetings.models.group import inside_ids
from meetings.routes.finding import the_countermeasure, the_item

routes = Blueprint("papers", __name__, url_prefix="/papers")
PICTURES = ("jpg", "png")


@routes.get("/<int:paper_id>")
def show(paper_id: int) -> Response:
    """The file: pictures, which we have drawn ourselves, are shown; everything else is a download, as pictures are with `?download=1`."""
    paper = the_paper(paper_id)
    try:
        stream = shelf().open(paper.digest)
    except FileNotFoundError:
        abort(404)
    shown = paper.ending in PICTURES and "download" not in request.args
    sent = send_file(stream, mimetype=MIMES[paper.ending], as_attachment=not shown, download_name=paper.name, etag=paper.digest)
    answer = as_picture(sent)
    if PaperReading.due(paper, current_user.id):
        _note(paper)
    return answer


def the_paper(paper_id: int) -> Paper:
    """A paper that stands with something the person may read, or 404. Of an item that is not public: the group's own people."""
    paper = db.get(Paper, paper_id)
    if paper is None or paper.removed_at:
        abort(404)
    if paper.implementation_id:
        the_countermeasure(db.get_one(Implementation, paper.implementation_id).countermeasure_id)
        return paper
    item = the_item(paper.item_id or 0)
    own = set(db.scalars(inside_ids(current_user.id))) if item.private else {item.meeting.group_id}
    return paper if item.meeting.group_id in own else abort(404)


def _note(paper: Paper) -> None:
    """Aside: who opened what, at most once a day for each."""
    paper_id = paper.id
    db.rollback()
    with aside() as session:
        PaperReading.note(session, session.get_one(Paper, paper_id), current_user.id)
