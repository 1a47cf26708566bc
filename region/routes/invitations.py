"""Invitations: made by who looks after an institution, accepted with a link that works once."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from auth.entering import enter
from auth.forms import said
from auth.guard import public
from auth.models import Person
from auth.passwords import hash_password
from auth.recent import ask_again
from core import realtime
from core.database import db, reading
from region.forms.people import AcceptanceForm, InvitationForm
from region.here import act_as
from region.models import Invitation, Role
from region.models.staffing import still_given
from region.routes.staff import allow, the_institution, the_inviter, the_open_invitation

routes = Blueprint("invitations", __name__)


@routes.get("/institutions/<int:institution_id>/invitations/new")
def new(institution_id: int) -> str:
    """An empty form."""
    institution = the_institution(institution_id)
    _actor, roles = the_inviter(institution)
    form = InvitationForm(formdata=None, role=Role.MEMBER)
    form.role.offer(roles)
    return render_template("region/invitations/new.html", form=form, institution=institution)


@routes.post("/institutions/<int:institution_id>/invitations")
def create(institution_id: int) -> Response:
    """Makes the invitation and shows its link, this once. Says nothing of whether the address has an account."""
    institution = the_institution(institution_id)
    actor, roles = the_inviter(institution)
    form = InvitationForm()
    form.role.offer(roles)
    if not form.validate():
        return make_response(render_template("region/invitations/new.html", form=form, institution=institution), 422)
    if form.role.data in (Role.BASE_STAFF, Role.MANAGER) and (asked := ask_again()):
        return asked
    settings = current_app.config["RENKEI"]
    invitation, token = Invitation.issue(
        email=said(form.email), name=said(form.name), institution=institution, role=Role(form.role.data),
        professions=form.professions.data or [], by=actor, life=settings.invitation_life,
    )  # fmt: skip
    db.commit()
    about = {"invitation": invitation, "link": f"{settings.public_url}/invitations/{token}", "institution": institution}
    return make_response(render_template("region/invitations/created.html", **about), 201)


@routes.post("/invitations/<int:invitation_id>/withdrawal")
def withdraw(invitation_id: int) -> Response:
    """The link no longer works."""
    invitation = the_open_invitation(invitation_id)
    actor, roles = the_inviter(invitation.institution)
    allow(invitation.role in roles)
    invitation.withdraw(by=actor)
    db.commit()
    flash(_("%(name)sさんへの招待をとりけしました。", name=invitation.name))
    return redirect(f"/institutions/{invitation.institution_id}/people", 303)


@routes.get("/invitations/<token>")
@public
def show(token: str) -> Response | str:
    """Who invites, and what is asked. Only the holder of the link learns whether the address has an account."""
    invitation = Invitation.by_token(token) or abort(404)
    return _page(invitation, AcceptanceForm(formdata=None, name=invitation.name), token) if still_given(invitation) else _gone(invitation)


@routes.post("/invitations/<token>")
@public
def accept(token: str) -> Response:
    """The invited person joins: with a new account, or signed in with the one they have."""
    with reading():
        invitation = Invitation.by_token(token) or abort(404)
        known, email, is_open = Person.known_as(invitation.email) is not None, invitation.email, still_given(invitation)
    if not is_open:
        return _gone(invitation)
    if known:
        return _join(token)
    form = AcceptanceForm()
    form.email_of_owner = email
    if not form.validate():
        return make_response(_page(invitation, form, token), 422)
    return _begin_account(token, form, hash_password(said(form.new_password)))


def _begin_account(token: str, form: AcceptanceForm, password_hash: str) -> Response:
    invitation = Invitation.by_token(token, locked=True) or abort(404)
    if not still_given(invitation):
        return _gone(invitation)
    person = Person(email=invitation.email, name=form.name.data, name_kana=form.name_kana.data or None, password_hash=password_hash)
    db.add(person)
    try:
        db.flush()
    except IntegrityError:  # another invitation of the same person was accepted in this very moment
        db.rollback()
        return redirect(f"/invitations/{token}", 303)
    invitation.accept(person)
    return enter(person, to="/")


def _join(token: str) -> Response:
    """Somebody with an account joins another institution, signed in as themselves."""
    invitation = Invitation.by_token(token, locked=True) or abort(404)
    if not (current_user.is_authenticated and current_user.email == invitation.email):
        return redirect(f"/sign-in?next=/invitations/{token}", 303)
    realtime.rights_changed(current_user.id)
    act_as(invitation.accept(current_user))
    db.commit()
    flash(_("%(name)sに加わりました。", name=invitation.institution.name))
    return redirect("/", 303)


def _page(invitation: Invitation, form: AcceptanceForm, token: str) -> str:
    about = {"invitation": invitation, "form": form, "token": token, "known": Person.known_as(invitation.email)}
    return render_template("region/invitations/show.html", **about)


def _gone(invitation: Invitation) -> Response:
    return make_response(render_template("region/invitations/gone.html", invitation=invitation), 410)
