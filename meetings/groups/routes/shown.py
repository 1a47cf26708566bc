"""A group as its readers see it, and its end."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from core.whole_numbers import whole
from meetings.groups.coming_and_going import left_out_of
from meetings.groups.parties import standings
from meetings.groups.register import Register
from meetings.groups.year import picture_of
from meetings.models import Group
from meetings.routes.finding import belongs, runs, secretary, the_group

routes = Blueprint("shown", __name__, url_prefix="/groups/<int:group_id>")


@routes.get("")
def show(group_id: int) -> str:
    """What it is for, its year, who sits there, and who is missing."""
    group = the_group(group_id)
    this_year = clock.fiscal_year(clock.today())
    year = min(max(request.args.get("year", this_year, type=whole), 2000), this_year + 5)
    below = [one for one in db.scalars(Group.readable_by(current_user.id).where(Group.upper_id == group.id)) if not one.ended_at]
    may_run = runs(group)
    return render_template(
        "meetings/groups/show.html", group=group, year=year, picture=picture_of(group, year), register=Register.of(group), below=below,
        missing=[one for one in standings(group) if one.missing], may_run=may_run, inside=belongs(group),
        left_out=left_out_of([group.id]) if may_run else [],
    )  # fmt: skip


@routes.post("/end")
def end(group_id: int) -> Response:
    """It meets no more."""
    group = the_group(group_id)
    group.end(by=secretary(group))
    db.commit()
    flash(_("「%(name)s」を終わりにしました。これまでの記録は、これからも読めます。", name=group.name))
    return redirect("/meetings/", 303)
