"""The directory: find an institution, read what is known of it, take the list along."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from auth.models import Person
from core import audit
from core.database import db
from core.spreadsheet import csv_answer
from region.forms.institutions import wanted
from region.here import here
from region.models import Affiliation, CoordinationBase, Institution
from region.models.directory import Wanted, count, newest_file_on, registered
from region.models.staffing import roles_open_to
from region.routes.finding import the_institution
from region.routes.listing import Listing, filters
from region.vocabulary import FIELDS, type_name

routes = Blueprint("institutions", __name__, url_prefix="/institutions")


@routes.get("/")
def index() -> str:
    """Who is there. As one types, only the list is asked for."""
    asked = wanted(request.args)
    listing = Listing(asked, request.args.get("page", 1, type=int), whole=request.args.get("page") == "all")
    if request.headers.get("HX-Request-Type") == "partial":
        return render_template("region/institutions/_found.html", listing=listing)
    return render_template(
        "region/institutions/index.html",
        listing=listing,
        filters=list(filters(asked)),
        everything=count(Wanted().among(current_user.id)),
        file_on=newest_file_on(current_user.id),
        may_add=Institution.addable_by(here()),
    )


@routes.get("/<int:institution_id>")
def show(institution_id: int) -> str:
    """One institution: how to reach it, what it offers, who works there with an account."""
    institution, acting = the_institution(institution_id), here()
    people = Affiliation.current_at(institution.id).join(Person).where(Person.disabled_at.is_(None))
    bases = select(CoordinationBase).where(CoordinationBase.institution_id == institution.id, CoordinationBase.today())
    return render_template(
        "region/institutions/show.html",
        institution=institution,
        people=db.scalars(people.options(joinedload(Affiliation.person))).all(),
        base_of=db.scalars(bases).all(),
        may_edit=institution.editable_by(here()),
        may_invite=bool(acting and roles_open_to(acting, institution)),
        fields=FIELDS,
    )


@routes.get("/list.csv")
def export() -> Response:
    """The same list as a file; that it was taken along is recorded."""
    found = db.scalars(wanted(request.args).among(current_user.id)).unique().all()
    audit.record_aside("institutions.exported", count=len(found))
    known = set(db.scalars(registered()))
    header = [
        _("名前"),
        _("よみがな"),
        _("種類"),
        _("住所"),
        _("建物の名前・階"),
        _("電話番号"),
        _("FAX番号"),
        _("法人の名前"),
        _("アカウント"),
    ]
    rows = ([*_facts(one), _("あり") if one.id in known else _("未登録")] for one in found)
    return csv_answer("institutions", header, rows)


def _facts(one: Institution) -> list[str | None]:
    return [one.name, one.name_kana, type_name(one.type), one.full_address, one.building, one.telephone, one.fax, one.corporation_name]
