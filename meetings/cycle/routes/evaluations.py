"""評価, and the other way to end: 中止・統合 with the reason."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.choices import offer_meetings, offer_open
from meetings.cycle.evaluating import NEXT_WORDS, what_next
from meetings.cycle.forms.measures import DiscontinuationForm, EvaluationForm
from meetings.cycle.routes.finding import meeting_of
from meetings.models import Countermeasure, Ending, Evaluation, Next, Verdict
from meetings.routes.finding import secretary, the_countermeasure
from region.models import Affiliation

routes = Blueprint("evaluations", __name__, url_prefix="/countermeasures/<int:countermeasure_id>")


@routes.get("/evaluations")
def new(countermeasure_id: int) -> str:
    """What was reached, with the last number counted."""
    one = the_countermeasure(countermeasure_id)
    secretary(one.term.group)
    form = EvaluationForm(formdata=None, value=one.values[-1].value if one.values else None, made_from=one.turns)
    return _drawn(form, one)


@routes.post("/evaluations")
@once
def create(countermeasure_id: int) -> Response | tuple[str, int]:
    """It is evaluated."""
    one = the_countermeasure(countermeasure_id)
    by = secretary(one.term.group)
    form = EvaluationForm()
    offer_meetings(form.meeting, one.term.group)
    if not form.validate():
        return _drawn(form, one), 422
    if overtaken := form.overtaken(one):
        form.lesson.errors = [overtaken]
        return _drawn(form, one), 409
    try:
        said = _evaluated(form, one, by)
    except RuleBroken as broken:
        db.rollback()
        form.verdict.errors = [str(broken)]
        return _drawn(form, one), 409
    return done(f"/issues/{one.term.issue_id}#evaluation-{said.id}", _("評価を書きました。%(next)s", next=what_next(said)))


def _evaluated(form: EvaluationForm, one: Countermeasure, by: Affiliation) -> Evaluation:
    return one.evaluate(
        verdict=Verdict(form.verdict.data), next_step=Next(form.next_step.data), lesson=str(form.lesson.data), value=form.value.data,
        meeting=meeting_of(one.term.group, form.meeting.data), on=form.evaluated_on.data, by=by,
    )  # fmt: skip


def _drawn(form: EvaluationForm, one: Countermeasure) -> str:
    offer_meetings(form.meeting, one.term.group)
    return render_template("meetings/issues/evaluate.html", one=one, issue=one.term.issue, form=form, next_words=NEXT_WORDS)


@routes.get("/discontinuation")
def ending(countermeasure_id: int) -> str:
    """中止 or 統合, with the reason."""
    one = the_countermeasure(countermeasure_id)
    secretary(one.term.group)
    form = DiscontinuationForm(formdata=None, made_from=one.turns)
    offer_open(form.into, one)
    return render_template("meetings/issues/discontinue.html", one=one, issue=one.term.issue, form=form)


@routes.post("/discontinuation")
@once
def discontinue(countermeasure_id: int) -> Response | tuple[str, int]:
    """It ends without an evaluation."""
    one = the_countermeasure(countermeasure_id)
    by = secretary(one.term.group)
    form = DiscontinuationForm()
    offer_open(form.into, one)
    if not form.validate():
        return render_template("meetings/issues/discontinue.html", one=one, issue=one.term.issue, form=form), 422
    if overtaken := form.overtaken(one):
        form.reason.errors = [overtaken]
        return render_template("meetings/issues/discontinue.html", one=one, issue=one.term.issue, form=form), 409
    how = Ending(form.how.data)
    into = db.get(Countermeasure, form.into.data) if how == Ending.MERGED else None
    try:
        one.discontinue(how, reason=str(form.reason.data), into=into, by=by)
    except RuleBroken as broken:
        db.rollback()
        form.how.errors = [str(broken)]
        return render_template("meetings/issues/discontinue.html", one=one, issue=one.term.issue, form=form), 409
    return done(f"/issues/{one.term.issue_id}#countermeasure-{one.id}", _("方策を終わりにしました。理由は、そのまま残ります。"))
