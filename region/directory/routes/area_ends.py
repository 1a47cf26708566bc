"""How what is dated about an area ends: by a day, or as a mistake that is taken back."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from core.database import db
from core.rules import RuleBroken
from region.directory.forms.areas import EndForm
from region.directory.models.dating import Row, end, take_back, taken_back
from region.directory.models.status import InstitutionStatus, Status
from region.directory.routes.changing import Answer, saved
from region.directory.routes.reaching import its_editor, the_area
from region.models import Area, AreaMunicipality, CoordinationBase

routes = Blueprint("area_ends", __name__, url_prefix="/areas")


@routes.route("/<int:area_id>/municipalities/<code>/<day>", methods=["GET", "POST"])
def municipality(area_id: int, code: str, day: str) -> Answer:
    """A municipality leaves."""
    area = the_area(area_id)
    row = db.get(AreaMunicipality, (area.id, code, _day(day)))
    return _ended(area, row, row.municipality.name if row else "")


@routes.route("/<int:area_id>/bases/<int:institution_id>/<day>", methods=["GET", "POST"])
def base(area_id: int, institution_id: int, day: str) -> Answer:
    """An institution is the area's base no longer."""
    area = the_area(area_id)
    row = db.get(CoordinationBase, (institution_id, area.id, _day(day)))
    return _ended(area, row, row.institution.name if row else "")


@routes.route("/<int:area_id>/designations/<int:status_id>", methods=["GET", "POST"])
def designation(area_id: int, status_id: int) -> Answer:
    """An institution is an active one for the area no longer."""
    area, row = the_area(area_id), db.get(InstitutionStatus, status_id)
    ours = row if row and row.area_id == area.id and row.status == Status.ACTIVE_INSTITUTION else None
    return _ended(area, ours, ours.institution.name if ours else "")


def _ended(area: Area, row: Row | None, name: str) -> Answer:
    editor, form = its_editor(area), EndForm()
    if row is None or taken_back(row):
        abort(404)
    if "mistake" in request.form:
        take_back(row, by=editor)
        return saved(area, _("%(name)sを取り消しました。", name=name))
    if form.validate_on_submit() and form.until_on.data:
        try:
            end(row, form.until_on.data, by=editor)
            return saved(area, _("%(name)sの終わりの日を決めました。", name=name))
        except RuleBroken as broken:
            db.rollback()
            form.until_on.errors = [str(broken)]
    page = render_template("region/directory/areas/ending.html", area=area, row=row, name=name, form=form)
    return page, 422 if form.is_submitted() else 200


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        abort(404)
