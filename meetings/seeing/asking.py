"""What the database is asked for the board: a row of plain columns for each issue and each countermeasure of a year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from core import clock
from core.database import db
from meetings.models import (
    Countermeasure,
    CountermeasureVersion,
    Discontinuation,
    Evaluation,
    Implementation,
    Issue,
    IssueClosing,
    Next,
    Rise,
    RiseAnswer,
    Task,
    Term,
)
from meetings.seeing.facts import MeasureFact, TermFact

LONG = timedelta(days=60)
"""After so many days without any record, a countermeasure is not being carried out."""


def facts_of(groups: Collection[int], fiscal_year: int) -> list[TermFact]:
    """Every issue of these groups in a fiscal year, in the order of their numbers. Three questions."""
    found = facts_where(and_(Term.group_id.in_(groups), Term.fiscal_year == fiscal_year))
    by_issue = {(one.group_id, one.issue_id): one for one in found}
    for group_id, issue_id, day in db.execute(_homework(groups)):
        if (group_id, issue_id) in by_issue:
            by_issue[group_id, issue_id].homework_on = day
    return found


def facts_where(wanted: ColumnElement[bool]) -> list[TermFact]:
    """Of the terms this condition holds for, without their homework. Two questions."""
    terms = {row[1]: TermFact(*row) for row in db.execute(_terms(wanted))}
    if terms:
        for row in db.execute(_measures(wanted)):
            terms[row[0]].measures.append(MeasureFact(*row))
    for one in terms.values():
        one.reckon()
    return list(terms.values())


def in_force() -> ColumnElement[bool]:
    """Condition: the version is the one in force."""
    newer = aliased(CountermeasureVersion)
    last = select(func.max(newer.number)).where(newer.countermeasure_id == Countermeasure.id).scalar_subquery()
    return and_(CountermeasureVersion.countermeasure_id == Countermeasure.id, CountermeasureVersion.number == last)


def last_said() -> ColumnElement[bool]:
    """Condition: the evaluation is the last one."""
    later = aliased(Evaluation)
    return Evaluation.id == select(func.max(later.id)).where(later.countermeasure_id == Countermeasure.id).scalar_subquery()


def _terms(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    after = aliased(Term)
    carried = exists().where(after.issue_id == Term.issue_id, after.group_id == Term.group_id, after.fiscal_year == Term.fiscal_year + 1)
    handed_up = exists().where(Rise.term_id == Term.id, Rise.answer == RiseAnswer.TAKEN)
    closed = exists().where(IssueClosing.issue_id == Term.issue_id)
    owed = select(func.min(Rise.answer_by_on)).where(Rise.term_id == Term.id, Rise.answer.is_(None), ~closed).scalar_subquery()
    columns = (Term.group_id, Term.id, Term.issue_id, Issue.number, Issue.title, Issue.scene, Term.how, Term.at)
    return (
        select(*columns, closed, carried, handed_up, owed)
        .select_from(Term)
        .join(Issue, Issue.id == Term.issue_id)
        .where(wanted)
        .order_by(Issue.number, Term.id)
    )


def _measures(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    done = exists().where(Implementation.countermeasure_id == Countermeasure.id)
    stopped = exists().where(Discontinuation.countermeasure_id == Countermeasure.id)
    old = Countermeasure.at < clock.now() - LONG
    revises = and_(Evaluation.next == Next.REVISE, CountermeasureVersion.at <= Evaluation.at)
    said = (Evaluation.id, Evaluation.verdict, Evaluation.next, Evaluation.at, func.coalesce(revises, False))
    rows = select(Countermeasure.term_id, Countermeasure.id, CountermeasureVersion.due_on, done, stopped, old, *said)
    rows = (
        rows.select_from(Countermeasure)
        .join(Term, Term.id == Countermeasure.term_id)
        .join(CountermeasureVersion, in_force())
        .outerjoin(Evaluation, last_said())
    )
    return rows.where(wanted).order_by(Countermeasure.id)


def _homework(groups: Collection[int]) -> Select[*tuple[Any, ...]]:
    late = (Task.open_(), Task.due_on < clock.today(), Task.issue_id.is_not(None), Task.group_id.in_(groups))
    return select(Task.group_id, Task.issue_id, func.min(Task.due_on)).where(*late).group_by(Task.group_id, Task.issue_id)
