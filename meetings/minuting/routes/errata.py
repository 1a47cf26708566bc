"""訂正: the only way to set right what is fixed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.minuting.forms import ErratumForm
from meetings.minuting.routes.finding import entry_of, written_by
from meetings.models import Erratum

routes = Blueprint("minutes_errata", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/errata")
def new(meeting_id: int) -> str:
    """The sentence (?entry=) or the whole, and what it should read."""
    minutes, _by = written_by(meeting_id)
    form = ErratumForm(formdata=None)
    return render_template("meetings/minutes/erratum.html", meeting=minutes.meeting, entry=entry_of(meeting_id), form=form)


@routes.post("/meetings/<int:meeting_id>/minutes/errata")
def create(meeting_id: int) -> Response | tuple[str, int]:
    """Added, with the next number."""
    minutes, by = written_by(meeting_id)
    form, entry = ErratumForm(), entry_of(meeting_id)
    if not form.validate():
        return render_template("meetings/minutes/erratum.html", meeting=minutes.meeting, entry=entry, form=form), 422
    try:
        said = {"wrong": form.wrong.data or "", "right": form.right.data or "", "reason": form.reason.data or ""}
        added = Erratum.add(minutes, **said, by=by, entry=entry)
    except RuleBroken as broken:
        db.rollback()
        form.wrong.errors = [str(broken)]
        return render_template("meetings/minutes/erratum.html", meeting=minutes.meeting, entry=entry, form=form), 409
    number = added.number
    db.commit()
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id, _anchor=f"erratum-{number}"), 303)
