"""What files for Word and Excel have in common: text that XML may hold, a Japanese name, and that they are written beside the loop."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from flask import Response

from core.beside import Beside
from core.file_names import safe_name

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, production 2: control signs, halves of characters, and two that are none."""

write_beside = Beside(at_once=1)
"""A year of minutes takes a second; one at a time, so that a processor stays free for pages."""


def clean(said: object) -> str:
    """The text (None is none) without what XML forbids, and with one kind of line end."""
    text = "" if said is None else str(said)
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def columns(text: str) -> int:
    """How wide it stands in a type of fixed width; a full-width sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def as_file(data: bytes, name: str, ending: str) -> Response:
    """The file as a download called `name`, which may be Japanese and may have been typed by anybody."""
    answer = Response(data, mimetype=MIME[ending])
    called = safe_name(name, ending, otherwise="renkei")
    plain = called if called.isascii() else f"renkei.{ending}"
    spoken = "" if called.isascii() else f"; filename*=UTF-8''{quote(called, safe='')}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}"{spoken}'
    return answer
