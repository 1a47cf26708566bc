"""The group's report of the year: one press each for Word and for Excel. Who takes it out is on record."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from flask_login import current_user

from core import audit
from core.spreadsheet import workbook_answer
from core.word import word_answer
from meetings.minuting.wording import fiscal_year_said
from meetings.models import Group
from meetings.routes.finding import the_group
from meetings.seeing.report import Report
from meetings.seeing.routes.board import YEARS
from meetings.seeing.sheets import sheets
from meetings.seeing.word import on_paper

routes = Blueprint("year_reports", __name__)


@routes.get("/groups/<int:group_id>/years/<int:fiscal_year>.docx")
def docx(group_id: int, fiscal_year: int) -> Response:
    """As it is handed in."""
    group = _taken(group_id, fiscal_year, "docx")
    return word_answer(_name(group, fiscal_year), on_paper(Report.of(group, fiscal_year, current_user.id)))


@routes.get("/groups/<int:group_id>/years/<int:fiscal_year>.xlsx")
def xlsx(group_id: int, fiscal_year: int) -> Response:
    """For reckoning with."""
    group = _taken(group_id, fiscal_year, "xlsx")
    return workbook_answer(_name(group, fiscal_year), sheets(Report.of(group, fiscal_year, current_user.id)))


def _taken(group_id: int, fiscal_year: int, form: str) -> Group:
    group = the_group(group_id)
    if fiscal_year not in YEARS:
        abort(404)
    audit.record_aside("year_report.exported", group, fiscal_year=fiscal_year, form=form)
    return group


def _name(group: Group, fiscal_year: int) -> str:
    return str(_("%(group)s %(year)s年度 報告書", group=group.name, year=fiscal_year_said(fiscal_year)))
