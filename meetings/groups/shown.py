"""The page of a meeting: what it says to whom."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user
from sqlalchemy import select

from core import clock
from core.database import db
from meetings.groups import inviting, planning
from meetings.groups.late_letters import unwritten
from meetings.groups.meeting_forms import AnswerForm
from meetings.models import Attendance, Meeting, Minutes
from meetings.routes.finding import belongs, runs
from meetings.standing import places
from region.here import here


def facts_of(meeting: Meeting) -> dict[str, object]:
    """As the form shows them."""
    begins, ends = clock.in_japan(meeting.starts_at), clock.in_japan(meeting.ends_at)
    names = ("theme", "place", "web_url", "openness", "openness_reason", "elsewhere", "elsewhere_url")
    return {name: getattr(meeting, name) for name in names} | {"day": begins.date(), "starts": begins.time(), "ends": ends.time()}


def page_of(meeting: Meeting, form: AnswerForm, answering: Attendance | None = None) -> str:
    """For its readers: the facts. For its people: the answers. For the secretariat: whom to invite and whom to call."""
    inside, may_run = belongs(meeting.group), runs(meeting.group)
    lines = inviting.invited(meeting)
    own = answering or inviting.own_line(meeting, here(), lines)
    return render_template(
        "meetings/meetings/show.html", meeting=meeting, group=meeting.group, inside=inside, may_run=may_run, own=own, form=form,
        table=inviting.Table(lines) if inside else None, to_invite=inviting.to_invite(meeting, lines) if may_run else [],
        unwritten=unwritten(meeting, lines) if may_run else [],
        minutes=_minutes(meeting), by_paper=inviting.by_paper, mail=inviting.mail(), near=inviting.near,
        notes=planning.notes(inviting.day_of(meeting), meeting.group, current_user.id, but=meeting.id) if may_run else [],
    )  # fmt: skip


def _minutes(meeting: Meeting) -> Minutes | None:
    """Those the reader may open: the group's own people from the draft on, others once they are fixed."""
    found = db.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id))
    return found if found and (found.fixed_at or meeting.group_id in places().own) else None
