"""聞きとり: for the people of a group. Names are shown to its secretariat only; what a note says is coded into issues."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.whole_numbers import number_of
from meetings.cycle.choices import offer_issues
from meetings.cycle.forms.asking import CodingForm, HearingForm
from meetings.cycle.hearing_list import HearingList
from meetings.models import Group, HearingNote, Issue
from meetings.routes.finding import insider, runs, secretary, the_group, the_note
from region.models import Affiliation, Institution
from region.models.base import institutions_in
from region.vocabulary import PROFESSIONS

routes = Blueprint("hearings", __name__)


@routes.get("/groups/<int:group_id>/hearings")
def index(group_id: int) -> str:
    """The newest first, counted by profession; `?profession=` and `?issue=` choose."""
    group = the_group(group_id)
    insider(group)
    issue, skip = number_of(request.args.get("issue")), number_of(request.args.get("skip"))
    asked = request.args.get("profession", "")
    chosen = asked if asked in PROFESSIONS else ""
    found = HearingList.of(group, profession=chosen, issue=issue, skip=max(0, skip))
    about = db.get(Issue, issue) if issue and any(one.issue_id == issue for note in found.notes for one in note.codings) else None
    return render_template("meetings/hearings/index.html", group=group, found=found, chosen=chosen, about=about, runs=runs(group))


@routes.get("/groups/<int:group_id>/hearings/new")
def new(group_id: int) -> str:
    """The empty form."""
    group = the_group(group_id)
    secretary(group)
    return render_template("meetings/hearings/new.html", group=group, form=_offered(HearingForm(formdata=None), group))


@routes.post("/groups/<int:group_id>/hearings/new")
def create(group_id: int) -> Response | tuple[str, int]:
    """One more note. The same `client_key` twice is the same note."""
    group = the_group(group_id)
    by = secretary(group)
    form = _offered(HearingForm(), group)
    if not form.validate():
        return render_template("meetings/hearings/new.html", group=group, form=form), 422
    assert form.heard_on.data
    note = HearingNote.take_down(
        group, heard_on=form.heard_on.data, profession=str(form.profession.data), remarks=str(form.remarks.data), by=by,
        client_key=str(form.client_key.data), person_name=str(form.person_name.data or ""),
        institution=db.get(Institution, form.institution.data) if form.institution.data else None,
        institution_name=str(form.institution_name.data or ""),
    )  # fmt: skip
    db.commit()
    flash(_("聞きとりを書きました。どの課題の話かを、下で選べます。"))
    return redirect(f"/hearings/{note.id}", 303)


@routes.get("/hearings/<int:note_id>")
def show(note_id: int) -> str:
    """What was said, and for which issues it speaks."""
    note = the_note(note_id)
    by = insider(note.group)
    return _drawn(note, CodingForm(formdata=None, issue=number_of(request.args.get("issue"))), by)


@routes.post("/hearings/<int:note_id>/codings")
@once
def code(note_id: int) -> Response | tuple[str, int]:
    """These words speak for an issue."""
    note = the_note(note_id)
    by = secretary(note.group)
    form = CodingForm()
    offer_issues(form.issue, by.person_id, [note.group_id])
    if not form.validate():
        return _drawn(note, form, by), 422
    coded = note.code(db.get_one(Issue, form.issue.data), quote=str(form.quote.data), by=by)
    return done(f"/hearings/{note.id}", _("%(code)s の「どこから来たか」に入れました。", code=coded.issue.code))


def _drawn(note: HearingNote, form: CodingForm, by: Affiliation) -> str:
    offer_issues(form.issue, by.person_id, [note.group_id])
    return render_template("meetings/hearings/show.html", note=note, group=note.group, form=form, runs=note.group.run_by(by))


def _offered(form: HearingForm, group: Group) -> HearingForm:
    return form.offer(db.scalars(institutions_in(group.area_id).order_by(Institution.name)).all())
