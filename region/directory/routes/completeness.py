"""How complete the region is: numbers by type and municipality, drawn, and behind each number the institutions themselves."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import audit
from core.database import db
from core.spreadsheet import csv_answer
from core.whole_numbers import whole
from region.directory.models.completeness import MISSING, Completeness, Missing
from region.here import here
from region.models import Institution, Municipality, areas_run_by
from region.vocabulary import INSTITUTION_TYPES, type_name

routes = Blueprint("completeness", __name__)

PAGE = 100


@routes.get("/institutions/completeness")
def show() -> str:
    """The numbers: all together as bars, then by type and by municipality."""
    asked, place = _asked(), _places()
    return render_template(
        "region/directory/completeness/show.html", asked=asked, missing=MISSING, whole=asked.whole(), place=place,
        tables=[
            ("type", _("種類"), [(line, type_name(line.key)) for line in asked.by_type()]),
            ("municipality", _("市区町村"), [(line, place(line.key)) for line in asked.by_municipality()]),
        ],
    )  # fmt: skip


@routes.get("/institutions/completeness/<what>")
def listing(what: str) -> str:
    """The institutions behind a number."""
    asked, which = _asked(), _what(what)
    found, total = asked.found(which), asked.number(which)
    page = max(1, request.args.get("page", 1, type=whole))
    shown = found.order_by(Institution.name_kana.nulls_last(), Institution.name, Institution.id).options(
        joinedload(Institution.municipality)
    )
    return render_template(
        "region/directory/completeness/listing.html", asked=asked, what=which, title=MISSING[which], total=total, page=page,
        institutions=db.scalars(shown.limit(PAGE).offset((page - 1) * PAGE)).all(), last=-(-total // PAGE), place=_places(),
    )  # fmt: skip


@routes.get("/institutions/completeness.csv")
def numbers_file() -> Response:
    """The numbers by type and municipality as a file."""
    asked = _asked()
    audit.record_aside("completeness.exported")
    parts = ((_("種類"), asked.by_type(), type_name), (_("市区町村"), asked.by_municipality(), _places()))
    rows = [[kind, name(line.key), line.total, *line.numbers.values()] for kind, lines, name in parts for line in lines]
    return csv_answer("completeness", [_("分け方"), _("名前"), _("施設の数"), *(str(word) for word in MISSING.values())], rows)


@routes.get("/institutions/completeness/<what>.csv")
def listing_file(what: str) -> Response:
    """The institutions behind a number as a file, to telephone through."""
    asked, which = _asked(), _what(what)
    found = db.scalars(asked.found(which).order_by(Institution.type, Institution.name_kana, Institution.id)).all()
    audit.record_aside("institutions.exported", count=len(found))
    rows = ([one.name, one.name_kana, type_name(one.type), one.full_address, one.telephone, one.fax] for one in found)
    return csv_answer(f"without-{which}", [_("名前"), _("よみがな"), _("種類"), _("住所"), _("電話番号"), _("FAX番号")], rows)


def _asked() -> Completeness:
    """Base staff see the areas their base runs; nobody else sees this page."""
    acting = here()
    areas = list(db.scalars(areas_run_by(acting))) if acting else []
    if not areas:
        abort(403)
    kind, code = request.args.get("type", ""), request.args.get("municipality", "")
    return Completeness(areas, kind if kind in INSTITUTION_TYPES else "", code if code.isdigit() and len(code) == 6 else "")


def _what(said: str) -> Missing:
    return Missing(said) if said in set(Missing) else abort(404)


def _places() -> Callable[[str], str]:
    """The name of a municipality by its code."""
    names = {one.code: one.name for one in db.scalars(select(Municipality))}
    return lambda code: names.get(code) or _("分かりません")
