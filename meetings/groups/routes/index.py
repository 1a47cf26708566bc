"""会議: what is being held now, what comes next, and the groups."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import select

from core import clock
from core.database import db
from meetings.groups.overview import Overview
from meetings.routes.finding import runs, signer
from region.models import Area
from region.models.reach import areas_run_by

routes = Blueprint("index", __name__)


@routes.get("/meetings/")
def show() -> str:
    """Everything a person needs on the way to a meeting."""
    by = signer()
    run = list(db.scalars(select(Area).where(Area.id.in_(areas_run_by(by))).order_by(Area.id)))
    page = Overview.of(by)
    return render_template(
        "meetings/groups/index.html", page=page, areas=run, runs=runs, me=current_user.id, year=clock.fiscal_year(clock.today())
    )
