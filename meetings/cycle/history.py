"""An issue with all that ever belonged to it. The number of questions does not depend on how much that is."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam
from sqlalchemy.orm import joinedload, lazyload, selectinload

from core import clock
from core.database import db
from meetings.models import (
    Countermeasure,
    CountermeasureVersion,
    Discontinuation,
    Entry,
    Evaluation,
    Implementation,
    Issue,
    IssueClosing,
    Owner,
    Rise,
    Term,
)
from region.models import Affiliation


def whole(issue_id: int, person_id: int) -> Issue | None:
    """An issue this person may read, with everything its page shows at hand."""
    return db.scalars(_asked(clock.today()), {"person": person_id, "id": issue_id}).unique().one_or_none()


@lru_cache(maxsize=2)
def _asked(day: date) -> Select[Issue]:
    """Built once a day: building it costs more than asking it. `day` is today, which stands in its conditions."""
    terms = selectinload(Issue.terms)
    wanted = Issue.readable_by(bindparam("person", type_=Integer)).where(Issue.id == bindparam("id"))
    return wanted.options(
        *_of_issue(), joinedload(Issue.by).options(*_signed()),
        terms.joinedload(Term.group), terms.joinedload(Term.meeting), terms.joinedload(Term.rises).options(*_of_rises()),
        terms.selectinload(Term.countermeasures).options(*_of_countermeasures()),
    )  # fmt: skip


def _of_issue() -> list[Any]:
    closing = joinedload(Issue.closing)
    entry = joinedload(Issue.entry)
    return [
        joinedload(Issue.raised_in), joinedload(Issue.area), entry.options(joinedload(Entry.item), joinedload(Entry.meeting)),
        joinedload(Issue.versions), joinedload(Issue.evidence),
        closing.options(joinedload(IssueClosing.into), joinedload(IssueClosing.meeting)),
    ]  # fmt: skip


def _of_rises() -> list[Any]:
    return [joinedload(Rise.to), joinedload(Rise.by).options(*_signed()), joinedload(Rise.answered_in)]


def _of_countermeasures() -> list[Any]:
    versions, done = selectinload(Countermeasure.versions), selectinload(Countermeasure.implementations)
    said = joinedload(Countermeasure.evaluations)
    into = joinedload(Countermeasure.discontinuation).joinedload(Discontinuation.into)
    owners = versions.joinedload(CountermeasureVersion.owners)
    return [
        versions.options(joinedload(CountermeasureVersion.meeting), joinedload(CountermeasureVersion.by).options(*_signed())),
        owners.options(joinedload(Owner.institution), joinedload(Owner.affiliation).options(*_signed())),
        done.options(joinedload(Implementation.by).options(*_signed()), joinedload(Implementation.papers)),
        selectinload(Countermeasure.values),
        said.options(joinedload(Evaluation.meeting), joinedload(Evaluation.by).options(*_signed())),
        into.options(selectinload(Countermeasure.versions), joinedload(Countermeasure.term)),
    ]


def _signed() -> list[Any]:
    """A name and an institution; what somebody works as is not shown here."""
    return [joinedload(Affiliation.person), lazyload(Affiliation.professions)]
