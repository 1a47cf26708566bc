"""いない人は？ Who of the guidance's parties sits in the group, who does not, and who could be asked."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from core.database import db
from meetings.groups.parties import Standing, could_be_asked, standings
from meetings.models import Group, PartyWaiver
from meetings.routes.finding import runs, secretary, the_group

routes = Blueprint("parties", __name__, url_prefix="/groups/<int:group_id>/parties")

ALL = "*"


@routes.get("")
def index(group_id: int) -> str:
    """Every party, present or missing."""
    group = the_group(group_id)
    every = standings(group)
    able = could_be_asked(group.area, [one.party for one in every if one.missing])
    return render_template("meetings/groups/parties.html", group=group, every=every, able=able, may_run=runs(group))


@routes.post("/waivers")
def waive(group_id: int) -> Response:
    """この会議には必要ない: one party, or all that are missing (一次: the base and one profession)."""
    group = the_group(group_id)
    by = secretary(group)
    chosen = [one for one in standings(group) if one.missing] if request.form.get("party") == ALL else [_party(group)]
    for one in chosen:
        PartyWaiver.waive(group, one.code, by=by)
    db.commit()
    return redirect(f"/groups/{group.id}/parties", 303)


@routes.post("/waivers/removal")
def ask_again(group_id: int) -> Response:
    """It is missed again."""
    group = the_group(group_id)
    by = secretary(group)
    PartyWaiver.ask_again(group, _party(group).code, by=by)
    db.commit()
    return redirect(f"/groups/{group.id}/parties", 303)


def _party(group: Group) -> Standing:
    """The party that the button names, or 404."""
    return next((one for one in standings(group) if one.code == request.form.get("party")), None) or abort(404)
