"""Who sits in a group: people with an account are found by name or institution, others are written in."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from core.pressing import done, once
from core.whole_numbers import whole
from meetings.groups import coming_and_going, inviting
from meetings.groups.forms import MemberForm, id_or_none
from meetings.groups.parties import party_of
from meetings.groups.register import Register, known_as, people_called, people_of, places_called, places_of
from meetings.groups.routes import told
from meetings.groups.routes.choosing import account_of, filled_from, institution_of, rights_of
from meetings.models import Group, Meeting, Member, Seat
from meetings.routes.finding import runs, secretary, the_group

routes = Blueprint("members", __name__)


@routes.get("/groups/<int:group_id>/members")
def index(group_id: int) -> str:
    """The register; for the secretariat also the search and the form. `?person=` fills the form in from an account."""
    group = the_group(group_id)
    chosen = account_of(group, request.args.get("person", type=whole)) if runs(group) else None
    form = MemberForm(formdata=None, from_on=_first_day(group), **(filled_from(chosen) if chosen else {}))
    if institution := institution_of(group, request.args.get("institution", type=whole)):
        form.institution_name.data = institution.name
    return _page(group, form)


@routes.post("/groups/<int:group_id>/members")
@once
def create(group_id: int) -> Response | tuple[str, int]:
    """One more member; with `invite` also to the meetings whose invitations went out already."""
    group = the_group(group_id)
    by, form = secretary(group), MemberForm()
    account = account_of(group, id_or_none(form.affiliation.data)) if form.affiliation.data else None
    if account and group.seats_of(account.person_id):
        return _page(group, form, _("%(name)sさんは、もう委員です。", name=account.person.name)), 422
    if not form.agreed(group):
        return _page(group, form), 422
    facts = form.facts | {"seat": Seat(form.seat.data)}
    institution = account.institution if account else known_as(form.institution_name.data or "", group)
    seated = Member.seat_in(group, by=by, affiliation=account, institution=institution, **facts)  # type: ignore[arg-type]
    rights_of(account)
    asked = coming_and_going.invite(seated, by=by) if form.invite.data else None
    answer = done(f"/groups/{group.id}/members", _("%(name)sさんを、名簿に入れました。", name=form.name.data))
    if asked:
        told.invited(asked)
    return answer


def _first_day(group: Group) -> date:
    """Today; the group's own first day while it is being set up."""
    begun = db.scalar(select(Meeting.id).where(Meeting.group_id == group.id, Meeting.opened_at.is_not(None)).limit(1))
    return clock.today() if begun else group.began_on


def _page(group: Group, form: MemberForm, broken: str = "") -> str:
    may_run = runs(group)
    return render_template(
        "meetings/groups/members.html", group=group, form=form.offer(), register=Register.of(group), may_run=may_run, broken=broken,
        year=clock.fiscal_year(clock.today()), mail=inviting.mail(),
        **(_searched(group) if may_run else {}), sent=coming_and_going.sent([group.id]) if may_run else (),
        left_out=coming_and_going.left_out_of([group.id]) if may_run else (),
    )  # fmt: skip


def _searched(group: Group) -> dict[str, object]:
    """What was asked for, by name or by `?party=` of いない人は？; who has an account there, and the institutions."""
    said, party = request.args.get("q", "").replace("\x00", "")[:80], party_of(request.args.get("party"))
    if party and not said:
        return {"said": "", "party": party, "found": people_of(party, group), "places": places_of(party, group)}
    return {"said": said, "party": None, "found": people_called(said, group), "places": places_called(said, group)}
