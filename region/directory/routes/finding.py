"""Finding the institution that is needed: what one asks for, who fits, on a list and on a map; or that nobody does."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, render_template, request
from flask_login import current_user

from core.database import aside, db
from core.whole_numbers import whole
from region.directory.finding.filters import Filters
from region.directory.finding.listing import Listing
from region.directory.finding.outline import Outline
from region.directory.finding.tiles import tiles
from region.directory.finding.words import thing
from region.directory.forms.finding import SavedSearchForm, wanted
from region.directory.models import Gap, Reader, SavedSearch
from region.directory.routes.searches import offered
from region.here import here
from region.models import Institution
from region.routes import institutions


def on_the_list(app: Flask) -> None:
    """Answers the address of the list of institutions; the name of the page is the one that rooms below link to."""
    app.add_url_rule("/institutions/", endpoint="institutions.index", view_func=index)
    institutions.also_shows(app, _leads_on, "aside")
    app.jinja_env.filters.update(finding_word=thing, urlencode_asked=lambda asked: urlencode(asked, doseq=True))


def index() -> str:
    """Who is there. As one types, only the list, its map and the chips that fit are asked for."""
    reader = Reader.of(current_user.id)
    listing = Listing(wanted(request.args), reader, request.args.get("page", 1, type=whole), whole=request.args.get("page") == "all")
    page = {
        "listing": listing,
        "outline": Outline(listing),
        "filters": Filters(listing, here()),
        "others": note_gap(listing),
        "saving": offered(SavedSearchForm(formdata=None), reader),
        "tiles": tiles(),
    }
    if request.headers.get("HX-Request-Type") == "partial":
        return render_template("region/institutions/_answer.html", **page)
    return render_template(
        "region/institutions/index.html",
        **page,
        saved=list(db.scalars(SavedSearch.readable_by(current_user.id))),
        may_add=Institution.addable_by(here()),
    )


def _leads_on(institution: Institution) -> str:
    return render_template("region/institutions/_leads_on.html", institution=institution)


def note_gap(listing: Listing) -> int | None:
    """Keeps that nobody was found, where an area may lack something. How many others asked the same; None where nothing is kept."""
    acting = here()
    if listing.total or acting is None or not listing.wanted.is_a_need:
        return None
    others = Gap.others(listing.wanted, acting, listing.reader)
    if Gap.is_new(listing.wanted, acting, db()):
        with aside() as session:
            Gap.keep(listing.wanted, acting, session)
    return others
