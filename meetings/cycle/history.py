"""An issue with all that ever belonged to it. The number of questions does not depend on how much that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, exists
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from core import clock
from core.database import db
from meetings.models import (
    Carrying,
    Countermeasure,
    CountermeasureVersion,
    Discontinuation,
    Entry,
    Evaluation,
    HearingCoding,
    Implementation,
    Issue,
    IssueClosing,
    Owner,
    Rise,
    Task,
    Term,
)
from region.models import Affiliation


@dataclass(frozen=True)
class Whole:
    """`heard`, `tasks`: is there a hearing note, or homework, about it? Where there is none, nobody need ask for them."""

    issue: Issue
    heard: bool
    tasks: bool


def whole(issue_id: int, person_id: int) -> Whole | None:
    """An issue this person may read, with everything its page shows at hand."""
    found = db.execute(_asked(clock.today()), {"person": person_id, "id": issue_id}).unique().one_or_none()
    if found is None:
        return None
    _what_stands(found.Issue)
    return Whole(found.Issue, found.heard, found.tasks)


def _what_stands(issue: Issue) -> None:
    """Of all that was said what was not taken back, without asking again."""
    set_committed_value(issue, "closing", next((one for one in issue.every_closing if not one.taken_back_at), None))
    for measure in issue.countermeasures:
        set_committed_value(measure, "evaluations", [one for one in measure.every_evaluation if not one.taken_back_at])
        standing = (one for one in measure.every_discontinuation if not one.taken_back_at)
        set_committed_value(measure, "discontinuation", next(standing, None))


@lru_cache(maxsize=2)
def _asked(day: date) -> Select[Issue, bool, bool]:
    """Built once a day: building it costs more than asking it. `day` is today, which stands in its conditions."""
    terms = selectinload(Issue.terms)
    wanted = Issue.readable_by(bindparam("person", type_=Integer)).where(Issue.id == bindparam("id"))
    heard = exists().where(HearingCoding.issue_id == Issue.id).label("heard")
    return wanted.add_columns(heard, exists().where(Task.issue_id == Issue.id).label("tasks")).options(
        *_of_issue(), joinedload(Issue.by).options(*_signed()),
        terms.joinedload(Term.group), terms.joinedload(Term.meeting), terms.joinedload(Term.rises).joinedload(Rise.to),
        terms.joinedload(Term.countermeasures).options(*_of_countermeasures()),
    )  # fmt: skip


def _of_issue() -> list[Any]:
    closing = joinedload(Issue.every_closing)
    entry, carried = joinedload(Issue.entry), joinedload(Issue.every_carrying)
    return [
        carried.options(_taken_back(Carrying)),
        joinedload(Issue.raised_in), entry.options(joinedload(Entry.item), joinedload(Entry.meeting)),
        joinedload(Issue.versions), joinedload(Issue.evidence),
        closing.options(joinedload(IssueClosing.into), joinedload(IssueClosing.meeting), _taken_back(IssueClosing)),
    ]  # fmt: skip


def _of_countermeasures() -> list[Any]:
    versions, done = selectinload(Countermeasure.versions), selectinload(Countermeasure.implementations)
    said, stopped = joinedload(Countermeasure.every_evaluation), joinedload(Countermeasure.every_discontinuation)
    into = stopped.joinedload(Discontinuation.into)
    owners = versions.joinedload(CountermeasureVersion.owners)
    return [
        versions.options(joinedload(CountermeasureVersion.meeting), joinedload(CountermeasureVersion.by).options(*_signed())),
        owners.options(joinedload(Owner.institution), joinedload(Owner.affiliation).options(*_alone())),
        done.options(joinedload(Implementation.by).options(*_signed()), joinedload(Implementation.papers)),
        selectinload(Countermeasure.values),
        said.options(joinedload(Evaluation.meeting), joinedload(Evaluation.by).options(*_signed()), _taken_back(Evaluation)),
        stopped.options(_taken_back(Discontinuation)),
        into.options(selectinload(Countermeasure.versions), joinedload(Countermeasure.term)),
    ]


def _taken_back(kind: type[Carrying | Evaluation | Discontinuation | IssueClosing]) -> Any:
    return joinedload(kind.taken_back_by).options(*_signed())


def _signed() -> list[Any]:
    """A name; where somebody works, and as what, is not shown here."""
    return [joinedload(Affiliation.person), *_alone()]


def _alone() -> list[Any]:
    return [lazyload(Affiliation.institution), lazyload(Affiliation.professions)]
