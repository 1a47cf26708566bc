"""What a new issue comes from: a post, an item of an agenda, another issue, a proposal. Each must be readable, or it is a 404."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort

from board.models import Post
from board.routes.finding import the_post
from core.links import link
from meetings.agenda.answering import take_up
from meetings.cycle.forms.issues import IssueForm
from meetings.models import AgendaItem, Group, Issue, Proposal
from meetings.routes.finding import the_issue, the_item, the_proposal
from region.models import Affiliation


@dataclass(frozen=True)
class RaisedFrom:
    """As far as it was named."""

    post: Post | None
    item: AgendaItem | None
    source: Issue | None
    proposal: Proposal | None

    @classmethod
    def named_in(cls, form: IssueForm, by: Affiliation) -> RaisedFrom:
        """For the signed-in person. A proposal is answered by who runs its group; else 403."""
        proposal = the_proposal(form.proposal.data) if form.proposal.data else None
        if proposal and not proposal.group.run_by(by):
            abort(403)
        return cls(
            the_post(form.post.data) if form.post.data else None,
            the_item(form.item.data) if form.item.data else None,
            the_issue(form.grew_from.data) if form.grew_from.data else None,
            proposal,
        )

    @property
    def group_id(self) -> int:
        """The group it points at; 0 for none."""
        if self.proposal:
            return self.proposal.group_id
        return self.item.meeting.group_id if self.item else self.source.term.group_id if self.source else 0

    def bind(self, issue: Issue, *, by: Affiliation) -> None:
        """Linked, in the transaction in which the issue is made. Raises RuleBroken where the proposal has an answer already."""
        if self.post:
            link("issue", issue.id, "raised_from", "post", self.post.id, by=by)
        if self.source and self.source.id != issue.id:
            link("issue", issue.id, "grew_from", "issue", self.source.id, by=by)
        if self.proposal:
            take_up(self.proposal, issue, by=by)

    def in_a_meeting_of(self, group: Group) -> AgendaItem | None:
        """The item, where it is on an agenda of this group."""
        return self.item if self.item and self.item.meeting.group_id == group.id else None
