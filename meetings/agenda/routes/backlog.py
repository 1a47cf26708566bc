"""What waits before a group: proposing something, and answering it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from board.routes.finding import the_post
from core import links
from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.agenda.answering import decline
from meetings.agenda.backlog import Backlog
from meetings.agenda.forms import DeclineForm, ProposalForm
from meetings.groups.forms import id_or_none
from meetings.models import Group, Proposal
from meetings.routes.finding import belongs, runs, secretary, signer, the_group, the_proposal
from region.here import here
from region.models import Affiliation

routes = Blueprint("backlog", __name__)


@routes.get("/groups/<int:group_id>/backlog")
def show(group_id: int) -> str:
    """What waits, and what was answered."""
    group = the_group(group_id)
    return render_template(
        "meetings/agenda/backlog.html", group=group, backlog=Backlog(group, current_user.id), may_answer=runs(group),
        inside=belongs(group), may_propose=group.ended_at is None and Proposal.possible_for(here()),
    )  # fmt: skip


@routes.get("/groups/<int:group_id>/proposals/new")
def new(group_id: int) -> str:
    """The form; with `?post=` it stands under the title of the post."""
    group = the_group(group_id)
    _proposer()
    post = request.args.get("post", type=id_or_none)
    return _form(group, ProposalForm(formdata=None, post=post, title=the_post(post).title if post else ""))


@routes.post("/groups/<int:group_id>/proposals")
def create(group_id: int) -> Response | tuple[str, int]:
    """It waits before the group. The same `client_key` twice is the same proposal."""
    group = the_group(group_id)
    by, form = _proposer(), ProposalForm()
    form.group_id = group.id
    post = the_post(wanted) if (wanted := id_or_none(form.post.data)) else None
    if not form.validate():
        return _form(group, form), 422
    said = {name: str(form[name].data or "") for name in ("title", "text", "scene")}
    try:
        proposal, fresh = Proposal.put(group, client_key=form.key, by=by, **said)
    except RuleBroken as broken:
        db.rollback()
        form.title.errors = [str(broken)]
        return _form(the_group(group_id), form), 409
    if post and fresh:
        links.link("proposal", proposal.id, "proposed_from", "post", post.id, by=by)
    db.commit()
    flash(_("提案しました。事務局からお返事があると、メールで知らせます。"))
    return redirect(url_for("meetings.backlog.show", group_id=group_id, _anchor=f"proposal-{proposal.id}"), 303)


@routes.get("/proposals/<int:proposal_id>/answer")
def answering(proposal_id: int) -> str:
    """Asks for the reason."""
    proposal = the_proposal(proposal_id)
    secretary(proposal.group)
    return render_template("meetings/agenda/decline.html", proposal=proposal, form=DeclineForm(formdata=None))


@routes.post("/proposals/<int:proposal_id>/answer")
@once
def answer(proposal_id: int) -> Response | tuple[str, int]:
    """見送る. That it becomes an issue is said on the page of a new issue."""
    proposal = the_proposal(proposal_id)
    by, form = secretary(proposal.group), DeclineForm()
    if not form.validate():
        return render_template("meetings/agenda/decline.html", proposal=proposal, form=form), 422
    decline(proposal, str(form.reason.data), by=by)
    return done(url_for("meetings.backlog.show", group_id=proposal.group_id), _("見送りました。理由は、提案した人に伝わります。"))


def _form(group: Group, form: ProposalForm) -> str:
    post = the_post(wanted) if (wanted := id_or_none(form.post.data)) else None
    return render_template("meetings/agenda/propose.html", group=group, form=form, post=post)


def _proposer() -> Affiliation:
    """Who signs and may propose, or 403."""
    by = signer()
    return by if Proposal.possible_for(by) else abort(403)
