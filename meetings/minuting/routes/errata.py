"""訂正: the only way to set right what is fixed."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.minuting.forms import ErratumForm
from meetings.minuting.nearest import Near, nearest, the_one
from meetings.minuting.routes.finding import entry_of, written_by
from meetings.models import Entry, Erratum, Minutes
from meetings.models.erratum import NotInText, reading

routes = Blueprint("minutes_errata", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/errata")
def new(meeting_id: int) -> str:
    """The sentence (?entry=) or the whole, and what it should read."""
    minutes, _by = written_by(meeting_id)
    return _page(minutes, entry_of(meeting_id), ErratumForm(formdata=None))


@routes.post("/meetings/<int:meeting_id>/minutes/errata")
@once
def create(meeting_id: int) -> Response | tuple[str, int] | str:
    """Added, with the next number; with `instead` nothing yet: the sentence that was offered stands in the field."""
    minutes, by = written_by(meeting_id)
    form, entry = ErratumForm(), entry_of(meeting_id)
    if chosen := the_one(minutes.meeting, request.form["instead"]) if "instead" in request.form else None:
        form.wrong.data = chosen.text
        return _page(minutes, chosen.entry, form)
    if not form.validate():
        return _page(minutes, entry, form), 422
    try:
        said = {"wrong": form.wrong.data or "", "right": form.right.data or "", "reason": form.reason.data or ""}
        added = Erratum.add(minutes, **said, by=by, entry=entry)
    except RuleBroken as broken:
        db.rollback()
        form.wrong.errors = [str(broken)]
        lost = entry if isinstance(broken, NotInText) else None
        near = nearest(minutes.meeting, form.wrong.data or "", lost) if lost else None
        return _page(minutes, entry, form, near), 409
    return done(url_for("meetings.minutes.show", meeting_id=meeting_id, _anchor=f"erratum-{added.number}"))


def _page(minutes: Minutes, entry: Entry | None, form: ErratumForm, near: Near | None = None) -> str:
    reads = reading(entry, minutes.errata) if entry else ""
    return render_template("meetings/minutes/erratum.html", meeting=minutes.meeting, entry=entry, reads=reads, form=form, near=near)
