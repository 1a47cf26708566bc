"""棚卸し of people: a manager says of each 「います」 or 「やめました」, once each fiscal year."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from region.directory import inventory
from region.directory.models import Inventory, InventoryCheck
from region.directory.models.inventory import this_year
from region.here import here
from region.models import Affiliation, Institution
from region.models.staffing import may_change
from region.routes.staff import the_institution, the_inviter

routes = Blueprint("own_inventory", __name__)

SAID = {"here": True, "left": False}


@routes.get("/people/inventory")
def mine() -> str:
    """The people of my institution."""
    present = here() or abort(403)
    return at(present.institution_id)


@routes.get("/institutions/<int:institution_id>/inventory")
def at(institution_id: int) -> str:
    """The people of an institution that I look after."""
    institution = the_institution(institution_id)
    actor, _roles = the_inviter(institution)
    return _page(institution, actor)


@routes.post("/institutions/<int:institution_id>/inventory")
def say(institution_id: int) -> Response:
    """Who is here, and who is not any more. Who was not named stays open."""
    institution = the_institution(institution_id)
    actor, _roles = the_inviter(institution)
    asked = inventory.still_open(institution, actor)
    told = {one.id: request.form.get(f"person-{one.id}", "") for one in asked}
    said = {number: SAID[answer] for number, answer in told.items() if answer in SAID}
    wrong = any(answer and answer not in SAID for answer in told.values())
    if wrong or (asked and not said and not Inventory.of_year(institution.id)):
        return make_response(_page(institution, actor, told=told, mistaken=True), 422)
    done = inventory.take(institution, said, by=actor)
    db.commit()
    flash(_("ことしの確かめが終わりました。") if done else _("%(count)s人を確かめました。のこりの人も、選んでください。", count=len(said)))
    return redirect(f"/institutions/{institution.id}/inventory", 303)


def _page(institution: Institution, actor: Affiliation, *, told: dict[int, str] | None = None, mistaken: bool = False) -> str:
    asked = inventory.people(institution, actor)
    return render_template(
        "region/directory/inventory/show.html",
        institution=institution,
        people=asked,
        checks=InventoryCheck.of_year([one.id for one in asked]),
        endable={one.id for one in asked if may_change(actor, one)},
        done=Inventory.of_year(institution.id),
        year=this_year(),
        told=told or {},
        mistaken=mistaken,
    )
