"""Groups: set up by the base of their area, changed by their secretariat, read by the people of the area."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from core import clock, realtime
from core.database import db
from core.rules import RuleBroken
from core.whole_numbers import whole
from meetings.groups.forms import GroupForm
from meetings.models import Group, GroupKind
from meetings.routes.finding import secretary, signer, the_group
from region.models import Affiliation, Area
from region.models.reach import areas_in_reach, areas_run_by

routes = Blueprint("groups", __name__, url_prefix="/groups")


@routes.get("/new")
def new() -> str:
    """An empty form for an area; without one for the first that one's base runs."""
    area, _by = _the_area(request.args.get("area", type=whole))
    return _form_page(_form(None, began_on=clock.today()), area)


@routes.post("/new")
def create() -> Response | tuple[str, int]:
    """A new group."""
    area, by = _the_area(request.args.get("area", type=whole))
    form = _form()
    if not form.validate():
        return _form_page(form, area), 422
    facts = form.facts | {"kind": GroupKind(form.kind.data), "upper": db.get(Group, form.upper_id.data) if form.upper_id.data else None}
    group = Group.set_up(area, secretariat=by.institution, by=by, **facts)  # type: ignore[arg-type]
    db.commit()
    flash(_("会議体をつくりました。次に、委員を入れてください。"))
    return redirect(f"/groups/{group.id}/members", 303)


@routes.get("/<int:group_id>/edit")
def edit(group_id: int) -> str:
    """The form with what is known."""
    group = the_group(group_id)
    secretary(group)
    return _form_page(_form(None, but=group, obj=group), group.area, group)


@routes.post("/<int:group_id>/edit")
def update(group_id: int) -> Response | tuple[str, int]:
    """Other facts. Who may read it may change with them."""
    group = the_group(group_id)
    by, form = secretary(group), _form(but=group)
    if not form.validate():
        return _form_page(form, group.area, group), 422
    try:
        changed = group.change(by=by, upper=db.get(Group, form.upper_id.data) if form.upper_id.data else None, **form.facts)
    except RuleBroken as broken:
        form.upper_id.errors = (str(broken),)
        return _form_page(form, group.area, group), 422
    if "members_only" in changed:
        realtime.rights_changed(None)
    db.commit()
    return redirect(f"/groups/{group.id}", 303)


def _the_area(area_id: int | None) -> tuple[Area, Affiliation]:
    """An area whose base one works for: 404 for one out of reach, 403 for one's own that one does not run."""
    by, reach = signer(), set(db.scalars(areas_in_reach(current_user.id)))
    run = sorted(db.scalars(areas_run_by(by)))
    wanted = area_id if area_id is not None else next(iter(run), None)
    if wanted is not None and wanted not in reach:
        abort(404)
    return (db.get_one(Area, wanted), by) if wanted in run else abort(403)


def _form(data: object | None = ..., *, but: Group | None = None, **known: object) -> GroupForm:
    form = GroupForm(**known) if data is ... else GroupForm(formdata=None, **known)
    readable = Group.readable_by(current_user.id).where(Group.ended_at.is_(None))
    offered = {one.id: one for one in db.scalars(readable) if one is not but}
    form.offer((offered | ({but.upper.id: but.upper} if but and but.upper else {})).values())
    return form


def _form_page(form: GroupForm, area: Area, group: Group | None = None) -> str:
    areas = db.scalars(select(Area).where(Area.id.in_(areas_run_by(signer()))).order_by(Area.id)).all()
    return render_template("meetings/groups/form.html", form=form, area=area, group=group, areas=areas)
