"""Whose words a post or a reply is: who may change them, who may take them back."""

from __future__ import annotations

from typing import Protocol

from board.models.board import Board
from core.database import db
from region.models import Affiliation, Role


class Said(Protocol):
    """Something a person wrote for an institution."""

    person_id: int
    institution_id: int

    @property
    def withdrawal(self) -> object | None: ...


def rewritable(said: Said, by: Affiliation) -> bool:
    """By its author, or whoever manages the author's institution; never once it was withdrawn."""
    same_house = by.institution_id == said.institution_id and by.ended_at is None
    return not said.withdrawal and same_house and (by.person_id == said.person_id or by.role in (Role.MANAGER, Role.BASE_STAFF))


def retractable(said: Said, board: Board, by: Affiliation) -> bool:
    """By whom may rewrite it, and by base staff of the board's area."""
    return not said.withdrawal and (rewritable(said, by) or board.run_by(by))


def on_record(said: Said, board: Board, person_id: int) -> bool:
    """Who may still see what was withdrawn, its text and its files: the people of the author's institution, and base staff of the area."""
    return any(one.institution_id == said.institution_id or board.run_by(one) for one in db.scalars(Affiliation.current_of(person_id)))
