"""Files on their way, in pieces: a line that breaks costs one piece, and the browser goes on where it was."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, send_file
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from board.forms import UploadForm, is_key
from board.models import Upload
from board.receiving import PIECE, most_bytes, settle
from board.routes.attachments import as_picture
from board.routes.finding import allow, signer, the_board
from core.arriving import Arriving
from core.database import db
from core.judging import EMPTY
from core.rules import RuleBroken

routes = Blueprint("uploads", __name__)

Answer = Response | tuple[Response, int]


@routes.post("/boards/<int:board_id>/uploads")
def create(board_id: int) -> Answer:
    """Takes one piece. 200: what has come by now; 409: go on from `received`; 422: a sentence why this file is not taken."""
    board, by = the_board(board_id), signer()
    allow(board.postable_by(by) or board.repliable_by(by))

    form = UploadForm()
    piece = form.piece.data.read(PIECE + 1) if isinstance(form.piece.data, FileStorage) else b""
    if not form.validate() or len(piece) > PIECE:
        return _refused(_("ファイルを送れませんでした。もう一度選んでください。"))
    size, offset = form.size.data or 0, form.offset.data or 0
    if size == 0:
        return _refused(str(EMPTY))
    if size > most_bytes():
        return _refused(_("1つ%(most)dMBまでです。小さくして、もう一度選んでください。", most=most_bytes() // 1024 // 1024))

    try:
        upload = Upload.begin(board, key=str(form.key.data), name=form.name.data or "", size=size, by=by)
        return _go_on(upload, offset, piece)
    except RuleBroken as broken:
        return _refused(str(broken))


@routes.get("/uploads/<key>")
def show(key: str) -> Response:
    """How far an upload of one's own has come, for a browser that goes on."""
    return jsonify(_told(_mine(key)))


@routes.get("/uploads/<key>/preview")
def preview(key: str) -> Response:
    """The small picture of what was sent and not posted yet, for its sender alone."""
    upload = _mine(key)
    small = Arriving(upload.place).preview
    if not upload.preview_digest or not small.exists():
        abort(404)
    return as_picture(send_file(small.open("rb"), mimetype="image/jpeg", etag=upload.preview_digest))


@routes.post("/uploads/<key>/removal")
def remove(key: str) -> tuple[str, int]:
    """The sender takes a file back before it was posted; nothing of it is kept."""
    upload = _mine(key)
    desk = Arriving(upload.place)
    db.delete(upload)
    db.commit()
    desk.drop()
    return "", 204


def _mine(key: str) -> Upload:
    return (Upload.of(current_user.id, key) if is_key(key) else None) or abort(404)


def _go_on(upload: Upload, offset: int, piece: bytes) -> Answer:
    desk, key = Arriving(upload.place), upload.client_key
    if not upload.judged_at and desk.received != upload.size:
        if offset != desk.received or offset + len(piece) > upload.size:
            db.commit()
            return jsonify(_told(upload)), 409
        desk.add(piece)
    if not upload.judged_at and desk.received == upload.size:
        settle(upload)
    db.commit()
    return jsonify(_told(_mine(key)))  # its sender may have taken it back meanwhile


def _told(upload: Upload) -> dict[str, object]:
    done = upload.judged_at is not None
    return {
        "key": upload.client_key,
        "name": upload.name,
        "size": upload.kept_size or upload.size,
        "received": upload.size if done else Arriving(upload.place).received,
        "done": done,
        "preview": f"/uploads/{upload.client_key}/preview" if upload.preview_digest else None,
    }


def _refused(sentence: str) -> Answer:
    return jsonify(message=sentence), 422
