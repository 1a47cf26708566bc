"""直しの申し出: asked by members, answered by the secretariat, seen by everybody in the group."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.holding.answering import done as written
from meetings.holding.live import meeting_moved
from meetings.minuting.forms import AnswerForm, CorrectionForm
from meetings.minuting.routes.finding import entry_of, joined_by, written_by
from meetings.models import Correction, EntryConflict
from region.models import Affiliation

routes = Blueprint("minutes_corrections", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/corrections")
def new(meeting_id: int) -> str:
    """The sentence (?entry=) or the whole, and a place to say what should read otherwise."""
    minutes, _by = joined_by(meeting_id)
    form = CorrectionForm(formdata=None)
    return render_template("meetings/minutes/correction.html", meeting=minutes.meeting, entry=entry_of(meeting_id), form=form)


@routes.post("/meetings/<int:meeting_id>/minutes/corrections")
def create(meeting_id: int) -> Response | tuple[str, int]:
    """Asked. The same `client_key` twice is asked once."""
    minutes, by = joined_by(meeting_id)
    form, entry = CorrectionForm(), entry_of(meeting_id)
    if not form.validate():
        return render_template("meetings/minutes/correction.html", meeting=minutes.meeting, entry=entry, form=form), 422
    try:
        asked = Correction.ask(minutes, form.text.data or "", by=by, entry=entry, client_key=form.key)
    except RuleBroken as broken:
        db.rollback()
        form.text.errors = [str(broken)]
        return render_template("meetings/minutes/correction.html", meeting=minutes.meeting, entry=entry, form=form), 409
    db.commit()
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id, _anchor=f"correction-{asked.id}"), 303)


@routes.get("/corrections/<int:correction_id>/answer")
def ask_for_answer(correction_id: int) -> str:
    """What was asked, and the sentence to set right; `taken=` is what was meant already by who came here."""
    correction, _by = _the_correction(correction_id)
    form = AnswerForm.of(correction.entry)
    form.taken.data = request.args.get("taken")
    if correction.made_from:
        form.new_text.data = correction.text
    return render_template("meetings/minutes/answer.html", correction=correction, form=form)


@routes.post("/corrections/<int:correction_id>/taking")
def take(correction_id: int) -> Response | tuple[str, int]:
    """As its speaker wrote it while the meeting goes on, in one press; where the sentence has changed since, both are shown."""
    correction, by = _the_correction(correction_id)
    if not correction.made_from or not correction.entry:
        abort(422)
    try:
        correction.take(words="", by=by, new_text=correction.text, made_from=correction.made_from)
    except EntryConflict:
        db.rollback()
        return redirect(f"/corrections/{correction_id}/answer", 303)
    meeting_moved(correction.minutes.meeting)
    db.commit()
    return written(f"/meetings/{correction.minutes.meeting_id}/hold?item={correction.entry.item_id}#entry-{correction.entry_id}")


@routes.post("/corrections/<int:correction_id>/answer")
@once
def answer(correction_id: int) -> Response | tuple[str, int]:
    """Taken, and the sentence reads otherwise; or declined, and why."""
    correction, by = _the_correction(correction_id)
    form = AnswerForm()
    if not form.validate():
        return render_template("meetings/minutes/answer.html", correction=correction, form=form), 422
    try:
        _reply(correction, form, by)
    except EntryConflict as conflict:
        db.rollback()
        form.meanwhile(conflict.entry)
        return render_template("meetings/minutes/answer.html", correction=correction, form=form), 409
    except RuleBroken as broken:
        db.rollback()
        (form.new_text if form.taken.data == "taken" else form.answer).errors = [str(broken)]
        return render_template("meetings/minutes/answer.html", correction=correction, form=form), 409
    meeting = correction.minutes.meeting
    meeting_moved(meeting)
    if meeting.held and correction.entry:
        return done(f"/meetings/{meeting.id}/hold?item={correction.entry.item_id}#entry-{correction.entry_id}")
    return done(url_for("meetings.minutes.show", meeting_id=meeting.id, _anchor=f"correction-{correction_id}"))


def _reply(correction: Correction, form: AnswerForm, by: Affiliation) -> None:
    words = form.answer.data or ""
    if form.taken.data == "taken":
        correction.take(words=words, by=by, new_text=form.new_text.data, made_from=form.made_from.data or 0)
    else:
        correction.decline(words=words, by=by)


def _the_correction(correction_id: int) -> tuple[Correction, Affiliation]:
    correction = db.get(Correction, correction_id) or abort(404)
    _minutes, by = written_by(correction.minutes.meeting_id)
    db.refresh(correction)  # who writes holds the minutes by now: it is as the last one left it
    return correction, by
