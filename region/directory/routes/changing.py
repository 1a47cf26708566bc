"""What every change of an area has in common: its page, what is refused at a field, and where one goes when it is saved."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field

from core import realtime
from core.database import db
from core.rules import RuleBroken
from region.directory.routes.reaching import still_reached
from region.models import Area

Answer = str | Response | tuple[str, int]


def page(name: str, form: FlaskForm, area: Area | None) -> Answer:
    """The form, empty or sent back."""
    return render_template(f"region/directory/areas/{name}.html", form=form, area=area), 422 if form.is_submitted() else 200


def refused(name: str, form: FlaskForm, field: Field, broken: RuleBroken, area: Area) -> Answer:
    """A rule of the domain says no: the sentence stands at the field, and what was typed stays."""
    db.rollback()
    field.errors = [str(broken)]
    return page(name, form, area)


def saved(area: Area, said: str) -> Response:
    """Who reaches what may have changed for everybody. Where the area is no longer in reach, one goes to the overview."""
    area_id = area.id
    realtime.rights_changed(None)
    db.commit()
    flash(said)
    return redirect(f"/areas/{area_id}" if still_reached(area_id) else "/areas/", 303)
