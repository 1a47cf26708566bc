"""What a text may tell of a patient, asked while it is written. The text is neither kept nor logged."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from core.whole_numbers import whole
from meetings.guarding.forms import TEXT_LIMIT
from meetings.guarding.known import suspicions

routes = Blueprint("guard", __name__)


@routes.post("/guard")
def look() -> str | tuple[str, int]:
    """The warnings as a piece of a page: nothing at all where nothing is suspected."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    if len(text) > TEXT_LIMIT:
        return render_template("meetings/guarding/too_long.html", limit=TEXT_LIMIT), 422
    return render_template("meetings/guarding/found.html", suspicions=suspicions(text, request.form.get("group", type=whole)))
