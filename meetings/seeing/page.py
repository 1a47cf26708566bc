"""The page of the cycle board, put together for one reader."""

from __future__ import annotations

from dataclasses import dataclass

from core import clock
from meetings.groups.year import Picture, drawn
from meetings.models import Group
from meetings.seeing.board import Board, Wanted, choices, meetings_of
from meetings.seeing.details import Details
from meetings.seeing.indicators import FEW, Measured, indicators
from meetings.seeing.lateness import warning
from meetings.seeing.rows import Row, rows


@dataclass(frozen=True)
class Page:
    """What the templates draw."""

    group: Group
    fiscal_year: int
    board: Board
    years: list[int]
    picture: Picture
    rows: list[Row]
    owners: list[tuple[str, str]]
    indicators: list[Measured]
    all_indicators: int

    @classmethod
    def of(cls, group: Group, fiscal_year: int, wanted: Wanted, *, person_id: int, may_add: bool) -> Page:
        """For this reader."""
        meetings = meetings_of(group)
        this_year = [one for one in meetings if one.fiscal_year == fiscal_year]
        board = Board.of(group, fiscal_year, wanted, this_year)
        shown, count = indicators(board.shown, fiscal_year, most=FEW, may_add=may_add)
        years, owners = choices(group, fiscal_year)
        known = {*years, *(one.fiscal_year for one in meetings), clock.fiscal_year(clock.today()), fiscal_year}
        return cls(
            group=group, fiscal_year=fiscal_year, board=board, years=sorted(known),
            picture=drawn(this_year, fiscal_year, warning(board.facts, board.year)),
            rows=rows(board, Details.of(board.shown, person_id), {one.id: one for one in meetings}),
            owners=owners, indicators=shown, all_indicators=count,
        )  # fmt: skip
