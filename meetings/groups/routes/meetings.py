"""One meeting: planned, shown, moved, cancelled. Whoever was invited is told."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.groups import coming_and_going, inviting, planning
from meetings.groups.meeting_forms import AnswerForm, CancelForm, MeetingForm
from meetings.groups.routes import told
from meetings.groups.shown import facts_of, page_of
from meetings.models import Group, Meeting, scheduling
from meetings.models.alone import alone_with
from meetings.routes.finding import secretary, the_group, the_meeting
from region.models import Affiliation

routes = Blueprint("meetings", __name__)


@routes.get("/groups/<int:group_id>/meetings/new")
def new(group_id: int) -> str:
    """One meeting beside the plan."""
    group = the_group(group_id)
    secretary(group)
    return _form_page(group, MeetingForm(formdata=None))


@routes.post("/groups/<int:group_id>/meetings/new")
@once
def create(group_id: int) -> Response | tuple[str, int]:
    """Plans it."""
    group = the_group(group_id)
    by, form = secretary(group), MeetingForm()
    if not form.validate():
        return _form_page(group, form), 422
    try:
        meeting = Meeting.plan(group, by=by, **form.facts)  # type: ignore[arg-type]
    except RuleBroken as broken:
        db.rollback()
        form.form_errors = [str(broken)]
        return _form_page(the_group(group_id), form), 409
    scheduling.change(meeting, by=by, **form.all_facts)
    scheduling.put_in_order(group, meeting.fiscal_year, by=by)
    return done(f"/meetings/{meeting.id}", _("会議を決めました。次に、招待してください。"))


@routes.get("/meetings/<int:meeting_id>")
def show(meeting_id: int) -> str:
    """What is known of it, and one's own answer."""
    return page_of(the_meeting(meeting_id), AnswerForm(formdata=None))


@routes.get("/meetings/<int:meeting_id>/edit")
def edit(meeting_id: int) -> str:
    """The form with what is known; and the cancellation."""
    meeting = the_meeting(meeting_id)
    secretary(meeting.group)
    if meeting.opened_at or meeting.cancelled_at:
        raise RuleBroken("この会議は、もう変えられません。")
    return _form_page(meeting.group, _as_it_is(meeting).mark(), meeting)


@routes.post("/meetings/<int:meeting_id>/edit")
@once
def update(meeting_id: int) -> Response | tuple[str, int]:
    """Other facts; another time or place is told to those invited, and their calendars."""
    meeting = the_meeting(meeting_id)
    by, form = secretary(meeting.group), MeetingForm()
    if not form.validate():
        return _form_page(meeting.group, form, meeting), 422
    alone_with(meeting.group, "ended_at")
    meeting.alone()
    if form.overtaken(_as_it_is(meeting)):
        return _form_page(meeting.group, form, meeting), 409
    try:
        return _changed(meeting, form, by)
    except RuleBroken as broken:
        db.rollback()
        form.form_errors = [str(broken)]
        return _form_page(meeting.group, form, meeting), 409


def _changed(meeting: Meeting, form: MeetingForm, by: Affiliation) -> Response:
    """Raises RuleBroken."""
    moved = {meeting.id: meeting} if scheduling.change(meeting, by=by, **form.all_facts) else {}
    moved |= {one.id: one for one in scheduling.put_in_order(meeting.group, meeting.fiscal_year, by=by)}
    back = coming_and_going.take_back(meeting.group, by=by)
    letters = sum(inviting.tell("changed", one, inviting.invited(one)) for one in moved.values())
    said = _("保存しました。変わったことを%(count)s人にメールで知らせました。", count=letters) if letters else _("保存しました。")
    answer = done(f"/meetings/{meeting.id}", said)
    told.unreached(moved.values())
    told.taken_back(back)
    return answer


@routes.post("/meetings/<int:meeting_id>/cancellation")
@once
def cancel(meeting_id: int) -> Response | tuple[str, int]:
    """It will not be held; those invited are told why on its page, and by letter that it is off. Refused where it was moved since."""
    meeting = the_meeting(meeting_id)
    by, form = secretary(meeting.group), CancelForm()
    if not form.validate():
        return _form_page(meeting.group, _as_it_is(meeting).mark(), meeting, form), 422
    if form.made_from.data and form.made_from.data != str(meeting.ics_sequence):
        form.made_from.data = str(meeting.ics_sequence)
        form.reason.errors = [_("この間に、日時か場所が変わりました。上の予定を確かめて、よければもう一度押してください。")]
        return _form_page(meeting.group, _as_it_is(meeting).mark(), meeting, form), 409
    meeting.cancel(reason=form.reason.data or "", by=by)
    letters = inviting.tell("cancelled", meeting, inviting.invited(meeting))
    told.unreached([meeting])
    said = _("中止にしました。%(count)s人にメールで知らせました。", count=letters) if letters else _("中止にしました。")
    return done(f"/meetings/{meeting.id}", said)


def _as_it_is(meeting: Meeting) -> MeetingForm:
    return MeetingForm(formdata=None, data=facts_of(meeting))


def _form_page(group: Group, form: MeetingForm, meeting: Meeting | None = None, cancelling: CancelForm | None = None) -> str:
    day = form.day.data
    notes = planning.notes(day, group, current_user.id, but=meeting.id if meeting else None) if day else []
    return render_template(
        "meetings/meetings/form.html", group=group, meeting=meeting, form=form, notes=notes, today=clock.today(),
        cancelling=cancelling or CancelForm(formdata=None, made_from=str(meeting.ics_sequence) if meeting else ""),
    )  # fmt: skip
