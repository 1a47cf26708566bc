"""What came of entries: the issue raised, the version decided, the task given, the evaluation said by each sentence of the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from meetings.models import Countermeasure, CountermeasureVersion, Entry, EntryKind, Evaluation, Issue, Owner, Task, Term

Record = Issue | CountermeasureVersion | Task | Evaluation

_OF_VERSION = joinedload(CountermeasureVersion.countermeasure).joinedload(Countermeasure.term).joinedload(Term.issue)
_OF_EVALUATION = joinedload(Evaluation.countermeasure).joinedload(Countermeasure.term).joinedload(Term.issue)
_QUESTIONS: dict[EntryKind, Select[Any]] = {
    EntryKind.ISSUE: select(Issue),
    EntryKind.COUNTERMEASURE: select(CountermeasureVersion).options(
        _OF_VERSION, selectinload(CountermeasureVersion.owners).joinedload(Owner.institution)
    ),
    EntryKind.HOMEWORK: select(Task).options(joinedload(Task.institution)),
    EntryKind.DECISION: select(Evaluation).options(_OF_EVALUATION),
}


def records_of(entries: Sequence[Entry]) -> dict[int, Record]:
    """By the id of the entry, where there is one. One question for each kind that occurs."""
    found: dict[int, Record] = {}
    for kind, question in _QUESTIONS.items():
        ids = [one.id for one in entries if one.kind == kind]
        if ids:
            table: Any = question.column_descriptions[0]["entity"]
            found |= {one.entry_id: one for one in db.scalars(question.where(table.entry_id.in_(ids)))}
    return found


def words_of(record: Record | None) -> str:
    """What the record itself says, to be compared with the sentence; nothing for an evaluation, which is not its sentence."""
    if isinstance(record, Issue):
        return record.title
    return record.what if isinstance(record, (CountermeasureVersion, Task)) else ""


def place_of(record: Record | None) -> str:
    """The address where the record itself is changed."""
    if isinstance(record, Issue):
        return f"/issues/{record.id}#issue"
    if isinstance(record, CountermeasureVersion):
        return f"/issues/{record.countermeasure.term.issue_id}#countermeasure-{record.countermeasure_id}"
    if isinstance(record, Evaluation):
        return f"/issues/{record.countermeasure.term.issue_id}#evaluation-{record.id}"
    return "/tasks/" if record else ""
