"""Which issues the public version of minutes tells of, so that a post of it knows them, and they know the post."""

from __future__ import annotations

from sqlalchemy import select, union

from core.database import db
from meetings.minuting.gathering import Gathered
from meetings.models import AgendaIssue, Countermeasure, CountermeasureVersion, Evaluation, Issue, Openness, Term


def issues_named(gathered: Gathered) -> list[int]:
    """Those on its agenda, raised or moved by a sentence of it; none of what is 非公開."""
    if gathered.meeting.openness == Openness.CLOSED:
        return []
    items = [one.id for one in gathered.items if not one.private]
    entries = [one.id for item in items for one in gathered.entries.get(item, []) if not one.private]
    of_measure = select(Term.issue_id).join(Countermeasure, Countermeasure.term_id == Term.id)
    return sorted(
        db.scalars(
            union(
                select(AgendaIssue.issue_id).where(AgendaIssue.item_id.in_(items)),
                select(Issue.id).where(Issue.entry_id.in_(entries)),
                of_measure.join(CountermeasureVersion).where(CountermeasureVersion.entry_id.in_(entries)),
                of_measure.join(Evaluation).where(Evaluation.entry_id.in_(entries), Evaluation.stands()),
            )
        )
    )
