"""The way of the minutes: sent to the members, approved by the signers, fixed."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.minuting.copying import code_of, refuse_unless_read
from meetings.minuting.forms import FixForm, SendForm, sending_code
from meetings.minuting.gathering import gather
from meetings.minuting.guarded import suspected_in
from meetings.minuting.routes.finding import joined_by, written_by
from meetings.models import Minutes

routes = Blueprint("minutes_sending", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/sending")
def ask_to_send(meeting_id: int) -> str:
    """To whom it goes, and until when they may ask for corrections."""
    minutes, _by = written_by(meeting_id)
    return _sending(minutes, SendForm(formdata=None, made_from=sending_code(minutes)))


@routes.post("/meetings/<int:meeting_id>/minutes/sending")
@once
def send(meeting_id: int) -> Response | tuple[str, int]:
    """Sent: a letter to everybody with an account."""
    minutes, by = written_by(meeting_id)
    form = SendForm()
    if not form.agreed(suspected_in(minutes.meeting)):
        return _sending(minutes, form), 422
    if (form.made_from.data or "") != sending_code(minutes):
        form.made_from.data = sending_code(minutes)
        form.correct_by_on.errors = [_("この間に、ほかの人が委員に送りました。期限を確かめて、よければもう一度押してください。")]
        return _sending(minutes, form), 409
    try:
        minutes.send(correct_by_on=form.correct_by_on.data or date.min, by=by)
    except RuleBroken as broken:
        db.rollback()
        form.correct_by_on.errors = [str(broken)]
        return _sending(minutes, form), 409
    return done(url_for("meetings.minutes.show", meeting_id=meeting_id))


@routes.post("/meetings/<int:meeting_id>/minutes/approvals")
@once
def approve(meeting_id: int) -> Response:
    """A signer has read it and it is right; refused where it reads otherwise since."""
    minutes, by = joined_by(meeting_id)
    seats = [one for one in minutes.signers if one.person_id == by.person_id]
    if not seats:
        raise RuleBroken("署名人に決められた人だけが、確認できます。")
    refuse_unless_read(minutes, request.form.get("read", ""))
    for seat in seats:
        minutes.approve(seat, by=by)
    return done(url_for("meetings.minutes.show", meeting_id=meeting_id), _("確認しました。ありがとうございました。"))


@routes.get("/meetings/<int:meeting_id>/minutes/fixing")
def ask_to_fix(meeting_id: int) -> str:
    """What it means, and whether anything may tell who a patient is."""
    minutes, _by = written_by(meeting_id)
    return _fixing(minutes, FixForm(formdata=None))


@routes.post("/meetings/<int:meeting_id>/minutes/fixing")
@once
def fix(meeting_id: int) -> Response | tuple[str, int]:
    """From now on it stands, as it read when the page was opened."""
    minutes, by = written_by(meeting_id)
    form = FixForm()
    if not form.agreed(suspected_in(minutes.meeting)):
        return _fixing(minutes, form), 422
    try:
        refuse_unless_read(minutes, form.read.data or "")
        minutes.fix(by=by)
    except RuleBroken as broken:
        db.rollback()
        form.form_errors.append(str(broken))
        return _fixing(minutes, form), 409
    return done(url_for("meetings.minutes.show", meeting_id=meeting_id))


def _sending(minutes: Minutes, form: SendForm) -> str:
    found = suspected_in(minutes.meeting)
    return render_template("meetings/minutes/sending.html", meeting=minutes.meeting, minutes=minutes, form=form, suspicions=found)


def _fixing(minutes: Minutes, form: FixForm) -> str:
    form.read.data = code_of(gather(minutes.meeting.id))
    found = suspected_in(minutes.meeting)
    return render_template("meetings/minutes/fixing.html", meeting=minutes.meeting, minutes=minutes, form=form, suspicions=found)
