"""The cycle board of a group's year, and its indicators by themselves."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from core.whole_numbers import whole
from meetings.routes.finding import runs, the_group
from meetings.seeing.board import Board, Wanted, meetings_of
from meetings.seeing.indicators import MANY, indicators
from meetings.seeing.page import Page
from meetings.vocabulary import SCENES, STAGES

routes = Blueprint("cycle_board", __name__)

YEARS = range(2000, 2100)


@routes.get("/groups/<int:group_id>/years/<int:fiscal_year>")
def show(group_id: int, fiscal_year: int) -> str:
    """Every issue in its stage, the year of the group, and the indicators."""
    group = the_group(group_id)
    if fiscal_year not in YEARS:
        abort(404)
    may_add = runs(group)
    page = Page.of(group, fiscal_year, Wanted.read(request.args), person_id=current_user.id, may_add=may_add)
    return render_template(
        "meetings/cycle/board.html", page=page, board=page.board, group=group, stages=STAGES, scenes=SCENES, may_add=may_add
    )


@routes.get("/groups/<int:group_id>/years/<int:fiscal_year>/indicators")
def numbers(group_id: int, fiscal_year: int) -> str:
    """All indicators of the year."""
    group = the_group(group_id)
    if fiscal_year not in YEARS:
        abort(404)
    of_year = [one for one in meetings_of(group) if one.fiscal_year == fiscal_year]
    board = Board.of(group, fiscal_year, Wanted(), of_year)
    number = max(1, request.args.get("page", 1, type=whole))
    shown, count = indicators(board.found, fiscal_year, most=MANY, skip=(number - 1) * MANY, may_add=runs(group))
    pages = max(1, -(-count // MANY))
    return render_template(
        "meetings/cycle/indicators.html", group=group, fiscal_year=fiscal_year, shown=shown, count=count, number=number, pages=pages
    )
