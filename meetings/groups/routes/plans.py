"""年間計画: three days are proposed; looked at, changed, and decided in one form."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.groups import coming_and_going
from meetings.groups.plan import Plan
from meetings.groups.routes import told
from meetings.models import Group
from meetings.models.alone import alone_with
from meetings.routes.finding import secretary, the_group
from region.models import Affiliation

routes = Blueprint("plans", __name__, url_prefix="/groups/<int:group_id>/plan/<int:fiscal_year>")


@routes.get("")
def show(group_id: int, fiscal_year: int) -> str:
    """The year as it stands, or as it could be."""
    group = the_group(group_id)
    secretary(group)
    return _page(group, Plan(group, _known(fiscal_year), current_user.id))


@routes.post("")
@once
def save(group_id: int, fiscal_year: int) -> Response | str | tuple[str, int]:
    """Decides, unless the year reads otherwise since the page was opened; with `look` it only says what is known of the days."""
    group = the_group(group_id)
    by = secretary(group)
    alone_with(group, "ended_at")
    plan = Plan(group, _known(fiscal_year), current_user.id, request.form)
    if not plan.valid:
        return _page(group, plan), 422
    if "look" in request.form:
        return _page(group, plan, looked=True)
    if request.form.get("made_from", plan.made_from) != plan.made_from:
        plan.refused = _("この間に、この年の会議が変わりました。いまの日程とくらべて、よければもう一度押してください。")
        return _page(group, plan), 409
    try:
        return _decided(plan, by)
    except RuleBroken as broken:
        db.rollback()
        plan.refused = str(broken)
        return _page(group, plan), 409


def _decided(plan: Plan, by: Affiliation) -> Response:
    """Raises RuleBroken."""
    new, letters = plan.save(by=by)
    back = coming_and_going.take_back(plan.group, by=by)
    said = [_("年間計画を保存しました。"), *([_("新しい会議 %(count)s回", count=new)] if new else [])]
    said += [_("変わったことを%(count)s人にメールで知らせました。", count=letters)] if letters else []
    answer = done(f"/groups/{plan.group.id}?year={plan.fiscal_year}", "　".join(said))
    told.taken_back(back)
    return answer


def _known(fiscal_year: int) -> int:
    """A fiscal year that somebody could plan for, or 404."""
    return fiscal_year if 2000 <= fiscal_year <= clock.fiscal_year(clock.today()) + 5 else abort(404)


def _page(group: Group, plan: Plan, *, looked: bool = False) -> str:
    return render_template("meetings/groups/plan.html", group=group, plan=plan, looked=looked)
