"""課題と取組の1年: my groups at a glance."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from core import clock
from core.whole_numbers import whole
from meetings.routes.finding import signer
from meetings.seeing.glance import glances, groups_for
from meetings.seeing.routes.board import YEARS

routes = Blueprint("glance", __name__)


@routes.get("/cycle/")
def show() -> str:
    """This fiscal year, or the one asked for."""
    groups, present = groups_for(signer()), clock.fiscal_year(clock.today())
    asked = request.args.get("year", present, type=whole)
    year = asked if asked in YEARS else present
    return render_template("meetings/cycle/glance.html", glances=glances(groups, year), year=year, present=present)
