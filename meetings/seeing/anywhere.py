"""An issue looked for by its number or its words: in one year of a group, or in every group and year one reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.database import db
from core.folding import fold
from meetings.models import Countermeasure, Group, Issue, Term, readable_ids
from meetings.models.plan import CountermeasureVersion
from meetings.seeing.asking import in_force

MOST = 50
"""Issues shown; who finds more adds a word."""


@dataclass(frozen=True)
class Found:
    """An issue, where and in which year it stands now."""

    issue_id: int
    code: str
    title: str
    group: str
    fiscal_year: int


def found(text: str, person_id: int) -> list[Found]:
    """The issues before the groups somebody reads that say every word, the newest year first."""
    asked = (
        select(Issue.id, Issue.number, Issue.title, Issue.text, CountermeasureVersion.what, Term.fiscal_year, Group.name)
        .join(Term, Term.issue_id == Issue.id)
        .join(Group, Group.id == Term.group_id)
        .outerjoin(Countermeasure, Countermeasure.term_id == Term.id)
        .outerjoin(CountermeasureVersion, in_force())
        .where(Term.group_id.in_(readable_ids(person_id)))
        .order_by(Term.fiscal_year, Term.id)
    )
    rows = db.execute(asked).all()
    stands = {row.id: Found(row.id, f"K-{row.number:02d}", row.title, row.name, row.fiscal_year) for row in rows}
    hits = [stands[one] for one in saying(rows, text)]
    return sorted(hits, key=lambda one: (-one.fiscal_year, one.code))[:MOST]


def saying(rows: Iterable[Any], text: str) -> set[int]:
    """The `id`s whose `number`, `title`, `text` and `what` say every word, however it is written; all rows of an id together."""
    words = fold(text).split()
    said: dict[int, str] = {}
    for row in rows:
        number = f"{row.number:02d}"
        said[row.id] = f"{said.get(row.id, '')}\n{fold(f'K-{number} K{number} {row.title} {row.text} {row.what or str()}')}"
    return {one for one, whole in said.items() if all(word in whole for word in words)}
