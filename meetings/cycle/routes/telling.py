"""Told: a decision, a due date, an evaluation, an end goes to the boards chosen, with the way back to the issue.

What was taken back goes where it had been told, and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from board import live
from board.models import Board, Post, Right
from board.standing import standing
from core.database import db
from core.rules import RuleBroken
from meetings.cycle import notices
from meetings.cycle.forms.asking import TellingForm
from meetings.cycle.routes.finding import acting_on
from meetings.cycle.subject import NoticeKind, Subject, possible
from meetings.cycle.told import untold
from meetings.models import Issue
from meetings.routes.finding import the_issue
from region.models import Affiliation

routes = Blueprint("telling", __name__, url_prefix="/issues/<int:issue_id>/telling")


@routes.get("")
def new(issue_id: int) -> str:
    """Written already, to be read over; `?what=` decision, due or issue, `?countermeasure=` of which; or `?record=`."""
    issue = the_issue(issue_id)
    _term, by = acting_on(issue)
    about = next(iter(possible(issue)), Subject(NoticeKind.ISSUE)) if not request.args else Subject.named(issue, request.args)
    said = notices.notice(issue, about, url_for("meetings.issues.show", issue_id=issue.id, _external=True))
    boards = _boards(about, by)
    form = TellingForm(formdata=None, title=said.title, body=said.body, boards=_first(boards, about, by)).offer(boards)
    return _drawn(form, issue, about, by, possible(issue))


@routes.post("")
def create(issue_id: int) -> Response | tuple[str, int]:
    """On every board that was chosen; the same `client_key` twice tells once."""
    issue = the_issue(issue_id)
    _term, by = acting_on(issue)
    about = Subject.named(issue, request.form)
    boards = _boards(about, by)
    form = TellingForm().offer(boards)
    if not form.validate():
        return _drawn(form, issue, about, by), 422
    try:
        posts = _published(form, boards, issue, about, by)
    except RuleBroken as broken:
        db.rollback()
        form.boards.errors = [str(broken)]
        return _drawn(form, issue, about, by), 409
    by.professions  # noqa: B018 - read here, so that drawing after the commit asks nothing and takes nobody's turn to write
    db.commit()
    flash(_("%(count)sつの掲示板に載せました。返事は、この課題のページにも出ます。", count=len(posts)))
    return redirect(f"/issues/{issue.id}#h-born", 303)


def _published(form: TellingForm, boards: list[Board], issue: Issue, about: Subject, by: Affiliation) -> list[Post]:
    """Raises RuleBroken."""
    about.still(request.form.get("what"))
    said = replace(notices.notice(issue, about, ""), title=str(form.title.data), body=str(form.body.data))
    asks = notices.owners_of(issue, about.about) if form.asks.data == "owners" else None
    chosen = [board for board in boards if board.id in (form.boards.data or ())]
    posts = notices.publish(chosen, issue, said, key=str(form.client_key.data), by=by, confirm_by=form.deadline, asks=asks)
    for post in posts:
        live.post_published(post)
    return posts


def _drawn(form: TellingForm, issue: Issue, about: Subject, by: Affiliation, choice: list[Subject] | None = None) -> str:
    earlier = notices.earlier_posts(about, by.person_id)
    shut = [posts[0].board.name for board, posts in earlier.items() if board not in form.known]
    return render_template(
        "meetings/issues/tell.html", issue=issue, form=form, subject=about, possible=choice or [],
        beyond=notices.beyond_boards(issue, about.about), earlier=earlier, shut=shut,
    )  # fmt: skip


def _boards(about: Subject, by: Affiliation) -> list[Board]:
    """The boards the signer may post on; of what was taken back, those that were told of it."""
    stands, told = standing(), notices.earlier_posts(about, by.person_id)
    return [one for one in stands.boards if stands.may(Right.POST, one, by) and (about.kind != NoticeKind.TAKEN_BACK or one.id in told)]


def _first(boards: list[Board], about: Subject, by: Affiliation) -> list[int]:
    """What is chosen before anybody chooses: all that do not know yet that it was taken back, else the first."""
    if about.record is None or about.kind != NoticeKind.TAKEN_BACK:
        return [board.id for board in boards[:1]]
    left = {post.board_id for some in untold([about.record], by.person_id).values() for post in some}
    return [board.id for board in boards if board.id in left]
