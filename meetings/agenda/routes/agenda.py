"""The agenda of a meeting: who reads it, and the line that adds to it."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.agenda.forms import FastItemForm, fast
from meetings.agenda.forward import put_forward
from meetings.agenda.listing import Agenda
from meetings.holding.live import meeting_moved
from meetings.models import AgendaItem, ItemKind, Meeting
from meetings.routes.finding import runs, secretary, the_meeting
from region.here import here

routes = Blueprint("agenda", __name__)
routes.add_app_template_filter(lambda meeting: Agenda.of(meeting, here()), "agenda_of")


@routes.get("/meetings/<int:meeting_id>/agenda")
def show(meeting_id: int) -> str:
    """The list, and for the secretariat what puts itself forward."""
    meeting = the_meeting(meeting_id)
    return _page(meeting, fast(meeting))


@routes.post("/meetings/<int:meeting_id>/items")
@once
def create(meeting_id: int) -> Response | tuple[str, int]:
    """One more item, from one line."""
    meeting = the_meeting(meeting_id)
    by, form = secretary(meeting.group), FastItemForm()
    if not form.validate():
        return _page(meeting, form), 422
    said = {"title": str(form.title.data), "minutes": form.length, "client_key": form.key}
    try:
        item = AgendaItem.add(meeting, kind=ItemKind(form.kind.data), by=by, **said)  # type: ignore[arg-type]
    except RuleBroken as broken:
        db.rollback()
        form.title.errors = [str(broken)]
        return _page(the_meeting(meeting_id), form), 409
    meeting_moved(meeting)
    said = _("「%(title)s」を議題に入れました。", title=item.title)
    return done(url_for("meetings.agenda.show", meeting_id=meeting.id, _anchor="add"), said)


def _page(meeting: Meeting, form: FastItemForm) -> str:
    secretariat = runs(meeting.group)
    forward = put_forward(meeting) if secretariat and not (meeting.closed_at or meeting.cancelled_at) else []
    return render_template(
        "meetings/agenda/show.html", meeting=meeting, agenda=Agenda.of(meeting, here()), form=form, may_edit=secretariat, forward=forward,
        again=request.method == "POST",
    )  # fmt: skip
