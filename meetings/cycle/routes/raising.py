"""A new issue: by the secretariat at once; anybody else who reads a group brings a proposal before it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from core.whole_numbers import number_of
from meetings.agenda.answering import words_of
from meetings.cycle.forms.issues import IssueForm
from meetings.cycle.raised_from import RaisedFrom
from meetings.models import Group, Issue, Scene
from meetings.routes.finding import signer, the_proposal
from meetings.standing import places_of
from region.models import Affiliation, Role

routes = Blueprint("raising", __name__, url_prefix="/issues")


@routes.get("/new")
def new() -> str:
    """The form; `?group=`, `?post=`, `?item=`, `?proposal=`, `?hearing=`, `?from=` (an issue) say where it comes from."""
    given: dict[str, object] = {name: number_of(request.args.get(name)) for name in ("group", "post", "item", "proposal", "hearing")}
    if given["proposal"]:
        given |= words_of(the_proposal(number_of(request.args["proposal"])), current_user.id)
    return _drawn(IssueForm(formdata=None, **given, grew_from=number_of(request.args.get("from"))), signer())


@routes.post("/new")
def create() -> Response | str | tuple[str, int]:
    """The issue stands. With `prefill`, or without a key of a form of ours, what came is only shown in the form."""
    form, by = IssueForm(), signer()
    if "prefill" in request.form or "client_key" not in request.form:
        return _drawn(form, by)
    groups, source = _run_by(by) or abort(403), RaisedFrom.named_in(form, by)
    form.offer([(one.id, one.name) for one in groups])
    if not form.validate():
        return _drawn(form, by), 422
    try:
        issue = _raised(form, next(one for one in groups if one.id == form.group.data), source, by)
        source.bind(issue, by=by)
    except RuleBroken as broken:
        db.rollback()
        form.title.errors = [str(broken)]
        return _drawn(form, by), 409
    db.commit()
    flash(_("%(code)s として、課題を出しました。", code=issue.code))
    if form.hearing.data:
        return redirect(f"/hearings/{form.hearing.data}?issue={issue.id}#coding", 303)
    return redirect(f"/issues/{issue.id}", 303)


def _raised(form: IssueForm, group: Group, source: RaisedFrom, by: Affiliation) -> Issue:
    item = source.in_a_meeting_of(group)
    return Issue.raise_(
        group, title=str(form.title.data), text=str(form.text.data), scene=Scene(form.scene.data), client_key=str(form.client_key.data),
        profession=form.profession.data or None, meeting=item.meeting if item else None, by=by,
    )  # fmt: skip


def _drawn(form: IssueForm, by: Affiliation) -> str:
    """The form of an issue where one may raise it; the form of a proposal; or the groups to choose from."""
    source, mine = RaisedFrom.named_in(form, by), _run_by(by)
    wanted = form.group.data or source.group_id
    form.group.data = wanted if any(one.id == wanted for one in mine) else 0
    readable = [one for one in db.scalars(Group.readable_by(current_user.id)) if one.ended_at is None]
    group = next((one for one in readable if one.id == wanted), readable[0] if len(readable) == 1 else None)
    given = {"form": form.offer([(one.id, one.name) for one in mine]), "group": group, **vars(source)}
    if mine and (group is None or group in mine):
        return render_template("meetings/issues/new.html", **given)
    if by.role == Role.PREFECTURE:
        abort(403)
    return render_template("meetings/issues/propose.html", groups=readable, **given)


def _run_by(by: Affiliation) -> list[Group]:
    runs = places_of(by).runs
    return [one for one in db.scalars(Group.readable_by(by.person_id)) if one.ended_at is None and one.id in runs]
