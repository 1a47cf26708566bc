"""People of an institution: who works there as what, who was invited, and base staff stopping an account."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from auth.models import PasswordLink, Person, SignIn
from auth.recent import recently_authenticated
from core import realtime
from core.database import db
from core.rules import RuleBroken
from region.here import here
from region.models import Affiliation, Institution, Invitation
from region.models.staffing import may_change, may_let_back_in, may_stop, roles_open_to
from region.routes.staff import allow, signer, the_institution, the_person

routes = Blueprint("people", __name__)


@routes.get("/people/")
def mine() -> str:
    """The people of my institution."""
    present = here()
    return _page(present.institution) if present else render_template("region/people/nowhere.html")


@routes.get("/institutions/<int:institution_id>/people")
def at(institution_id: int) -> str:
    """The people of an institution in my reach."""
    return _page(the_institution(institution_id))


@routes.get("/people/<int:person_id>/disabling")
def ask_to_disable(person_id: int) -> str:
    """What stopping the account means, before it is done."""
    person, _actor = _stoppable(person_id)
    return render_template("region/people/disabling.html", person=person, institution=_institution_of(person))


@routes.post("/people/<int:person_id>/disabling")
def disable(person_id: int) -> Response:
    """Stops the account everywhere at once, sockets too."""
    person, actor = _stoppable(person_id)
    if person.id == actor.person_id:
        raise RuleBroken(_("自分のアカウントは止められません。ほかの拠点の職員に頼んでください。"))
    person.disable(by=actor)
    SignIn.end_all_of(person)
    for affiliation in db.scalars(Affiliation.current_of(person.id)):
        Invitation.withdraw_all_by(affiliation, by=actor)
    realtime.rights_changed(person.id)
    realtime.hang_up(person_id=person.id)
    db.commit()
    flash(_("%(name)sさんのアカウントを止めました。開いていた画面も、すべて使えなくなりました。", name=person.name))
    return _back(person)


@routes.post("/people/<int:person_id>/enabling")
def enable(person_id: int) -> Response:
    """Lets the person sign in again."""
    person, actor = _stoppable(person_id)
    person.enable(by=actor)
    db.commit()
    flash(_("%(name)sさんは、またサインインできます。", name=person.name))
    return _back(person)


@routes.post("/people/<int:person_id>/password-links")
@recently_authenticated
def make_password_link(person_id: int) -> Response:
    """A link with which who forgot the password sets a new one; shown once."""
    person, actor = the_person(person_id), signer()
    allow(may_let_back_in(actor, person))
    made, token = PasswordLink.make(person, by=actor)
    db.commit()
    link = f"{current_app.config['RENKEI'].public_url}/password/{token}"
    return make_response(
        render_template("region/people/password_link.html", person=person, made=made, link=link, institution=_institution_of(person)), 201
    )


def _page(institution: Institution) -> str:
    actor = here()
    roles = roles_open_to(actor, institution) if actor else []
    people = list(db.scalars(Affiliation.current_at(institution.id)))
    ids = [one.person_id for one in people]
    last = select(SignIn.person_id, func.max(SignIn.began_at)).where(SignIn.person_id.in_(ids)).group_by(SignIn.person_id)
    return render_template(
        "region/people/index.html",
        institution=institution,
        people=people,
        last_sign_in={row[0]: row[1] for row in db.execute(last)},
        may_invite=bool(roles),
        changeable={one.id for one in people if actor and may_change(actor, one)},
        stops_accounts=bool(roles and actor and actor.is_base_staff),
        lets_back_in={one.person_id for one in people if actor and may_let_back_in(actor, one.person)},
        invitations=list(db.scalars(Invitation.open_at(institution.id))) if roles else [],
    )


def _stoppable(person_id: int) -> tuple[Person, Affiliation]:
    person, actor = the_person(person_id), signer()
    allow(may_stop(actor, person))
    return person, actor


def _institution_of(person: Person) -> Institution:
    """One of the person's institutions that the actor looks after, to go back to."""
    actor = signer()
    return next(one.institution for one in db.scalars(Affiliation.current_of(person.id)) if may_change(actor, one))


def _back(person: Person) -> Response:
    return redirect(f"/institutions/{_institution_of(person).id}/people", 303)
