"""標準の議題を入れる: the guidance's words for the first meeting of a year, Kōfu's for the others; one chooses."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.agenda.figures import figures
from meetings.agenda.template import GUIDANCE, enter, missing, template_of
from meetings.holding.live import meeting_moved
from meetings.models import Meeting
from meetings.routes.finding import secretary, the_meeting

routes = Blueprint("agenda_template", __name__)


@routes.get("/meetings/<int:meeting_id>/agenda/template")
def new(meeting_id: int) -> str:
    """What may be taken, with what the house knows of the area beside it."""
    meeting = the_meeting(meeting_id)
    secretary(meeting.group)
    return _page(meeting)


@routes.post("/meetings/<int:meeting_id>/agenda/template")
def create(meeting_id: int) -> Response | tuple[str, int]:
    """These are on the agenda."""
    meeting = the_meeting(meeting_id)
    by, chosen = secretary(meeting.group), set(request.form.getlist("take"))
    if not chosen & {one.code for one in template_of(meeting)}:
        return _page(meeting, wrong=_("入れる議題を、1つ以上選んでください。")), 422
    try:
        entered = enter(meeting, chosen, by=by)
    except RuleBroken as broken:
        db.rollback()
        return _page(the_meeting(meeting_id), wrong=str(broken)), 409
    meeting_moved(meeting)
    db.commit()
    flash(_("議題を%(count)sつ入れました。", count=len(entered)) if entered else _("選んだ議題は、もう入っています。"))
    return redirect(url_for("meetings.agenda.show", meeting_id=meeting.id), 303)


def _page(meeting: Meeting, wrong: str = "") -> str:
    template = missing(meeting)
    known = figures(meeting.group.area, current_user.id) if meeting.number == 1 else []
    return render_template(
        "meetings/agenda/template.html", meeting=meeting, template=template, figures=known, wrong=wrong,
        of_guidance=template_of(meeting) is GUIDANCE, chosen=set(request.form.getlist("take")) if wrong else None,
    )  # fmt: skip
