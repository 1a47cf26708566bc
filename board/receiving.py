"""Files that come in: with the form itself, or in pieces before it. They are looked into outside of any transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, abort, current_app, request, session
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from auth.guard import TOKEN
from board.forms import FilesForm
from board.models import Attachment, Board, Upload
from core import jobs
from core.arriving import Arriving, sweep
from core.beside import Beside
from core.config import Settings
from core.database import aside, db, reading
from core.file_names import spoken_size
from core.judging import Judged, judge
from core.rules import RuleBroken
from region.models import Affiliation

PIECE = 256 * 1024
"""Bytes sent at once: two seconds on a bad line."""
MOST_WITH_A_FORM = 60 * 1024 * 1024
"""Bytes of a whole form with its files, where no script sends them before."""
_one_at_a_time = Beside(at_once=1)  # fifty million dots are up to 200 MB while they are looked at, and a processor stays free for pages
_WITH_FILES = {"board.posts.create", "board.replies.create", "board.corrections.create", "board.corrections.create_for_reply"}


def init_app(app: Flask) -> None:
    """Templates know the limits, and speak of sizes."""
    app.jinja_env.globals.update(most_files=most_files, most_file_bytes=most_bytes)
    app.jinja_env.filters["file_size"] = spoken_size
    app.jinja_env.filters["stood_at"] = lambda files, until: [one for one in files if one.stood_at(until)]


def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only these addresses, and only from a browser with a sign-in, take more than the house usually takes."""
    if endpoint in _WITH_FILES and isinstance(session.get(TOKEN), str):
        request.max_content_length = MOST_WITH_A_FORM


def most_bytes() -> int:
    """The largest file that is taken."""
    return _settings().file_megabytes * 1024 * 1024


def most_files() -> int:
    """How many stand with one post or reply."""
    return _settings().files_per_post


def received(
    form: FilesForm, board: Board, by: Affiliation, *, may: Callable[[Affiliation], bool], standing: Sequence[Attachment] = ()
) -> bool:
    """Is the form right, and are its files taken? What came with it is kept as uploads, whatever else was wrong.

    403 where the right to write ended meanwhile.
    """
    right = bool(form.validate())
    came = [one for one in form.chosen.data or () if isinstance(one, FileStorage) and one.filename]
    staying = sum(1 for one in standing if one.id not in form.dropped)
    if staying + len(form.keys) + len(came) > most_files():
        form.chosen.errors = [_("ファイルは、1つの書きこみに%(most)d個までです。", most=most_files())]
        return False
    if came:
        form.chosen.errors = [said for one in came if (said := _take(form, board, by, one))]
        if not may(by):
            abort(403)
    return right and not form.chosen.errors


def settle(upload: Upload) -> None:
    """Looks into what has come, and notes what it is. Raises RuleBroken, after which nothing of it is left. Commits."""
    desk, upload_id = Arriving(upload.place), upload.id
    db.commit()
    with reading():
        found = _judged(desk)
    with aside() as own:
        standing = own.get(Upload, upload_id, with_for_update=True)
        if standing and isinstance(found, Judged):
            standing.judged(found)
        elif standing and found:
            own.delete(standing)
    if isinstance(found, RuleBroken):
        desk.drop()
        raise found
    desk.part.unlink(missing_ok=True)
    db.expire(upload)


@jobs.recurs("uploads", every=timedelta(hours=1))
def clear(_app: Flask) -> None:
    """Throws away files that were sent and never posted, two days after they began to come."""
    Upload.let_lapse()
    wanted = Upload.places()
    db.commit()
    sweep(wanted)


def _take(form: FilesForm, board: Board, by: Affiliation, file: FileStorage) -> str | None:
    """One file that came with the form becomes an upload of it; or what is wrong with it."""
    name = (file.filename or "")[:100]
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    if size > most_bytes():
        too_large = _("%(name)s：1つ%(most)dMBまでです。小さくして、もう一度選んでください。", name=name, most=_settings().file_megabytes)
        return str(too_large)
    key = str(uuid.uuid4())
    try:
        upload = Upload.begin(board, key=key, name=file.filename or "", size=size, by=by)
        Arriving(upload.place).add(file.stream.read())
        settle(upload)
    except RuleBroken as broken:
        return f"{name}：{broken}"
    form.uploads.data = f"{form.uploads.data or ''} {key}".strip()
    return None


def _judged(desk: Arriving) -> Judged | RuleBroken | None:
    """What it is, or why it is not taken; None where another request looked into it meanwhile."""
    try:
        return _one_at_a_time(judge, desk.part, desk.kept, desk.preview)
    except RuleBroken as broken:
        return broken
    except FileNotFoundError:
        return None


def _settings() -> Settings:
    settings: Settings = current_app.config["RENKEI"]
    return settings
