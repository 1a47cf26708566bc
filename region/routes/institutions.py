"""One institution: how to reach it, what is known of it, who is there. The list is answered by region/directory."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, current_app, render_template
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from auth.models import Person
from core.database import db
from region.here import here
from region.models import Affiliation, CoordinationBase, Institution
from region.models.staffing import roles_open_to
from region.routes.finding import the_institution
from region.vocabulary import FIELDS

routes = Blueprint("institutions", __name__, url_prefix="/institutions")

Section = Callable[[Institution], str]


def also_shows(app: Flask, section: Section, place: str = "content") -> None:
    """Rooms above add what they know of an institution to its page, at `lead`, `content` or `aside`: HTML, or nothing."""
    app.extensions.setdefault("institution_sections", {}).setdefault(place, []).append(section)


@routes.get("/<int:institution_id>")
def show(institution_id: int) -> str:
    """One institution: how to reach it, what it offers, who works there with an account."""
    institution, acting = the_institution(institution_id), here()
    people = Affiliation.current_at(institution.id).join(Person).where(Person.disabled_at.is_(None))
    bases = select(CoordinationBase).where(CoordinationBase.institution_id == institution.id, CoordinationBase.today())
    return render_template(
        "region/institutions/show.html",
        institution=institution,
        sections={place: _sections(place, institution) for place in ("lead", "content", "aside")},
        people=db.scalars(people.options(joinedload(Affiliation.person))).all(),
        base_of=db.scalars(bases).all(),
        may_edit=institution.editable_by(here()),
        may_invite=bool(acting and roles_open_to(acting, institution)),
        fields=FIELDS,
    )


def _sections(place: str, institution: Institution) -> Markup:
    shown = current_app.extensions.get("institution_sections", {}).get(place, [])
    return Markup("").join(Markup(section(institution)) for section in shown)  # noqa: S704 - drawn by templates
