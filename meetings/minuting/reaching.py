"""Whom a post on a board does not reach of those it concerns: who has something to do by the minutes, and who sat in the meeting.

It is said softly before anything is posted; nothing is refused for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select, union

from board.models import Board
from board.models.board import LOOKING_IN
from core.database import db
from meetings.minuting.gathering import Gathered
from meetings.models import CountermeasureVersion, Owner, Task
from region.models import Affiliation, Institution

MOST = 6
"""More names than these are counted."""


@dataclass(frozen=True)
class Reach:
    """`missing`: by the id of a board who is not among its readers, but for `never`: whom none of the boards reaches."""

    missing: dict[int, str]
    never: str

    @classmethod
    def of(cls, gathered: Gathered, boards: Sequence[Board], by: Affiliation) -> Reach:
        """One question for each board."""
        bodies = _bodies(gathered, by)
        ids = {one for one in bodies.values() if one}
        reached = {board.id: _readers(board, ids, by) for board in boards}
        anywhere = set().union(*reached.values())
        never = [name for name, number in bodies.items() if number not in anywhere]
        missing = {board: [name for name, one in bodies.items() if one in anywhere - there] for board, there in reached.items()}
        return cls({board: _named(names) for board, names in missing.items() if names}, _named(never) if boards else "")


def charged(gathered: Gathered) -> list[Owner | Task]:
    """Who has something to do, as far as the public version says it."""
    hidden = {item.id for item in gathered.items if item.private}
    entries = [one.id for item, said in gathered.entries.items() for one in said if item not in hidden and not one.private]
    charges = [charge for one in entries for charge in gathered.charges.get(one, [])]
    return [owner for one in charges for owner in (one.owners if isinstance(one, CountermeasureVersion) else [one])]


def _bodies(gathered: Gathered, by: Affiliation) -> dict[str, int | None]:
    """Their names, with the institution of the directory where they are one; without the one that posts."""
    found: dict[str, int | None] = {}
    for name, number in [(one.body, one.institution_id) for one in charged(gathered)]:
        found.setdefault(name, number)
    for member in gathered.members:
        found.setdefault(member.institution_name, member.institution_id)
    return {name: number for name, number in found.items() if name and number != by.institution_id}


def _readers(board: Board, ids: set[int], by: Affiliation) -> set[int]:
    """Whom it addresses; and the prefecture, which is not asked for answers and looks in everywhere."""
    asked = board.addressees(but=by.institution_id).where(Institution.id.in_(ids)).with_only_columns(Institution.id).order_by(None)
    return set(db.scalars(union(asked, select(Institution.id).where(Institution.id.in_(ids), Institution.type == LOOKING_IN))))


def _named(names: list[str]) -> str:
    said = "、".join(names[:MOST])
    return str(_("%(names)s、ほか%(count)s", names=said, count=len(names) - MOST)) if len(names) > MOST else said
