"""The words of an issue, and its end without an evaluation: 見送り, 統合."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.choices import offer_issues, offer_meetings
from meetings.cycle.forms.issues import ClosingForm, RewordForm
from meetings.cycle.routes.finding import acting_on, meeting_of
from meetings.models import Closing, Issue, Scene, Term
from meetings.routes.finding import the_issue
from region.models import Affiliation

routes = Blueprint("wording", __name__, url_prefix="/issues/<int:issue_id>")


@routes.get("/words")
def words(issue_id: int) -> str:
    """As it is said now, to be said better."""
    issue = the_issue(issue_id)
    acting_on(issue)
    form = RewordForm(formdata=None, title=issue.title, text=issue.text, scene=issue.scene, made_from=len(issue.versions))
    return render_template("meetings/issues/words.html", issue=issue, form=form)


@routes.post("/words")
@once
def reword(issue_id: int) -> Response | tuple[str, int]:
    """The new words stand, the earlier ones are kept."""
    issue = the_issue(issue_id)
    term, by = acting_on(issue)
    form = RewordForm()
    if not form.validate():
        return render_template("meetings/issues/words.html", issue=issue, form=form, group=term.group), 422
    if form.made_from.data != len(issue.versions):
        form.made_from.data = len(issue.versions)
        form.text.errors = [_("ほかの人が先に書きかえました。いまの言葉とくらべて、よければもう一度押してください。")]
        return render_template("meetings/issues/words.html", issue=issue, form=form, other=issue), 409
    try:
        issue.reword(title=str(form.title.data), text=str(form.text.data), scene=Scene(form.scene.data), by=by)
    except RuleBroken as broken:
        db.rollback()
        form.title.errors = [str(broken)]
        return render_template("meetings/issues/words.html", issue=issue, form=form), 409
    return done(f"/issues/{issue.id}", _("書きかえました。前の言葉は、ページの下に残っています。"))


@routes.get("/closing")
def closing(issue_id: int) -> str:
    """見送り or 統合, with the reason."""
    issue = the_issue(issue_id)
    term, by = acting_on(issue)
    return render_template("meetings/issues/closing.html", issue=issue, form=_offered(ClosingForm(formdata=None), issue, term, by))


@routes.post("/closing")
@once
def close(issue_id: int) -> Response | tuple[str, int]:
    """It is closed."""
    issue = the_issue(issue_id)
    term, by = acting_on(issue)
    form = _offered(ClosingForm(), issue, term, by)
    if not form.validate():
        return render_template("meetings/issues/closing.html", issue=issue, form=form), 422
    how = Closing(form.how.data)
    into = db.get(Issue, form.into.data) if how == Closing.MERGED else None
    try:
        issue.close(how, reason=str(form.reason.data), by=by, into=into, meeting=meeting_of(term.group, form.meeting.data))
    except RuleBroken as broken:
        db.rollback()
        form.how.errors = [str(broken)]
        return render_template("meetings/issues/closing.html", issue=issue, form=form), 409
    return done(f"/issues/{issue.id}", _("課題を閉じました。記録は、そのまま残ります。"))


def _offered(form: ClosingForm, issue: Issue, term: Term, by: Affiliation) -> ClosingForm:
    offer_meetings(form.meeting, term.group)
    offer_issues(form.into, by.person_id, [one.group_id for one in issue.terms], but=issue.id)
    return form
