"""An issue looked for by its number or its words, in every group and year one reads: where one knows the word and not the group."""

from __future__ import annotations

from dataclasses import dataclass

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
    words = fold(text).split()
    rows = (
        select(Issue.id, Issue.number, Issue.title, Issue.text, CountermeasureVersion.what, Term.fiscal_year, Group.name)
        .join(Term, Term.issue_id == Issue.id)
        .join(Group, Group.id == Term.group_id)
        .outerjoin(Countermeasure, Countermeasure.term_id == Term.id)
        .outerjoin(CountermeasureVersion, in_force())
        .where(Term.group_id.in_(readable_ids(person_id)))
        .order_by(Term.fiscal_year, Term.id)
    )
    said: dict[int, str] = {}
    where: dict[int, Found] = {}
    for row in db.execute(rows):
        code = f"K-{row.number:02d}"
        said[row.id] = f"{said.get(row.id, '')}\n{fold(f'{code} K{row.number:02d} {row.title} {row.text} {row.what or str()}')}"
        where[row.id] = Found(row.id, code, row.title, row.name, row.fiscal_year)
    hits = [where[one] for one, whole in said.items() if words and all(word in whole for word in words)]
    return sorted(hits, key=lambda one: (-one.fiscal_year, one.code))[:MOST]
