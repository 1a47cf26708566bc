"""An issue with all that ever belonged to it. The number of questions does not depend on how much that is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload, selectinload

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


def whole(issue: Issue) -> Issue:
    """The same issue, with everything the page shows at hand."""
    terms = selectinload(Issue.terms)
    wanted = select(Issue).where(Issue.id == issue.id)
    found: Issue = db.scalars(
        wanted.options(
            *_of_issue(), joinedload(Issue.by).options(*_signed()),
            terms.joinedload(Term.group), terms.joinedload(Term.meeting), terms.selectinload(Term.rises).options(*_of_rises()),
            terms.selectinload(Term.countermeasures).options(*_of_countermeasures()),
        )
    ).unique().one()  # fmt: skip
    return found


def _of_issue() -> list[Any]:
    closing = joinedload(Issue.closing)
    entry = joinedload(Issue.entry)
    return [
        joinedload(Issue.raised_in), joinedload(Issue.area), entry.options(joinedload(Entry.item), joinedload(Entry.meeting)),
        selectinload(Issue.versions), selectinload(Issue.evidence),
        closing.options(joinedload(IssueClosing.into), joinedload(IssueClosing.meeting)),
    ]  # fmt: skip


def _of_rises() -> list[Any]:
    return [joinedload(Rise.to), joinedload(Rise.by).options(*_signed()), joinedload(Rise.answered_in)]


def _of_countermeasures() -> list[Any]:
    versions, done = selectinload(Countermeasure.versions), selectinload(Countermeasure.implementations)
    said = selectinload(Countermeasure.evaluations)
    into = joinedload(Countermeasure.discontinuation).joinedload(Discontinuation.into)
    owners = versions.selectinload(CountermeasureVersion.owners)
    return [
        versions.options(joinedload(CountermeasureVersion.meeting), joinedload(CountermeasureVersion.by).options(*_signed())),
        owners.options(joinedload(Owner.institution), joinedload(Owner.affiliation).options(*_signed())),
        done.options(joinedload(Implementation.by).options(*_signed()), selectinload(Implementation.papers)),
        selectinload(Countermeasure.values),
        said.options(joinedload(Evaluation.meeting), joinedload(Evaluation.by).options(*_signed())),
        into.options(selectinload(Countermeasure.versions), joinedload(Countermeasure.term)),
    ]


def _signed() -> list[Any]:
    """A name and an institution; what somebody works as is not shown here."""
    return [joinedload(Affiliation.person), lazyload(Affiliation.professions)]
