"""What must be at hand to say where an issue stands, in a fixed number of questions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from meetings.models import Countermeasure, Issue, Term

WITH_ALL: tuple[Any, ...] = (
    selectinload(Term.rises),
    selectinload(Term.countermeasures).options(
        selectinload(Countermeasure.versions),
        selectinload(Countermeasure.implementations),
        selectinload(Countermeasure.evaluations),
        selectinload(Countermeasure.discontinuation),
    ),
    selectinload(Term.issue).options(joinedload(Issue.closing), joinedload(Issue.raised_in), selectinload(Issue.terms)),
)
"""Options for a query of terms."""
