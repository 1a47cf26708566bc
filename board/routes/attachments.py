"""Files of posts and replies. Who may read the text may have them; that is asked each time, and nothing in them is ever run."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file
from flask_login import current_user

from board.models import Attachment, AttachmentReading
from board.routes.finding import the_attachment
from core.database import aside, db
from core.storage import shelf

routes = Blueprint("attachments", __name__, url_prefix="/attachments")

NOTHING_RUNS = "default-src 'none'; sandbox"


@routes.get("/<int:attachment_id>")
def show(attachment_id: int) -> Response:
    """The file: pictures, which we have drawn ourselves, are shown; everything else is a download, as pictures are with `?download=1`."""
    found = the_attachment(attachment_id)
    shown = found.preview_digest is not None and "download" not in request.args
    answer = _sent(found.digest, found.mime, name=found.name, shown=shown)
    if AttachmentReading.due(found, current_user.id):
        _note(found)
    return answer


@routes.get("/<int:attachment_id>/preview")
def preview(attachment_id: int) -> Response:
    """The small picture."""
    found = the_attachment(attachment_id)
    if found.preview_digest is None:
        abort(404)
    return _sent(found.preview_digest, "image/jpeg", name="preview.jpg", shown=True)


def as_picture(answer: Response) -> Response:
    """With what every answer of a file from outside carries: kept by this browser only, and asked for again each time."""
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _sent(digest: str, mime: str, *, name: str, shown: bool) -> Response:
    try:
        stream = shelf().open(digest)
    except FileNotFoundError:
        abort(404)
    return as_picture(send_file(stream, mimetype=mime, as_attachment=not shown, download_name=name, etag=digest))


def _note(found: Attachment) -> None:
    """Aside: who opened what, at most once a day for each."""
    db.rollback()
    with aside() as session:
        AttachmentReading.note(session, found, current_user.id)
