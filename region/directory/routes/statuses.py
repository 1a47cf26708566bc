"""Statuses with their dates: base staff give them, end them, and take back what was a mistake."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.database import db
from region.directory.forms.statuses import OF_AN_AREA, EndForm, StatusForm
from region.directory.models import InstitutionStatus
from region.directory.models.status import Status
from region.models import Area, Institution
from region.models.base import areas_of
from region.routes.finding import its_editor, the_institution

routes = Blueprint("statuses", __name__, url_prefix="/institutions/<int:institution_id>/statuses")


@routes.get("/")
def index(institution_id: int) -> Response:
    """What the institution is and was, and a form for one more."""
    institution = the_institution(institution_id)
    its_editor(institution)
    return _page(institution, _form(institution, empty=True))


@routes.post("/")
def create(institution_id: int) -> Response:
    """The institution has a status from a day on."""
    institution = the_institution(institution_id)
    by, form = its_editor(institution), _form(institution)
    if not form.validate() or form.from_on.data is None:
        return _page(institution, form, 422)
    status = Status(form.status.data)
    area = db.get_one(Area, int(form.area.data)) if status in OF_AN_AREA else None
    given = InstitutionStatus.designate(
        institution, status, from_on=form.from_on.data, until_on=form.until_on.data, source=form.source.data or "", by=by, area=area,
        note=form.note.data or "",
    )  # fmt: skip
    db.commit()
    flash(_("「%(status)s」を付けました。", status=given.short_name))
    return _back(institution)


@routes.post("/<int:status_id>/end")
def end(institution_id: int, status_id: int) -> Response:
    """It has the status until a day."""
    institution = the_institution(institution_id)
    by, given, form = its_editor(institution), _status(institution_id, status_id), EndForm()
    if not form.validate() or form.until_on.data is None or form.until_on.data < given.from_on:
        if not form.errors:
            form.until_on.errors = [_("終わりの日は、始まりの日か、それより後にしてください。")]
        return _page(institution, _form(institution, empty=True), 422, ending=(given.id, form))
    given.end(form.until_on.data, by=by)
    db.commit()
    flash(_("「%(status)s」の終わりの日を書きました。", status=given.short_name))
    return _back(institution)


@routes.post("/<int:status_id>/withdrawal")
def withdraw(institution_id: int, status_id: int) -> Response:
    """It was a mistake."""
    institution = the_institution(institution_id)
    by, given = its_editor(institution), _status(institution_id, status_id)
    given.withdraw(by=by)
    db.commit()
    flash(_("「%(status)s」をとりけしました。", status=given.short_name))
    return _back(institution)


def _status(institution_id: int, status_id: int) -> InstitutionStatus:
    found = select(InstitutionStatus).where(InstitutionStatus.id == status_id, InstitutionStatus.institution_id == institution_id)
    return db.scalar(found.where(InstitutionStatus.withdrawn_at.is_(None))) or abort(404)


def _form(institution: Institution, *, empty: bool = False) -> StatusForm:
    areas = db.scalars(select(Area).where(Area.id.in_(areas_of(institution.id))).order_by(Area.id))
    return (StatusForm(formdata=None) if empty else StatusForm()).offer(areas)


def _page(institution: Institution, form: StatusForm, code: int = 200, ending: tuple[int, EndForm] | None = None) -> Response:
    given = InstitutionStatus.of(institution.id)
    forms = {one.id: EndForm(formdata=None) for one in given} | dict([ending] if ending else [])
    page = render_template("region/directory/statuses/index.html", institution=institution, form=form, statuses=given, endings=forms)
    return make_response(page, code)


def _back(institution: Institution) -> Response:
    return redirect(url_for("institutions.show", institution_id=institution.id), 303)
