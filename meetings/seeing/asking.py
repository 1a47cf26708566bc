"""What the database is asked for the board: a row of plain columns for each issue and each countermeasure of a year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from core import clock
from core.database import Moment, db
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
    """Every issue of these groups in a fiscal year, in the order of their numbers. Two questions."""
    return _read(*_of_year(clock.today()), {"groups": list(groups), "year": fiscal_year})


def facts_of_terms(terms: Collection[int]) -> list[TermFact]:
    """Of these, without their homework. Two questions."""
    return _read(*_of_terms(), {"terms": list(terms)})


@lru_cache(maxsize=1)
def _of_terms() -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    wanted = Term.id.in_(bindparam("terms", expanding=True, type_=Integer))
    return _terms(wanted), _measures(wanted)


def _read(of_terms: Select[*tuple[Any, ...]], of_measures: Select[*tuple[Any, ...]], said: dict[str, object]) -> list[TermFact]:
    terms = {row[1]: TermFact(*row) for row in db.execute(of_terms, said)}
    if terms:
        for row in db.execute(of_measures, said | {"long_ago": clock.now() - LONG}):
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
    """Condition: the evaluation is the last one that stands."""
    later = aliased(Evaluation)
    standing = select(func.max(later.id)).where(later.countermeasure_id == Countermeasure.id, later.taken_back_at.is_(None))
    return Evaluation.id == standing.scalar_subquery()


def _terms(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    after = aliased(Term)
    carried = exists().where(after.issue_id == Term.issue_id, after.group_id == Term.group_id, after.fiscal_year == Term.fiscal_year + 1)
    carried = carried.correlate(Term)
    year = aliased(Term)
    asked = (Rise.term_id == year.id, year.issue_id == Term.issue_id, year.group_id == Term.group_id, year.fiscal_year <= Term.fiscal_year)
    handed_up = exists().where(*asked, Rise.answer == RiseAnswer.TAKEN, Rise.answered_at >= Term.at)
    closed = exists().where(IssueClosing.issue_id == Term.issue_id, IssueClosing.stands()).correlate(Term)
    owed = select(func.min(Rise.answer_by_on)).where(*asked, Rise.answer.is_(None), ~closed, ~carried).scalar_subquery()
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
    stopped = exists().where(Discontinuation.countermeasure_id == Countermeasure.id, Discontinuation.stands())
    old = Countermeasure.at < bindparam("long_ago", type_=Moment)
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


@lru_cache(maxsize=2)
def _of_year(day: date) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """Both questions, built once a day: building them costs more than asking them. `day` is today, on which homework is late."""
    groups = bindparam("groups", expanding=True, type_=Integer)
    wanted = and_(Term.group_id.in_(groups), Term.fiscal_year == bindparam("year"))
    late = (Task.open_(), Task.due_on < day, Task.issue_id.is_not(None), Task.group_id.in_(groups))
    owed = select(Task.group_id, Task.issue_id, func.min(Task.due_on).label("due_on")).where(*late)
    owed_by = owed.group_by(Task.group_id, Task.issue_id).subquery()
    of_it = and_(owed_by.c.group_id == Term.group_id, owed_by.c.issue_id == Term.issue_id)
    return _terms(wanted).add_columns(owed_by.c.due_on).outerjoin(owed_by, of_it), _measures(wanted)
