"""課題にする: a proposal becomes an issue, which keeps what the proposal came from; and who proposed it is told."""

from __future__ import annotations

from core import links
from meetings.agenda import letters
from meetings.models import Issue, Proposal
from region.models import Affiliation


def take_up(proposal: Proposal, issue: Issue, *, by: Affiliation) -> None:
    """In the transaction in which the issue is made. Raises RuleBroken when the proposal has an answer already."""
    proposal.become(issue, by=by)
    links.link("issue", issue.id, "answers", "proposal", proposal.id, by=by)
    for post_id in posts_of(proposal, by.person_id):
        links.link("issue", issue.id, "raised_from", "post", post_id, by=by)
    letters.tell(proposal)


def decline(proposal: Proposal, reason: str, *, by: Affiliation) -> None:
    """見送る. Raises RuleBroken."""
    proposal.decline(reason, by=by)
    letters.tell(proposal)


def posts_of(proposal: Proposal, person_id: int) -> list[int]:
    """The posts it came from, as far as this person may read them."""
    return [one.id for one in links.of("proposal", proposal.id, person_id) if one.kind == "post"]
