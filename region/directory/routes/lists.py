"""Lists to take along: a table with chosen columns for paper, as CSV and for Excel; one institution on one sheet."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from core import audit
from core.spreadsheet import csv_answer, xlsx_answer
from region.directory.finding.listing import WHOLE, Listing
from region.directory.finding.table import Table
from region.directory.forms.finding import columns, wanted
from region.directory.known import Known
from region.directory.models import Reader
from region.routes.finding import the_institution

routes = Blueprint("lists", __name__, url_prefix="/institutions")


@routes.get("/list")
def show() -> str:
    """The table, and which items stand in its columns."""
    table = _table()
    listing = Listing(table.wanted, table.reader)
    return render_template("region/institutions/lists/show.html", table=table, listing=listing, rows=table.shown, whole=WHOLE)


@routes.get("/list.csv")
def as_csv() -> Response:
    """The same as a file for any program; that it was taken along is recorded."""
    table = _taken_along("csv")
    return csv_answer("institutions", table.header, table.rows)


@routes.get("/list.xlsx")
def as_xlsx() -> Response:
    """The same for Excel."""
    table = _taken_along("xlsx")
    return xlsx_answer("institutions", _("施設の名簿"), table.header, table.rows)


@routes.get("/<int:institution_id>/sheet")
def sheet(institution_id: int) -> str:
    """What the reader may know of one institution, on one sheet to hand over or to fax."""
    institution = the_institution(institution_id)
    return render_template("region/institutions/lists/sheet.html", institution=institution, known=Known(institution, current_user.id))


def _table() -> Table:
    asked = wanted(request.args)
    return Table(asked, Reader.of(current_user.id), columns(request.args, asked.types))


def _taken_along(form: str) -> Table:
    table = _table()
    audit.record_aside("institutions.exported", count=table.total, form=form)
    return table
