"""Who works where: another role, the end of an affiliation, and as whom one acts."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from auth.guard import own_path
from auth.recent import recently_authenticated
from core import realtime
from core.database import db
from core.whole_numbers import whole
from region.forms.people import RoleForm
from region.here import act_as, mine
from region.models import Affiliation, Invitation, Role
from region.models.staffing import keep_one, may_change, roles_open_to, withdraw_beyond_rights
from region.routes.staff import allow, signer, the_affiliation

routes = Blueprint("affiliations", __name__)


@routes.get("/affiliations/<int:affiliation_id>/ending")
def ask_to_end(affiliation_id: int) -> str:
    """What ending means, before it is done."""
    affiliation, _actor = _changeable(affiliation_id)
    return render_template("region/people/ending.html", affiliation=affiliation)


@routes.post("/affiliations/<int:affiliation_id>/ending")
def end(affiliation_id: int) -> Response:
    """The person works there no longer, and hears nothing more from there."""
    affiliation, actor = _changeable(affiliation_id)
    keep_one(affiliation, actor)
    affiliation.end(by=actor)
    Invitation.withdraw_all_by(affiliation, by=actor)
    realtime.rights_changed(affiliation.person_id)
    db.commit()
    flash(_("%(name)sさんの所属を終わりにしました。", name=affiliation.person.name))
    return redirect("/people/" if affiliation.person_id == actor.person_id else _people_of(affiliation), 303)


@routes.get("/affiliations/<int:affiliation_id>/role")
def role(affiliation_id: int) -> str:
    """A form with the roles that can be given."""
    affiliation, actor = _changeable(affiliation_id)
    form = RoleForm(role=affiliation.role)
    form.role.offer(roles_open_to(actor, affiliation.institution))
    return render_template("region/people/role.html", affiliation=affiliation, form=form)


@routes.post("/affiliations/<int:affiliation_id>/role")
@recently_authenticated
def change_role(affiliation_id: int) -> Response:
    """The person may do other things there from now on."""
    affiliation, actor = _changeable(affiliation_id)
    form = RoleForm()
    form.role.offer(roles_open_to(actor, affiliation.institution))
    if not form.validate():
        return make_response(render_template("region/people/role.html", affiliation=affiliation, form=form), 422)
    given = Role(form.role.data)
    if given != affiliation.role:
        keep_one(affiliation, actor)
        affiliation.change_role(given, by=actor)
        withdraw_beyond_rights(affiliation, by=actor)
        realtime.rights_changed(affiliation.person_id)
        db.commit()
        flash(_("%(name)sさんの役割を変えました。", name=affiliation.person.name))
    return redirect(_people_of(affiliation), 303)


@routes.post("/account/affiliation")
def choose() -> Response:
    """From now on I act from here, on this browser."""
    wanted = request.form.get("affiliation", type=whole)
    act_as(next((one for one in mine() if one.id == wanted), None) or abort(404))
    return redirect(own_path(request.form.get("next") or "/account/"), 303)


def my_places() -> str:
    """The part of the account page that says where I work."""
    return render_template("region/people/_my_places.html", places=mine())


def _changeable(affiliation_id: int) -> tuple[Affiliation, Affiliation]:
    affiliation, actor = the_affiliation(affiliation_id), signer()
    allow(may_change(actor, affiliation))
    return affiliation, actor


def _people_of(affiliation: Affiliation) -> str:
    return f"/institutions/{affiliation.institution_id}/people"
