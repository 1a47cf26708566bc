"""Another institution goes on with the work of one that ends, or another record turns out to be the same institution."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from core.whole_numbers import whole
from region.directory.forms.lifecycle import SuccessionForm
from region.directory.identity.looking import alike
from region.directory.merges import mergeable_by
from region.directory.models import InstitutionPair, InstitutionSuccession
from region.directory.routes.becoming import chosen, page, to
from region.models import Affiliation, Institution
from region.routes.finding import its_editor, the_institution

routes = Blueprint("successions", __name__, url_prefix="/institutions/<int:institution_id>")


@routes.post("/succession")
def succeed(institution_id: int) -> Response:
    """Another institution goes on with its work."""
    institution, actor = _editable(institution_id)
    form = SuccessionForm().offer(chosen(institution, request.form.get("other", type=whole)))
    if not form.validate_on_submit() or not form.succeeded_on.data:
        return make_response(page(institution, actor, choosing=form), 422)
    successor = the_institution(form.other.data)
    its_editor(successor)
    on, with_people = form.succeeded_on.data, bool(form.with_people.data)
    told = InstitutionSuccession.succeed(institution, successor, on=on, with_people=with_people, by=actor)
    db.commit()
    flash(_("%(name)sが引きついだことを記録しました。移った人は%(count)s人です。", name=successor.name, count=len(told.moved)))
    return to(institution)


@routes.post("/succession/<int:succession_id>/undoing")
def undo(institution_id: int, succession_id: int) -> Response:
    """That was a mistake."""
    institution, actor = _editable(institution_id)
    told = db.get(InstitutionSuccession, succession_id)
    if told is None or institution.id not in (told.predecessor_id, told.successor_id):
        abort(404)
    its_editor(told.predecessor)
    its_editor(told.successor)
    told.undo(by=actor)
    db.commit()
    flash(_("引きつぎの記録をとりけしました。"))
    return to(institution)


@routes.post("/twins")
def tell_twin(institution_id: int) -> Response:
    """Another record may be the same institution: the two are put beside each other."""
    institution, actor = _editable(institution_id)
    form = SuccessionForm().offer(chosen(institution, request.form.get("other", type=whole)))
    if not form.other.validate(form):
        return make_response(page(institution, actor, choosing=form), 422)
    other = the_institution(form.other.data)
    if not mergeable_by(actor, institution, other):
        raise RuleBroken(_("%(name)sは、ほかの地域の施設です。その地域の拠点と、いっしょに決めてください。", name=other.name))
    likeness = alike(institution, other)
    InstitutionPair.ask(institution, other, score=likeness.score, reasons=likeness.reasons, by=actor)
    db.commit()
    return redirect(url_for("pairs.index"), 303)


def _editable(institution_id: int) -> tuple[Institution, Affiliation]:
    institution = the_institution(institution_id)
    return institution, its_editor(institution)
