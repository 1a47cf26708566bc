"""A seat in a group: other words, another term, its end."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from core.pressing import done, once
from meetings.groups import coming_and_going
from meetings.groups.forms import LeavingForm, MemberForm
from meetings.groups.register import known_as
from meetings.groups.routes import told
from meetings.groups.routes.choosing import rights_of
from meetings.models import Member, Seat, seating
from meetings.models.alone import alone_with
from meetings.routes.finding import secretary, the_group

routes = Blueprint("seats", __name__, url_prefix="/members/<int:member_id>")


@routes.get("/edit")
def edit(member_id: int) -> str:
    """What is known of a member, and the end of the term."""
    member = _the_member(member_id)
    secretary(member.group)
    return _edit_page(member, _as_it_is(member).mark())


@routes.post("/edit")
@once
def update(member_id: int) -> Response | tuple[str, int]:
    """Other facts. New words do not change what was said in earlier meetings."""
    member = _the_member(member_id)
    by, form = secretary(member.group), MemberForm()
    alone_with(member)
    if not form.agreed(member.group, member):
        return _edit_page(member, form), 422
    if form.overtaken(_as_it_is(member)):
        return _edit_page(member, form), 409
    facts = form.facts | {"seat": Seat(form.seat.data)}
    if not member.affiliation:
        facts["institution"] = known_as(form.institution_name.data or "", member.group)
    line = seating.change(member, by=by, **facts)
    rights_of(line.affiliation)
    back = coming_and_going.take_back(member.group, by=by)
    said = _("保存しました。") if line is member else _("保存しました。これまでの会議の記録は、前の名前と所属のままです。")
    answer = done(f"/groups/{member.group_id}/members", said)
    told.taken_back(back)
    return answer


@routes.post("/leave")
@once
def leave(member_id: int) -> Response | tuple[str, int]:
    """退任. Invitations to what comes after the last day are taken back."""
    member = _the_member(member_id)
    by, form = secretary(member.group), LeavingForm()
    if form.validate() and form.until_on.data and form.until_on.data < member.from_on:
        form.until_on.errors = (_("任期のはじめより後の日を入れてください。"),)
    if form.errors or not form.until_on.data:
        return _edit_page(member, _as_it_is(member).mark(), form), 422
    alone_with(member)
    if form.overtaken(LeavingForm(formdata=None, obj=member)):
        return _edit_page(member, _as_it_is(member).mark(), form), 409
    member.leave(until_on=form.until_on.data, by=by)
    rights_of(member.affiliation)
    back = coming_and_going.take_back(member.group, by=by)
    answer = done(f"/groups/{member.group_id}/members")
    told.taken_back(back)
    return answer


@routes.post("/invitations")
def invite(member_id: int) -> Response:
    """To the coming meetings to which the others are invited already."""
    member = _the_member(member_id)
    asked = coming_and_going.invite(member, by=secretary(member.group))
    db.commit()
    told.invited(asked)
    return redirect(f"/groups/{member.group_id}/members", 303)


def _the_member(member_id: int) -> Member:
    """A member of a group one may read, or 404."""
    found = db.get(Member, member_id) or abort(404)
    the_group(found.group_id)
    return found


def _as_it_is(member: Member) -> MemberForm:
    return MemberForm(formdata=None, obj=member).offer()


def _edit_page(member: Member, form: MemberForm, leaving: LeavingForm | None = None) -> str:
    last = leaving or LeavingForm(formdata=None, until_on=clock.today()).mark(LeavingForm(formdata=None, obj=member))
    return render_template("meetings/groups/member.html", group=member.group, member=member, form=form.offer(), leaving=last)
