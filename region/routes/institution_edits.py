"""What a base writes into the directory: institutions no file has, corrections that imports respect, closures."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.database import db
from region.forms.institutions import ClosureForm, InstitutionForm
from region.models import Affiliation, AreaMunicipality, Institution, Municipality, areas_run_by
from region.routes.finding import its_editor, the_adder, the_institution

routes = Blueprint("institution_edits", __name__, url_prefix="/institutions")

Answer = str | Response | tuple[str, int]


@routes.route("/new", methods=["GET", "POST"])
def new() -> Answer:
    """Adds an institution of the base's areas."""
    editor = the_adder()
    form = InstitutionForm().offer(municipalities_for(editor))
    if not form.validate_on_submit():
        return render_template("region/institutions/new.html", form=form), 422 if form.is_submitted() else 200
    added = Institution.add(form.facts, by=editor)
    db.commit()
    flash(_("%(name)sを名簿に加えました。", name=added.name))
    return _to(added)


@routes.route("/<int:institution_id>/edit", methods=["GET", "POST"])
def edit(institution_id: int) -> Answer:
    """Corrects what is known; the fields that were changed are no longer overwritten by imports."""
    institution = the_institution(institution_id)
    editor = its_editor(institution)
    form = InstitutionForm(obj=institution).offer(municipalities_for(editor, institution))
    if not form.validate_on_submit():
        return render_template("region/institutions/edit.html", form=form, institution=institution), 422 if form.is_submitted() else 200
    institution.correct(form.facts, by=editor)
    db.commit()
    flash(_("保存しました。直した項目は、公表データが新しくなっても上書きしません。"))
    return _to(institution)


@routes.route("/<int:institution_id>/closure", methods=["GET", "POST"])
def close(institution_id: int) -> Answer:
    """The institution has closed: a page says what that means, and asks for the day."""
    institution = the_institution(institution_id)
    editor, closure = its_editor(institution), ClosureForm()
    if not closure.validate_on_submit() or not closure.closed_on.data:
        people = len(db.scalars(Affiliation.current_at(institution.id)).all())
        page = render_template("region/institutions/closing.html", closure=closure, institution=institution, people=people)
        return page, 422 if closure.is_submitted() else 200
    institution.close(closure.closed_on.data, by=editor)
    db.commit()
    flash(_("%(name)sを、閉じた施設にしました。", name=institution.name))
    return _to(institution)


@routes.post("/<int:institution_id>/reopening")
def reopen(institution_id: int) -> Answer:
    """The institution is open after all."""
    institution = the_institution(institution_id)
    institution.reopen(by=its_editor(institution))
    db.commit()
    flash(_("%(name)sを、開いている施設にもどしました。", name=institution.name))
    return _to(institution)


def _to(institution: Institution) -> Response:
    return redirect(url_for("institutions.show", institution_id=institution.id), 303)


def municipalities_for(editor: Affiliation, institution: Institution | None = None) -> list[Municipality]:
    """Those of the base's areas; where an institution stands now can always stay."""
    codes = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id.in_(areas_run_by(editor)), AreaMunicipality.today())
    theirs = list(db.scalars(select(Municipality).where(Municipality.code.in_(codes)).order_by(Municipality.code)))
    here = institution.municipality if institution else None
    return theirs if here is None or here in theirs else [*theirs, here]
