"""Another member looks after the institution from now on; who did so until now stays a member, or ends. One page."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import Select
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from auth.models import Person
from core import realtime
from core.database import db
from core.rules import RuleBroken
from region.directory.models.inventory import LOOKS_AFTER
from region.models import Affiliation, Invitation, Role
from region.models.staffing import may_change, withdraw_beyond_rights
from region.routes.staff import allow, signer, the_affiliation
from region.vocabulary import role_name

routes = Blueprint("handovers", __name__, url_prefix="/affiliations/<int:affiliation_id>/handover")


class HandoverForm(FlaskForm):
    """To whom, and what becomes of who hands over."""

    to = RadioField(lazy_gettext("だれにゆずりますか"), coerce=int, validators=[InputRequired(lazy_gettext("ゆずる人を選んでください。"))])
    then = RadioField(
        lazy_gettext("ゆずったあと"),
        choices=[Choice("stay", lazy_gettext("職員として残る")), Choice("leave", lazy_gettext("所属を終わりにする"))],
        validators=[InputRequired(lazy_gettext("ゆずったあと、残るか、終わりにするかを選んでください。"))],
    )


@routes.get("")
def ask(affiliation_id: int) -> str:
    """Who could take over."""
    affiliation, _actor = _keeper(affiliation_id)
    return _page(affiliation, _form(affiliation))


@routes.post("")
def hand_over(affiliation_id: int) -> Response:
    """It is done at once, for both."""
    affiliation, actor = _keeper(affiliation_id)
    form = _form(affiliation)
    if not form.validate():
        return make_response(_page(affiliation, form), 422)
    heir, role = db.get_one(Affiliation, form.to.data), Role(affiliation.role)
    if heir.role != role:
        heir.change_role(role, by=actor)
    if form.then.data == "leave":
        affiliation.end(by=actor)
        Invitation.withdraw_all_by(affiliation, by=actor)
    else:
        affiliation.change_role(Role.MEMBER, by=actor)
        withdraw_beyond_rights(affiliation, by=actor)
    for one in (heir, affiliation):
        realtime.rights_changed(one.person_id)
    db.commit()
    flash(_("%(name)sさんが、これから%(role)sです。", name=heir.person.name, role=role_name(role)))
    gone = form.then.data == "leave" and affiliation.person_id == actor.person_id
    return redirect("/people/" if gone else f"/institutions/{affiliation.institution_id}/people", 303)


def _keeper(affiliation_id: int) -> tuple[Affiliation, Affiliation]:
    affiliation, actor = the_affiliation(affiliation_id), signer()
    allow(may_change(actor, affiliation))
    if affiliation.role not in LOOKS_AFTER:
        raise RuleBroken(_("%(name)sさんは管理者ではありません。", name=affiliation.person.name))
    return affiliation, actor


def _form(affiliation: Affiliation) -> HandoverForm:
    form = HandoverForm(then="stay")
    form.to.choices = [Choice(one.id, "　".join([one.person.name, *one.profession_names])) for one in db.scalars(_heirs(affiliation))]
    return form


def _heirs(affiliation: Affiliation) -> Select[Affiliation]:
    others = Affiliation.current_at(affiliation.institution_id).join(Person, Person.id == Affiliation.person_id)
    return others.where(
        Affiliation.id != affiliation.id, Affiliation.role.in_((Role.MEMBER, affiliation.role)), Person.disabled_at.is_(None)
    )


def _page(affiliation: Affiliation, form: HandoverForm) -> str:
    return render_template("region/directory/handovers/new.html", affiliation=affiliation, form=form)
