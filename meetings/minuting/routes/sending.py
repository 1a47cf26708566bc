"""The way of the minutes: sent to the members, approved by the signers, fixed."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.minuting.forms import FixForm, SendForm
from meetings.minuting.guarded import suspected_in
from meetings.minuting.routes.finding import joined_by, written_by
from meetings.models import Minutes

routes = Blueprint("minutes_sending", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/sending")
def ask_to_send(meeting_id: int) -> str:
    """To whom it goes, and until when they may ask for corrections."""
    minutes, _by = written_by(meeting_id)
    return _sending(minutes, SendForm(formdata=None))


@routes.post("/meetings/<int:meeting_id>/minutes/sending")
def send(meeting_id: int) -> Response | tuple[str, int]:
    """Sent: a letter to everybody with an account."""
    minutes, by = written_by(meeting_id)
    form = SendForm()
    if not form.agreed(suspected_in(minutes.meeting)):
        return _sending(minutes, form), 422
    try:
        minutes.send(correct_by_on=form.correct_by_on.data or date.min, by=by)
    except RuleBroken as broken:
        db.rollback()
        form.correct_by_on.errors = [str(broken)]
        return _sending(minutes, form), 409
    db.commit()
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id), 303)


@routes.post("/meetings/<int:meeting_id>/minutes/approvals")
def approve(meeting_id: int) -> Response:
    """A signer has read it and it is right."""
    minutes, by = joined_by(meeting_id)
    seats = [one for one in minutes.signers if one.person_id == by.person_id]
    if not seats:
        raise RuleBroken("署名人に決められた人だけが、確認できます。")
    for seat in seats:
        minutes.approve(seat, by=by)
    db.commit()
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id), 303)


@routes.get("/meetings/<int:meeting_id>/minutes/fixing")
def ask_to_fix(meeting_id: int) -> str:
    """What it means, and whether anything may tell who a patient is."""
    minutes, _by = written_by(meeting_id)
    return _fixing(minutes, FixForm(formdata=None))


@routes.post("/meetings/<int:meeting_id>/minutes/fixing")
def fix(meeting_id: int) -> Response | tuple[str, int]:
    """From now on it stands."""
    minutes, by = written_by(meeting_id)
    form = FixForm()
    if not form.agreed(suspected_in(minutes.meeting)):
        return _fixing(minutes, form), 422
    try:
        minutes.fix(by=by)
    except RuleBroken as broken:
        db.rollback()
        form.form_errors.append(str(broken))
        return _fixing(minutes, form), 409
    db.commit()
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id), 303)


def _sending(minutes: Minutes, form: SendForm) -> str:
    found = suspected_in(minutes.meeting)
    return render_template("meetings/minutes/sending.html", meeting=minutes.meeting, minutes=minutes, form=form, suspicions=found)


def _fixing(minutes: Minutes, form: FixForm) -> str:
    found = suspected_in(minutes.meeting)
    return render_template("meetings/minutes/fixing.html", meeting=minutes.meeting, minutes=minutes, form=form, suspicions=found)
