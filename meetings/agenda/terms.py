"""What must be at hand to say where an issue stands, in a fixed number of questions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from meetings.models import Countermeasure, Issue, Term

OF_TERM: tuple[Any, ...] = (
    selectinload(Term.rises),
    selectinload(Term.countermeasures).options(
        joinedload(Countermeasure.versions),
        joinedload(Countermeasure.evaluations),
        joinedload(Countermeasure.discontinuation),
        selectinload(Countermeasure.implementations),
    ),
)
"""Options for a query of terms whose issues are at hand."""

WITH_ALL: tuple[Any, ...] = (
    *OF_TERM,
    joinedload(Term.issue).options(
        joinedload(Issue.closing), joinedload(Issue.raised_in), selectinload(Issue.terms).joinedload(Term.rises)
    ),
)
"""Options for a query of terms."""
