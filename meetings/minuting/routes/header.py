"""The header as it will be published: place, openness with its reason, listeners, 総括."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.minuting.forms import HeaderForm
from meetings.minuting.routes.finding import written_by
from meetings.models import Openness

routes = Blueprint("minutes_header", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/edit")
def edit(meeting_id: int) -> str:
    """As it reads now, to be changed."""
    minutes, _by = written_by(meeting_id)
    minutes.refuse_if_fixed()
    return render_template("meetings/minutes/edit.html", meeting=minutes.meeting, form=HeaderForm.of(minutes))


@routes.post("/meetings/<int:meeting_id>/minutes/edit")
@once
def update(meeting_id: int) -> Response | tuple[str, int]:
    """So it reads from now on."""
    minutes, by = written_by(meeting_id)
    form = HeaderForm()
    if not form.validate():
        return render_template("meetings/minutes/edit.html", meeting=minutes.meeting, form=form), 422
    if form.overtaken(minutes):
        form.summary.errors = [_("ほかの人が先に書きかえました。いまの概要とくらべて、よければもう一度押してください。")]
        return render_template("meetings/minutes/edit.html", meeting=minutes.meeting, form=form, other=minutes), 409
    try:
        minutes.describe(
            place=form.place.data or "",
            openness=Openness(form.openness.data),
            reason=form.openness_reason.data or "",
            listeners=form.listeners.data,
            summary=form.summary.data or "",
            by=by,
        )
    except RuleBroken as broken:
        db.rollback()
        form.summary.errors = [str(broken)]
        return render_template("meetings/minutes/edit.html", meeting=minutes.meeting, form=form), 409
    return done(url_for("meetings.minutes.show", meeting_id=meeting_id))
