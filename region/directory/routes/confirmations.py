"""An institution confirms or corrects what is known of it: its manager, or base staff who have asked by telephone."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from region.directory.confirming import Confirming
from region.directory.models import Fact
from region.here import here
from region.models import Affiliation, Institution
from region.routes.finding import the_institution

routes = Blueprint("fact_confirmations", __name__, url_prefix="/institutions")


@routes.get("/<int:institution_id>/confirmation")
def edit(institution_id: int) -> str:
    """What is asked, filled in as it is known."""
    institution = the_institution(institution_id)
    _speaker(institution)
    return render_template("region/directory/confirmations/edit.html", page=Confirming(institution), institution=institution)


@routes.post("/<int:institution_id>/confirmation")
def confirm(institution_id: int) -> Response:
    """It is true from now on, and confirmed today."""
    institution = the_institution(institution_id)
    by = _speaker(institution)
    page = Confirming(institution, request.form)
    if not page.save(by):
        return make_response(render_template("region/directory/confirmations/edit.html", page=page, institution=institution), 422)
    db.commit()
    flash(_("確かめました。名簿に、きょうの日付が入りました。"))
    return redirect(url_for("institutions.show", institution_id=institution.id), 303)


def _speaker(institution: Institution) -> Affiliation:
    acting = here()
    return acting if acting and Fact.stateable_by(acting, institution) else abort(403)
