"""A new issue: by the secretariat at once; anybody else who reads a group brings a proposal before it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from board.models import Post
from board.routes.finding import the_post
from core.database import db
from core.links import link
from meetings.agenda.answering import take_up, words_of
from meetings.cycle.forms.fields import number_of
from meetings.cycle.forms.issues import IssueForm
from meetings.models import AgendaItem, Group, Issue, Proposal, Scene
from meetings.routes.finding import signer, the_issue, the_item, the_proposal
from region.models import Affiliation, Role

routes = Blueprint("raising", __name__, url_prefix="/issues")


@routes.get("/new")
def new() -> str:
    """The form; `?group=`, `?post=`, `?item=`, `?proposal=`, `?from=` (an issue) say where it comes from."""
    asked = {name: number_of(request.args.get(name, "")) for name in ("group", "post", "item", "proposal")}
    proposal = _proposal(asked["proposal"], signer())
    form = IssueForm(formdata=None, **asked | (words_of(proposal, current_user.id) if proposal else {}), grew_from=number_of(request.args.get("from", "")))
    return _drawn(form, signer())


@routes.post("/new")
def create() -> Response | str | tuple[str, int]:
    """The issue stands. With `prefill`, or without a key of a form of ours, what came is only shown in the form."""
    form, by = IssueForm(), signer()
    if "prefill" in request.form or "client_key" not in request.form:
        return _drawn(form, by)
    groups = _run_by(by)
    post, item, source = _sources(form)
    form.offer([(one.id, one.name) for one in groups])
    if not groups:
        abort(403)
    if not form.validate():
        return _drawn(form, by), 422
    proposal = _proposal(form.proposal.data, by)
    issue = _raised(form, next(one for one in groups if one.id == form.group.data), item, by)
    if post:
        link("issue", issue.id, "raised_from", "post", post.id, by=by)
    if proposal:
        take_up(proposal, issue, by=by)
    if source and source.id != issue.id:
        link("issue", issue.id, "grew_from", "issue", source.id, by=by)
    db.commit()
    flash(_("%(code)s として、課題を出しました。", code=issue.code))
    return redirect(f"/issues/{issue.id}", 303)


def _raised(form: IssueForm, group: Group, item: AgendaItem | None, by: Affiliation) -> Issue:
    return Issue.raise_(
        group, title=str(form.title.data), text=str(form.text.data), scene=Scene(form.scene.data), client_key=str(form.client_key.data),
        profession=form.profession.data or None, meeting=item.meeting if item and item.meeting.group_id == group.id else None, by=by,
    )  # fmt: skip


def _drawn(form: IssueForm, by: Affiliation) -> str:
    """The form of an issue where one may raise it; the form of a proposal; or the groups to choose from."""
    post, item, source = _sources(form)
    mine = _run_by(by)
    wanted = form.group.data or (item.meeting.group_id if item else 0) or (source.term.group_id if source else 0)
    form.group.data = wanted if any(one.id == wanted for one in mine) else 0
    readable = [one for one in db.scalars(Group.readable_by(current_user.id)) if one.ended_at is None]
    group = next((one for one in readable if one.id == wanted), readable[0] if len(readable) == 1 else None)
    given = {"form": form.offer([(one.id, one.name) for one in mine]), "post": post, "item": item, "source": source, "group": group}
    if mine and (group is None or group in mine):
        return render_template("meetings/issues/new.html", **given)
    if by.role == Role.PREFECTURE:
        abort(403)
    return render_template("meetings/issues/propose.html", groups=readable, **given)


def _run_by(by: Affiliation) -> list[Group]:
    return [one for one in db.scalars(Group.readable_by(by.person_id)) if one.ended_at is None and one.run_by(by)]


def _proposal(proposal_id: int | None, by: Affiliation) -> Proposal | None:
    """What the issue answers, for who runs its group; else 403."""
    found = the_proposal(proposal_id) if proposal_id else None
    return found if found is None or found.group.run_by(by) else abort(403)


def _sources(form: IssueForm) -> tuple[Post | None, AgendaItem | None, Issue | None]:
    """What it comes from, each of which the person must be able to read, or 404."""
    post, item, source = form.post.data, form.item.data, form.grew_from.data
    return (the_post(post) if post else None, the_item(item) if item else None, the_issue(source) if source else None)
