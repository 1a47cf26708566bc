"""年間計画: three days are proposed; looked at, changed, and decided in one form."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from meetings.groups import coming_and_going
from meetings.groups.plan import Plan
from meetings.groups.routes import told
from meetings.models import Group
from meetings.routes.finding import secretary, the_group

routes = Blueprint("plans", __name__, url_prefix="/groups/<int:group_id>/plan/<int:fiscal_year>")


@routes.get("")
def show(group_id: int, fiscal_year: int) -> str:
    """The year as it stands, or as it could be."""
    group = the_group(group_id)
    secretary(group)
    return _page(group, Plan(group, _known(fiscal_year), current_user.id))


@routes.post("")
def save(group_id: int, fiscal_year: int) -> Response | str | tuple[str, int]:
    """Decides; with `look` it only says what is known of the days."""
    group = the_group(group_id)
    by = secretary(group)
    plan = Plan(group, _known(fiscal_year), current_user.id, request.form)
    if not plan.valid:
        return _page(group, plan), 422
    if "look" in request.form:
        return _page(group, plan, looked=True)
    new, letters = plan.save(by=by)
    back = coming_and_going.take_back(group, by=by)
    db.commit()
    said = [_("年間計画を保存しました。"), *([_("新しい会議 %(count)s回", count=new)] if new else [])]
    flash("　".join([*said, *([_("変わったことを%(count)s人にメールで知らせました。", count=letters)] if letters else [])]))
    told.taken_back(back)
    return redirect(f"/groups/{group.id}?year={fiscal_year}", 303)


def _known(fiscal_year: int) -> int:
    """A fiscal year that somebody could plan for, or 404."""
    return fiscal_year if 2000 <= fiscal_year <= clock.fiscal_year(clock.today()) + 5 else abort(404)


def _page(group: Group, plan: Plan, *, looked: bool = False) -> str:
    return render_template("meetings/groups/plan.html", group=group, plan=plan, looked=looked)
