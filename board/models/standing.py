"""Where a person stands: what they may do on which board today, through each of their present affiliations, asked for in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Select, and_, bindparam, case, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager

from board.models.board import Board
from board.models.grant import BoardGrant, Right, grant_fits, in_reach_of, serves
from core import clock
from core.database import db
from region.models import Affiliation, Area, Institution, Role

RUN = "run"
"""Base staff of the board's area: they hold every right."""


@dataclass(frozen=True)
class Standing:
    """`boards` a person may read, by area and position; `rights` as (board, affiliation, right)."""

    boards: list[Board]
    rights: frozenset[tuple[int, int, str]]

    @classmethod
    def of(cls, person_id: int) -> Standing:
        """As the present transaction sees it. The rule is that of `Board.readable_by` and `Board.grants_to`; a test compares them."""
        asked = db.execute(_asked(clock.today()), {"person_id": person_id})
        rights, readable = set[tuple[int, int, str]](), dict[int, Board]()
        for board, affiliation_id, right in asked:
            rights.add((board.id, affiliation_id, right))
            if right in (Right.READ, RUN):
                readable[board.id] = board
        return cls(sorted(readable.values(), key=lambda one: (one.area_id, one.position)), frozenset(rights))

    def board(self, board_id: int) -> Board | None:
        """A board the person may read."""
        return next((board for board in self.boards if board.id == board_id), None)

    def may(self, right: Right, board: Board, by: Affiliation | None) -> bool:
        """Does this affiliation of the person hold a right there?"""
        return by is not None and not self.rights.isdisjoint({(board.id, by.id, right), (board.id, by.id, RUN)})

    def runs(self, board: Board, by: Affiliation | None) -> bool:
        """Is this affiliation base staff of the board's area?"""
        return by is not None and (board.id, by.id, RUN) in self.rights

    def urges(self, board: Board, by: Affiliation | None) -> bool:
        """May it say 緊急 there?"""
        return self.may(Right.URGENT, board, by)

    def replies(self, board: Board, by: Affiliation | None) -> bool:
        """Who reads may answer back, except who only looks in from the prefecture."""
        return by is not None and by.role != Role.PREFECTURE and self.may(Right.READ, board, by)


@lru_cache(maxsize=2)
def _asked(day: date) -> Select[Board, int, str]:
    """The question, built once a day: building it costs more than asking it. `day` is today, which stands in its conditions."""
    area = aliased(Area)
    runs = and_(Affiliation.role == Role.BASE_STAFF, serves(area))
    return (
        select(Board, Affiliation.id, case((runs, literal(RUN)), else_=BoardGrant.right))
        .distinct()
        .join(area, area.id == Board.area_id)
        .options(contains_eager(Board.area.of_type(area)))
        .join(Affiliation, Affiliation.ended_at.is_(None))
        .join(Institution, Institution.id == Affiliation.institution_id)
        .outerjoin(BoardGrant, BoardGrant.board_id == Board.id)
        .where(
            Affiliation.person_id == bindparam("person_id"), in_reach_of(area), or_(and_(BoardGrant.right.is_not(None), grant_fits()), runs)
        )
    )
