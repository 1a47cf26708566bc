"""The institutions that have neither answered nor been heard by telephone, and who there can read the question."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from auth.models import Person
from board.models.addressee import Addressee
from board.models.board import Board
from board.models.confirmation import ConfirmationRequest
from board.models.grant import Right, boards_granted
from core.database import db
from region.models import Affiliation, Institution, InstitutionMerge


@dataclass(frozen=True)
class Waiting:
    """One institution (`institution_id`: the one kept today, where records were merged) and its people who may read the post."""

    row: Addressee
    institution_id: int
    readers: list[Affiliation]

    @classmethod
    def on(cls, request: ConfirmationRequest) -> list[Waiting]:
        """Everyone who is waited for; who has closed meanwhile is not."""
        rows = unanswered(request)
        readers = _readers(request.post.board_id, set(rows))
        return [cls(row, kept, readers.get(kept, [])) for kept, row in rows.items()]


def unanswered(request: ConfirmationRequest) -> dict[int, Addressee]:
    """The rows without an answer by the institution that is kept today. Of merged records one stands for all."""
    query = select(Addressee).where(Addressee.post_id == request.post_id).options(joinedload(Addressee.institution))
    rows = list(db.scalars(query.order_by(Addressee.institution_id)))
    kept = _kept(request.post_id)
    answered = {kept.get(row.institution_id, row.institution_id) for row in rows if row.answer}
    found: dict[int, Addressee] = {}
    for row in rows:
        one = kept.get(row.institution_id, row.institution_id)
        if one not in answered and (row.institution_id == one or one not in found):
            found[one] = row
    closed = set(db.scalars(select(Institution.id).where(Institution.id.in_(found), Institution.closed_on.is_not(None))))
    return {one: row for one, row in found.items() if one not in closed}


def _kept(post_id: int) -> dict[int, int]:
    asked = select(Addressee.institution_id).where(Addressee.post_id == post_id)
    merged = db.scalars(InstitutionMerge.merged_ids().where(InstitutionMerge.merged_id.in_(asked))).all()
    return {one: InstitutionMerge.kept_in_place_of(one) for one in merged}


def _readers(board_id: int, institution_ids: set[int]) -> dict[int, list[Affiliation]]:
    """Who may read the board today through a work at one of these institutions, and can sign in."""
    granted = boards_granted(Right.READ, Affiliation.institution_id.in_(institution_ids)).where(Board.id == board_id)
    ids = granted.with_only_columns(Affiliation.id)
    query = select(Affiliation).join(Person).where(Affiliation.id.in_(ids), Person.disabled_at.is_(None))
    readers: dict[int, list[Affiliation]] = {}
    for one in db.scalars(query.options(joinedload(Affiliation.person)).order_by(Affiliation.id)).unique():
        readers.setdefault(one.institution_id, []).append(one)
    return readers
