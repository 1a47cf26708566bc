"""What base staff change about their areas, each with its day: land, bases, active institutions. Whatever begins here also ends here."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select

from core.database import db
from core.rules import RuleBroken
from region.codes import city_of
from region.directory.forms.areas import AppointForm, AreaForm, DesignateForm, TakeInForm
from region.directory.models.status import InstitutionStatus, Status
from region.directory.routes.changing import Answer, page, refused, saved
from region.directory.routes.offering import offered_bases, offered_institutions, takeable
from region.directory.routes.reaching import its_editor, the_area
from region.models import Area, AreaKind, CoordinationBase, Institution, Municipality
from region.routes.finding import the_adder

routes = Blueprint("area_edits", __name__, url_prefix="/areas")


@routes.route("/new", methods=["GET", "POST"])
def new() -> Answer:
    """A new area; whoever sets it up is its base."""
    editor = the_adder()
    form = AreaForm().offer(takeable(None, editor))
    if not form.validate_on_submit() or not form.from_on.data:
        return page("new", form, None)
    land = _with_wards(form.municipalities.data or [])
    area = Area.set_up(form.name.data or "", AreaKind(form.kind.data), land, from_on=form.from_on.data)
    CoordinationBase.appoint(editor.institution, area, from_on=form.from_on.data)
    return saved(area, _("%(name)sを加えました。", name=area.name))


@routes.route("/<int:area_id>/municipalities/new", methods=["GET", "POST"])
def take_in(area_id: int) -> Answer:
    """Municipalities join from a day on; a city brings its wards."""
    area = the_area(area_id)
    form = TakeInForm().offer(takeable(area, its_editor(area)))
    begins = form.from_on.data
    if not form.validate_on_submit() or not begins:
        return page("take_in", form, area)
    try:
        for one in _with_wards(form.municipalities.data or []):
            area.take_in(one, from_on=begins)
    except RuleBroken as broken:
        return refused("take_in", form, form.municipalities, broken, area)
    return saved(area, _("市区町村を加えました。"))


@routes.route("/<int:area_id>/bases/new", methods=["GET", "POST"])
def appoint(area_id: int) -> Answer:
    """An institution becomes a base of the area."""
    area = the_area(area_id)
    its_editor(area)
    form = AppointForm().offer(offered_bases())
    begins = form.from_on.data
    if not form.validate_on_submit() or not begins:
        return page("appoint", form, area)
    institution = db.get_one(Institution, int(form.institution_id.data or 0))
    try:
        CoordinationBase.appoint(institution, area, from_on=begins)
    except RuleBroken as broken:
        return refused("appoint", form, form.institution_id, broken, area)
    return saved(area, _("%(name)sを拠点にしました。", name=institution.name))


@routes.route("/<int:area_id>/designations/new", methods=["GET", "POST"])
def designate(area_id: int) -> Answer:
    """An institution is an active one for the area, for a fiscal year, the plan's period or any other."""
    area = the_area(area_id)
    editor = its_editor(area)
    form = DesignateForm().offer(offered_institutions(area))
    begins = form.from_on.data
    if not form.validate_on_submit() or not begins:
        return page("designate", form, area)
    institution = db.get_one(Institution, int(form.institution_id.data or 0))
    try:
        InstitutionStatus.designate(
            institution, Status.ACTIVE_INSTITUTION, from_on=begins, until_on=form.ends, source=form.source.data or "", by=editor, area=area
        )
    except RuleBroken as broken:
        return refused("designate", form, form.institution_id, broken, area)
    return saved(area, _("%(name)sを積極的医療機関にしました。", name=institution.name))


def _with_wards(codes: Iterable[str]) -> list[Municipality]:
    """The municipalities of these codes; a designated city brings the wards that are known."""
    chosen = set(codes)
    known = db.scalars(select(Municipality).order_by(Municipality.code))
    return [one for one in known if one.code in chosen or city_of(one.code) in chosen]
