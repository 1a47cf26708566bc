"""課題にする: a proposal becomes an issue, which keeps what the proposal came from; and who proposed it is told."""

from __future__ import annotations

from core import links
from core.database import db
from meetings.agenda import letters
from meetings.models import AgendaItem, Issue, Proposal
from region.models import Affiliation


def take_up(proposal: Proposal, issue: Issue, *, by: Affiliation) -> None:
    """In the transaction in which the issue is made; the same issue twice is one answer. Raises RuleBroken for another answer."""
    if proposal.issue_id == issue.id:
        return
    proposal.become(issue, by=by)
    links.link("issue", issue.id, "answers", "proposal", proposal.id, by=by)
    for post_id in posts_of(proposal, by.person_id):
        links.link("issue", issue.id, "raised_from", "post", post_id, by=by)
    for item in _items_ahead(proposal, by.person_id):
        item.change(by=by, issue=issue)
    letters.tell(proposal)


def decline(proposal: Proposal, reason: str, *, by: Affiliation) -> None:
    """見送る. Raises RuleBroken."""
    proposal.decline(reason, by=by)
    letters.tell(proposal)


def words_of(proposal: Proposal, person_id: int) -> dict[str, object]:
    """What it says, for the form of a new issue; and the post it came from."""
    posts = posts_of(proposal, person_id)
    said: dict[str, object] = {"group": proposal.group_id, "title": proposal.title, "text": proposal.text, "scene": proposal.scene}
    return said | {"profession": next(iter(proposal.by.profession_codes), ""), "post": posts[0] if posts else None}


def posts_of(proposal: Proposal, person_id: int) -> list[int]:
    """The posts it came from, as far as this person may read them."""
    return _linked(proposal, "post", person_id)


def _items_ahead(proposal: Proposal, person_id: int) -> list[AgendaItem]:
    """The items it became, of meetings that are not over: they are about the issue now."""
    items = [db.get_one(AgendaItem, one) for one in _linked(proposal, "agenda_item", person_id)]
    return [one for one in items if one.issue is None and not one.meeting.closed_at]


def _linked(proposal: Proposal, kind: str, person_id: int) -> list[int]:
    return [one.id for one in links.of("proposal", proposal.id, person_id) if one.kind == kind]
