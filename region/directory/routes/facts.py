"""What an institution can do, on its page, and how that came about."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template
from flask_login import current_user

from core import clock
from region.directory.items import ITEMS, VISIBILITIES
from region.directory.known import Known, flags
from region.directory.models import Fact, InstitutionStatus, SelfCheck
from region.directory.models.status import STATUSES, Status
from region.directory.wording import age, in_words, on_day, town_names
from region.here import here
from region.models import Institution
from region.routes import institutions
from region.routes.finding import the_institution

routes = Blueprint("facts", __name__, url_prefix="/institutions")


@routes.get("/<int:institution_id>/facts/<item>")
def versions(institution_id: int, item: str) -> str:
    """Every value an item has had, who said it and when."""
    institution = the_institution(institution_id)
    known = Fact.versions(current_user.id, institution.id, item) if item in ITEMS else []
    if not known:
        abort(404)
    towns = town_names(one.value for one in known)
    told = [(one, in_words(ITEMS[item], one.value, towns)) for one in known]
    return render_template("region/directory/facts/versions.html", institution=institution, item=ITEMS[item], versions=told)


def on_the_page(app: Flask) -> None:
    """The institution's page shows what is known, and templates learn the words for it."""
    app.jinja_env.filters.update(on_day=on_day, age=age)
    app.jinja_env.globals.update(visibility_words=VISIBILITIES, status_words=STATUSES)
    institutions.also_shows(app, _flags, "lead")
    institutions.also_shows(app, _items, "content")
    institutions.also_shows(app, _freshness, "aside")


def _flags(institution: Institution) -> str:
    return render_template(
        "region/directory/facts/_flags.html", institution=institution, flags=flags(institution.id), may_edit=institution.editable_by(here())
    )


def _items(institution: Institution) -> str:
    return render_template(
        "region/directory/facts/_items.html",
        institution=institution,
        known=Known(institution, current_user.id),
        may_state=Fact.stateable_by(here(), institution),
    )


def _freshness(institution: Institution) -> str:
    acting = here()
    year = clock.fiscal_year(clock.today())
    active = any(one.status == Status.ACTIVE_INSTITUTION and not one.ended for one in InstitutionStatus.of(institution.id))
    return render_template(
        "region/directory/facts/_freshness.html",
        institution=institution,
        known=Known(institution, current_user.id),
        may_state=Fact.stateable_by(acting, institution),
        checked=SelfCheck.of(institution.id, year) if active and Fact.stateable_by(acting, institution) else None,
        year=year,
    )
