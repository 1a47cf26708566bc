"""An issue rises to an upper group, which owes an answer."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.choices import offer_meetings
from meetings.cycle.forms.asking import RiseAnswerForm, RiseForm
from meetings.cycle.routes.finding import acting_on, meeting_of
from meetings.models import Group, Rise, RiseAnswer, Term
from meetings.routes.finding import secretary, the_issue, the_rise

routes = Blueprint("rises", __name__)


@routes.get("/issues/<int:issue_id>/rises")
def new(issue_id: int) -> str:
    """To which group, what is asked, until when."""
    issue = the_issue(issue_id)
    term, _by = acting_on(issue)
    form = _offered(RiseForm(formdata=None), term)
    form.to.data = term.group.upper_id or 0
    return render_template("meetings/issues/rise.html", issue=issue, term=term, form=form)


@routes.post("/issues/<int:issue_id>/rises")
@once
def create(issue_id: int) -> Response | tuple[str, int]:
    """The upper group is asked."""
    issue = the_issue(issue_id)
    term, by = acting_on(issue)
    form = _offered(RiseForm(), term)
    if not form.validate():
        return render_template("meetings/issues/rise.html", issue=issue, term=term, form=form), 422
    try:
        risen = Rise.ask(term, db.get_one(Group, form.to.data), asked=str(form.asked.data), answer_by_on=form.answer_by_on.data, by=by)
    except RuleBroken as broken:
        db.rollback()
        form.to.errors = [str(broken)]
        return render_template("meetings/issues/rise.html", issue=issue, term=term, form=form), 409
    return done(f"/issues/{issue.id}#rise-{risen.id}", _("「%(group)s」に上げました。返事がくると、ここに出ます。", group=risen.to.name))


@routes.get("/rises/<int:rise_id>/answer")
def question(rise_id: int) -> str:
    """What is asked, and the three answers."""
    rise = the_rise(rise_id)
    secretary(rise.to)
    form = RiseAnswerForm(formdata=None)
    offer_meetings(form.meeting, rise.to)
    return render_template("meetings/issues/rise_answer.html", rise=rise, issue=rise.term.issue, form=form)


@routes.post("/rises/<int:rise_id>/answer")
@once
def answer(rise_id: int) -> Response | tuple[str, int]:
    """The lower group reads the answer; taken, the issue stands before the upper group with its whole history."""
    rise = the_rise(rise_id)
    by = secretary(rise.to)
    form = RiseAnswerForm()
    offer_meetings(form.meeting, rise.to)
    if not form.validate():
        return render_template("meetings/issues/rise_answer.html", rise=rise, issue=rise.term.issue, form=form), 422
    said = RiseAnswer(form.answer.data)
    try:
        rise.reply(said, text=str(form.text.data), by=by, meeting=meeting_of(rise.to, form.meeting.data))
    except RuleBroken as broken:
        db.rollback()
        form.answer.errors = [str(broken)]
        return render_template("meetings/issues/rise_answer.html", rise=rise, issue=rise.term.issue, form=form), 409
    return done(f"/issues/{rise.term.issue_id}#rise-{rise.id}", _("返事をしました。もとの会議にも、同じ文が見えます。"))


def _offered(form: RiseForm, term: Term) -> RiseForm:
    """The upper group first, then every other group one may read that still meets."""
    known = {one.id: one for one in db.scalars(Group.readable_by(current_user.id))}
    if term.group.upper:
        known = {term.group.upper.id: term.group.upper} | known
    form.to.offer((one.id, one.name) for one in known.values() if one.ended_at is None and one.id != term.group_id)
    return form
