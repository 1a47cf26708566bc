"""What becomes of an institution: its page for base staff, with its moves."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, make_response, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from region.directory.forms.lifecycle import MoveForm
from region.directory.history import history
from region.directory.models import InstitutionMove
from region.directory.routes.becoming import page, to
from region.here import here
from region.models import Institution
from region.routes import institutions
from region.routes.finding import its_editor, the_institution
from region.routes.institution_edits import municipalities_for

routes = Blueprint("lifecycle", __name__, url_prefix="/institutions/<int:institution_id>")


def on_the_page(app: Flask) -> None:
    """An institution's page tells what became of it."""
    institutions.also_shows(app, _history, "content")


@routes.get("/changes")
def show(institution_id: int) -> str:
    """What can become of it, and what has. `q` looks for the other institution."""
    institution = the_institution(institution_id)
    return page(institution, its_editor(institution))


@routes.post("/moves")
def move(institution_id: int) -> Response:
    """Another address from a day on."""
    institution = the_institution(institution_id)
    actor = its_editor(institution)
    form = MoveForm().offer(municipalities_for(actor, institution))
    if not form.validate_on_submit() or not form.from_on.data:
        return make_response(page(institution, actor, moving=form), 422)
    told = InstitutionMove.record(institution, form.place, from_on=form.from_on.data, by=actor)
    db.commit()
    flash(_("新しい住所を記録しました。") if told.done_at else _("移る予定を記録しました。その日になると、住所が変わります。"))
    return to(institution)


@routes.post("/moves/<int:move_id>/withdrawal")
def withdraw_move(institution_id: int, move_id: int) -> Response:
    """It will not move after all."""
    institution = the_institution(institution_id)
    actor = its_editor(institution)
    told = db.get(InstitutionMove, move_id)
    if told is None or told.institution_id != institution.id:
        abort(404)
    told.withdraw(by=actor)
    db.commit()
    flash(_("移る予定をとりけしました。"))
    return to(institution)


def _history(institution: Institution) -> str:
    events, may_edit = history(institution), institution.editable_by(here())
    if not events and not may_edit:
        return ""
    return render_template("region/directory/lifecycle/_section.html", institution=institution, events=events, may_edit=may_edit)
