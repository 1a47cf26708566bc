"""In whose name an act on an issue is done; and what can be taken back."""

from __future__ import annotations

from typing import TypeVar

from flask import abort

from core.database import db
from meetings.models import Carrying, Countermeasure, Discontinuation, Evaluation, Group, Issue, IssueClosing, Meeting, Term
from meetings.routes.finding import signer, the_countermeasure, the_issue
from region.models import Affiliation

OfMeasure = TypeVar("OfMeasure", Evaluation, Discontinuation)
OfIssue = TypeVar("OfIssue", Carrying, IssueClosing)


def acting_on(issue: Issue) -> tuple[Term, Affiliation]:
    """The year in which the signer, who must run its group, acts: the newest that is not settled. Or 403."""
    by = signer()
    mine = [one for one in reversed(issue.terms) if one.group.run_by(by)]
    term = next((one for one in mine if not one.settled), mine[0] if mine else None)
    return (term, by) if term else abort(403)


def reporting_on(countermeasure: Countermeasure) -> Affiliation:
    """The signer, who must be in charge or run the group, or 403."""
    by = signer()
    return by if countermeasure.reportable_by(by) else abort(403)


def meeting_of(group: Group, chosen: int | None) -> Meeting | None:
    """The meeting that was chosen, of this group; None for none."""
    meeting = db.get(Meeting, chosen) if chosen else None
    return meeting if meeting and meeting.group_id == group.id else None


def the_evaluation(evaluation_id: int) -> Evaluation:
    """An evaluation of such a countermeasure, also one that was taken back; or 404."""
    return _against(Evaluation, evaluation_id)


def the_discontinuation(discontinuation_id: int) -> Discontinuation:
    """The end of such a countermeasure without an evaluation, also one that was taken back; or 404."""
    return _against(Discontinuation, discontinuation_id)


def the_carrying(carrying_id: int) -> Carrying:
    """An issue's way into a group's next year, also one that was taken back; or 404."""
    return _of_an_issue(Carrying, carrying_id)


def the_closing(closing_id: int) -> IssueClosing:
    """The closing of an issue the person may read, also one that was taken back; or 404."""
    return _of_an_issue(IssueClosing, closing_id)


def _against(kind: type[OfMeasure], number: int) -> OfMeasure:
    found = db.get(kind, number) or abort(404)
    the_countermeasure(found.countermeasure_id)
    return found


def _of_an_issue(kind: type[OfIssue], number: int) -> OfIssue:
    found = db.get(kind, number) or abort(404)
    the_issue(found.issue_id)
    return found
