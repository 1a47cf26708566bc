"""課題と取組の1年: my groups at a glance, and an issue looked for in all of them."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from core import clock
from core.whole_numbers import whole
from meetings.routes.finding import signer
from meetings.seeing.anywhere import found
from meetings.seeing.glance import glances, groups_for
from meetings.seeing.routes.board import YEARS

routes = Blueprint("glance", __name__)


@routes.get("/cycle/")
def show() -> str:
    """This fiscal year, or the one asked for; `?q=` looks for an issue in every group and year."""
    by, present = signer(), clock.fiscal_year(clock.today())
    groups = groups_for(by)
    asked = request.args.get("year", present, type=whole)
    year = asked if asked in YEARS else present
    said = request.args.get("q", "").replace("\x00", "").strip()[:80]
    hits = found(said, by.person_id) if said else []
    return render_template("meetings/cycle/glance.html", glances=glances(groups, year), year=year, present=present, said=said, hits=hits)
