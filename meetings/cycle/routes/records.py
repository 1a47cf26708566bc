"""実施: what was done, with files; and the numbers of the indicator. Written by who is in charge, and by the secretariat."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.cycle.forms.measures import ImplementationForm, ValueForm
from meetings.cycle.routes.finding import reporting_on
from meetings.models import Countermeasure, Implementation, IndicatorValue
from meetings.papers import attach, drop, received, takes_files
from meetings.routes.finding import the_countermeasure
from region.models import Affiliation

routes = Blueprint("records", __name__, url_prefix="/countermeasures/<int:countermeasure_id>")


@routes.get("/implementations")
def new(countermeasure_id: int) -> str:
    """One box and today."""
    one = the_countermeasure(countermeasure_id)
    reporting_on(one)
    return render_template("meetings/issues/report.html", one=one, issue=one.term.issue, form=ImplementationForm(formdata=None))


@routes.post("/implementations")
@takes_files
def create(countermeasure_id: int) -> Response | tuple[str, int]:
    """One more record, with its files. The same `client_key` twice is the same record."""
    one = the_countermeasure(countermeasure_id)
    reporting_on(one)
    form = ImplementationForm()
    papers = received(form)
    by = reporting_on(one)  # again: looking into files ended the transaction, and the right may have
    if papers is None:
        return render_template("meetings/issues/report.html", one=one, issue=one.term.issue, form=form), 422
    try:
        done = _reported(form, one, by)
    except RuleBroken as broken:
        db.rollback()
        drop(papers)
        form.what.errors = [str(broken)]
        return render_template("meetings/issues/report.html", one=one, issue=one.term.issue, form=form), 409
    attach([] if done.papers else papers, implementation=done, by=by)
    drop(papers)
    db.commit()
    flash(_("実施を書きました。"))
    return redirect(f"/issues/{one.term.issue_id}#implementation-{done.id}", 303)


def _reported(form: ImplementationForm, one: Countermeasure, by: Affiliation) -> Implementation:
    assert form.done_on.data
    return Implementation.report(
        one, done_on=form.done_on.data, what=str(form.what.data), obstacle=str(form.obstacle.data or ""), by=by,
        done_by=str(form.done_by.data or ""), client_key=str(form.client_key.data),
    )  # fmt: skip


@routes.get("/values")
def count(countermeasure_id: int) -> str:
    """The number of today, or of another day."""
    one = the_countermeasure(countermeasure_id)
    reporting_on(one)
    return render_template("meetings/issues/value.html", one=one, issue=one.term.issue, form=ValueForm(formdata=None))


@routes.post("/values")
def measure(countermeasure_id: int) -> Response | tuple[str, int]:
    """One more value; the latest of a day counts. The same `client_key` twice is the same value."""
    one = the_countermeasure(countermeasure_id)
    by = reporting_on(one)
    form = ValueForm()
    if not form.validate():
        return render_template("meetings/issues/value.html", one=one, issue=one.term.issue, form=form), 422
    assert form.on.data
    try:
        IndicatorValue.measure(
            one, on=form.on.data, value=form.value.data, part=form.part.data, whole=form.whole.data, note=str(form.note.data or ""), by=by,
            client_key=form.key,
        )  # fmt: skip
    except RuleBroken as broken:
        db.rollback()
        form.value.errors = [str(broken)]
        return render_template("meetings/issues/value.html", one=one, issue=one.term.issue, form=form), 409
    db.commit()
    flash(_("数を書きました。"))
    return redirect(f"/issues/{one.term.issue_id}#countermeasure-{one.id}", 303)
