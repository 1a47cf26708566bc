"""方策: decided, and revised with the reason. Every version stays."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.choices import charge_rows, charges, ended_before, offer_charges, offer_meetings
from meetings.cycle.forms.measures import PlanForm, RevisionForm
from meetings.cycle.routes.finding import acting_on, meeting_of
from meetings.models import Countermeasure, Issue, Plan, Term
from meetings.models.plan import CountermeasureVersion
from meetings.routes.finding import secretary, the_countermeasure, the_issue

routes = Blueprint("countermeasures", __name__)


@routes.get("/issues/<int:issue_id>/countermeasures")
def new(issue_id: int) -> str:
    """The empty form."""
    issue = the_issue(issue_id)
    term, _by = acting_on(issue)
    form = _for_new(PlanForm(formdata=None), issue, term)
    earlier = ended_before(issue)
    form.follows.data = earlier[0][0] if earlier and not term.countermeasures else 0
    return render_template("meetings/issues/decide.html", issue=issue, term=term, form=form)


@routes.post("/issues/<int:issue_id>/countermeasures")
def create(issue_id: int) -> Response | tuple[str, int]:
    """It is decided. The same `client_key` twice is the same countermeasure."""
    issue = the_issue(issue_id)
    term, by = acting_on(issue)
    form = _for_new(PlanForm(), issue, term)
    if not form.validate():
        return render_template("meetings/issues/decide.html", issue=issue, term=term, form=form), 422
    follows = next((one for one in issue.countermeasures if one.id == form.follows.data), None)
    meeting = meeting_of(term.group, form.meeting.data)
    try:
        made = Countermeasure.decide(term, _plan(form, term), client_key=str(form.client_key.data), by=by, meeting=meeting, follows=follows)
    except RuleBroken as broken:
        db.rollback()
        form.what.errors = [str(broken)]
        return render_template("meetings/issues/decide.html", issue=issue, term=term, form=form), 409
    db.commit()
    flash(_("方策を決めました。担当の施設が、実施を書けるようになりました。"))
    return redirect(f"/issues/{issue.id}#countermeasure-{made.id}", 303)


@routes.get("/countermeasures/<int:countermeasure_id>/versions")
def edit(countermeasure_id: int) -> str:
    """The version in force, to be changed."""
    one = the_countermeasure(countermeasure_id)
    secretary(one.term.group)
    form = RevisionForm(formdata=None, obj=one.version, charges=charge_rows(one.version.owners), made_from=one.version.number)
    form.reason.data = ""
    return render_template("meetings/issues/revise.html", one=one, issue=one.term.issue, form=_for_change(form, one))


@routes.post("/countermeasures/<int:countermeasure_id>/versions")
@once
def revise(countermeasure_id: int) -> Response | tuple[str, int]:
    """A further version stands; the earlier one and the reason are kept."""
    one = the_countermeasure(countermeasure_id)
    by = secretary(one.term.group)
    form = _for_change(RevisionForm(), one)
    if not form.validate():
        return _again(form, one, 422)
    if form.made_from.data != one.version.number:
        form.made_from.data = one.version.number
        form.what.errors = [_("ほかの人が先に版を書きました。下の文とくらべて、よければもう一度押してください。")]
        return _again(form, one, 409, other=one.version)
    try:
        decided_in = meeting_of(one.term.group, form.meeting.data)
        version = one.revise(_plan(form, one.term), reason=str(form.reason.data), by=by, meeting=decided_in)
    except RuleBroken as broken:
        db.rollback()
        form.what.errors = [str(broken)]
        return _again(form, one, 409)
    said = _("第%(number)s版にしました。前の版と理由は、そのまま残ります。", number=version.number)
    return done(f"/issues/{one.term.issue_id}#version-{version.id}", said)


def _again(form: RevisionForm, one: Countermeasure, code: int, other: CountermeasureVersion | None = None) -> tuple[str, int]:
    return render_template("meetings/issues/revise.html", one=one, issue=one.term.issue, form=form, other=other), code


def _for_new(form: PlanForm, issue: Issue, term: Term) -> PlanForm:
    form.held = offer_meetings(form.meeting, term.group)
    offer_charges(form.charges, term.group)
    form.follows.offer(ended_before(issue))
    return form


def _for_change(form: RevisionForm, one: Countermeasure) -> RevisionForm:
    form.held, form.stood = offer_meetings(form.meeting, one.term.group), one.version.due_on
    offer_charges(form.charges, one.term.group, one.version.owners)
    form.follows.offer([])
    form.follows.data = 0
    return form


def _plan(form: PlanForm, term: Term) -> Plan:
    return Plan(
        what=str(form.what.data), due_on=form.due_on.data, expected=str(form.expected.data or ""), unit=str(form.unit.data or ""),
        indicator=str(form.indicator.data or ""), baseline=form.baseline.data, target=form.target.data,
        charges=charges(form.charges.rows, term.group),
    )  # fmt: skip
