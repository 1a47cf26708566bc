"""Items and proposals as other rooms show them, and how they stand to what they came from."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import links
from core.database import db
from core.links import Linked
from meetings.models import AgendaItem, Meeting, Proposal, Task
from meetings.models.group import inside_ids

links.relation("proposed_from", there=_("ここから提案されました"), back=_("もとの投稿"))
links.relation("answers", there=_("課題になりました"), back=_("もとの提案"))
links.relation("on_agenda", there=_("議題になりました"), back=_("もとになったもの"))


@links.knows("proposal")
def proposals(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Of one's own groups, and one's own."""
    found = db.scalars(Proposal.readable_by(person_id).where(Proposal.id.in_(ids)).options(joinedload(Proposal.group)))
    return {one.id: Linked(one.title, f"/groups/{one.group_id}/backlog#proposal-{one.id}", one.group.name) for one in found}


@links.knows("agenda_item")
def items(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Of meetings this person may read; what is not public, for the group's own people. One that was taken out is not shown."""
    meetings = Meeting.readable_by(person_id).order_by(None).with_only_columns(Meeting.id)
    wanted = select(AgendaItem).where(AgendaItem.id.in_(ids), AgendaItem.meeting_id.in_(meetings), AgendaItem.removed_at.is_(None))
    found = list(db.scalars(wanted.options(joinedload(AgendaItem.meeting).joinedload(Meeting.group))))
    own = set(db.scalars(inside_ids(person_id))) if any(one.private for one in found) else set()
    return {one.id: _item(one) for one in found if not one.private or one.meeting.group_id in own}


@links.knows("task")
def tasks(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Those this person may read."""
    wanted = Task.readable_by(person_id).where(Task.id.in_(ids)).options(joinedload(Task.group))
    return {one.id: Linked(one.what[:60], "/tasks/", one.group.name) for one in db.scalars(wanted)}


def _item(one: AgendaItem) -> Linked:
    meeting = one.meeting
    where = gettext("%(group)s　%(year)s年度 第%(number)s回", group=meeting.group.name, year=meeting.fiscal_year, number=meeting.number)
    return Linked(one.title, f"/meetings/{meeting.id}/agenda#item-{one.id}", str(where))
