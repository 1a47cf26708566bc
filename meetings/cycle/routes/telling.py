"""Told: a decision, a due date, an evaluation goes to the boards chosen, with the way back to the issue."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from board import live
from board.models import Board, Right
from board.standing import standing
from core.database import db
from core.rules import RuleBroken
from meetings.cycle import notices
from meetings.cycle.forms.asking import TellingForm
from meetings.cycle.forms.fields import number_of
from meetings.cycle.routes.finding import acting_on
from meetings.models import Countermeasure, Issue
from meetings.routes.finding import the_issue
from region.models import Affiliation

routes = Blueprint("telling", __name__, url_prefix="/issues/<int:issue_id>/telling")


@routes.get("")
def new(issue_id: int) -> str:
    """Written already, to be read over; `?what=` decision, due, evaluation or issue, `?countermeasure=` of which."""
    issue = the_issue(issue_id)
    _term, by = acting_on(issue)
    possible = notices.possible(issue)
    asked, one = request.args.get("what"), _chosen(issue, request.args.get("countermeasure", ""))
    kind, one = (asked, one) if asked else possible[0] if possible else ("issue", None)
    said = notices.notice(issue, str(kind), one, _address(issue))
    boards = _boards(by)
    form = TellingForm(formdata=None, title=said.title, body=said.body, boards=[board.id for board in boards[:1]]).offer(boards)
    return render_template("meetings/issues/tell.html", issue=issue, form=form, one=said.about, possible=possible, kind=kind,
                           beyond=notices.beyond_boards(issue, said.about))  # fmt: skip


@routes.post("")
def create(issue_id: int) -> Response | tuple[str, int]:
    """On every board that was chosen; the same `client_key` twice tells once."""
    issue = the_issue(issue_id)
    _term, by = acting_on(issue)
    one = _chosen(issue, request.form.get("countermeasure", ""))
    boards = _boards(by)
    form = TellingForm().offer(boards)
    if not form.validate():
        return _again(form, issue, one, 422)
    said = replace(notices.notice(issue, "issue", None, ""), title=str(form.title.data), body=str(form.body.data), about=one)
    asks = notices.owners_of(issue, one) if form.asks.data == "owners" else None
    chosen = [board for board in boards if board.id in (form.boards.data or ())]
    try:
        posts = notices.publish(chosen, issue, said, key=str(form.client_key.data), by=by, confirm_by=form.deadline, asks=asks)
    except RuleBroken as broken:
        db.rollback()
        form.boards.errors = [str(broken)]
        return _again(form, issue, one, 409)
    for post in posts:
        live.post_published(post)
    by.professions  # noqa: B018 - read here, so that drawing after the commit asks nothing and takes nobody's turn to write
    db.commit()
    flash(_("%(count)sつの掲示板で知らせました。返事は、この課題のページにも出ます。", count=len(posts)))
    return redirect(f"/issues/{issue.id}#h-born", 303)


def _again(form: TellingForm, issue: Issue, one: Countermeasure | None, code: int) -> tuple[str, int]:
    beyond = notices.beyond_boards(issue, one)
    return render_template("meetings/issues/tell.html", issue=issue, form=form, one=one, possible=[], kind="", beyond=beyond), code


def _chosen(issue: Issue, said: str) -> Countermeasure | None:
    """The countermeasure of this issue that was named."""
    return next((one for one in issue.countermeasures if one.id == number_of(said)), None)


def _boards(by: Affiliation) -> list[Board]:
    """The boards the signer may post on."""
    stands = standing()
    return [one for one in stands.boards if stands.may(Right.POST, one, by)]


def _address(issue: Issue) -> str:
    return url_for("meetings.issues.show", issue_id=issue.id, _external=True)
