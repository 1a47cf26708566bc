"""The page of an issue; numbers that speak for it; and its way into the next year."""

from __future__ import annotations

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.evaluating import NEXT_WORDS
from meetings.cycle.forms.issues import EvidenceForm
from meetings.cycle.history import whole
from meetings.cycle.page import Page
from meetings.cycle.routes.finding import acting_on
from meetings.routes.finding import the_issue

routes = Blueprint("issues", __name__, url_prefix="/issues")


@routes.get("/<int:issue_id>")
def show(issue_id: int) -> str:
    """課題 → 方策 → 実施 → 評価, with all that came before and after."""
    return _drawn(issue_id)


def _drawn(issue_id: int) -> str:
    page = Page.of(whole(issue_id, current_user.id) or abort(404), current_user.id)
    return render_template("meetings/issues/show.html", page=page, evidence_form=EvidenceForm(formdata=None), next_words=NEXT_WORDS)


@routes.post("/<int:issue_id>/evidence")
@once
def evidence(issue_id: int) -> Response | tuple[str, int]:
    """One more number."""
    issue = the_issue(issue_id)
    _term, by = acting_on(issue)
    form = EvidenceForm()
    if not form.validate():
        return render_template("meetings/issues/evidence.html", issue=issue, form=form), 422
    issue.speak_for(what=str(form.what.data), value=str(form.value.data), source=str(form.source.data), by=by)
    return done(f"/issues/{issue.id}#issue", _("数字を足しました。"))


@routes.post("/<int:issue_id>/carrying")
@once
def carry(issue_id: int) -> Response | tuple[str, int]:
    """次年度へ: the group goes on with it next year."""
    issue = the_issue(issue_id)
    term, by = acting_on(issue)
    try:
        carried = term.carry_over(by=by)
    except RuleBroken as broken:
        db.rollback()
        flash(str(broken))
        return _drawn(issue_id), 409
    said = _("%(year)s年度の課題に引きつぎました。これまでの記録は、そのまま続きます。", year=carried.fiscal_year)
    return done(f"/issues/{issue.id}", said)
