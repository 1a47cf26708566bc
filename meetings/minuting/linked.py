"""How other rooms are shown minutes and their sentences: by the meeting and the number of the item, only to who may read them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from core import links
from core.database import db
from core.language import dated
from core.links import Linked
from meetings.models import AgendaItem, Entry, Group, Meeting, Minutes, Openness, inside_ids

POSTED = "posted_as"
NAMES = "minutes_name"
links.relation(NAMES, there=lazy_gettext("議事録を掲示板に載せました"), back=lazy_gettext("この議事録に出た課題"))
links.relation(POSTED, there=lazy_gettext("もとの議事録"), back=lazy_gettext("掲示板に載せた投稿"))


@links.knows("minutes")
def minutes(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """The group's own people know of drafts, others of what is fixed."""
    asked = Minutes.readable_by(person_id).where(Minutes.id.in_(ids)).join(Meeting, Meeting.id == Minutes.meeting_id).join(Group)
    rows = asked.with_only_columns(Minutes.id, Minutes.fixed_at, Meeting.id, Group.name, Meeting.fiscal_year, Meeting.number)
    return {
        number: Linked(
            _("%(group)s 第%(number)s回 議事録", group=group, number=nth),
            f"/meetings/{meeting_id}/minutes",
            _("%(day)sに確定", day=dated(fixed)) if fixed else _("案"),
        )
        for number, fixed, meeting_id, group, _year, nth in db.execute(rows)
    }


@links.knows("minutes_entry")
def entries(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Sentences that still stand. Who does not belong to the group: only in fixed minutes, and nothing that is 非公開."""
    own = Meeting.group_id.in_(inside_ids(person_id))
    readable = Minutes.readable_by(person_id).with_only_columns(Minutes.meeting_id)
    open_ = and_(Entry.private.is_(False), AgendaItem.private.is_(False), Meeting.openness != Openness.CLOSED)
    before = aliased(AgendaItem)
    place = select(func.count(before.id)).where(
        before.meeting_id == AgendaItem.meeting_id, before.removed_at.is_(None), before.position <= AgendaItem.position
    )
    asked = select(Entry.id, Meeting.id, Group.name, Meeting.number, place.scalar_subquery(), Meeting.starts_at)
    asked = asked.join(AgendaItem, AgendaItem.id == Entry.item_id).join(Meeting, Meeting.id == Entry.meeting_id)
    asked = asked.join(Group, Group.id == Meeting.group_id).where(Entry.id.in_(ids), Entry.removed_at.is_(None))
    rows = db.execute(asked.where(or_(own, and_(Meeting.id.in_(readable), open_))))
    return {
        entry_id: Linked(
            _("%(group)s 第%(number)s回 議題%(item)s", group=group, number=nth, item=item),
            f"/meetings/{meeting_id}/minutes#entry-{entry_id}",
            dated(at),
        )
        for entry_id, meeting_id, group, nth, item, at in rows
    }
