"""One item: its words, its place, taking it out."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.agenda.figures import figures
from meetings.agenda.forms import ItemForm, ItemPapersForm
from meetings.agenda.listing import Agenda
from meetings.holding.live import meeting_moved
from meetings.models import AgendaItem, Issue, ItemKind, Term
from meetings.routes.finding import secretary, the_item
from region.here import here

routes = Blueprint("agenda_items", __name__)
PLACES = {"up": -1, "down": 1}


@routes.get("/items/<int:item_id>/edit")
def edit(item_id: int) -> str:
    """The form with what it says now, and its papers."""
    item = the_item(item_id)
    secretary(item.meeting.group)
    return page(item, offered(ItemForm.of(item), item).mark())


@routes.post("/items/<int:item_id>/edit")
@once
def update(item_id: int) -> Response | tuple[str, int]:
    """It says this from now on, unless it says something else since the page was opened."""
    item = the_item(item_id)
    by, form = secretary(item.meeting.group), offered(ItemForm(), item)
    if not form.validate():
        return page(item, form), 422
    item.meeting.lock()
    db.refresh(item)
    if form.overtaken(offered(ItemForm.of(item), item)):
        return page(item, form), 409
    try:
        item.change(by=by, **form.facts)
    except RuleBroken as broken:
        db.rollback()
        form.title.errors = [str(broken)]
        return page(the_item(item_id), form), 409
    meeting_moved(item.meeting)
    return done(_place_of(item))


@routes.post("/items/<int:item_id>/place")
def place(item_id: int) -> Response:
    """One place up or down."""
    item = the_item(item_id)
    by = secretary(item.meeting.group)
    places = PLACES.get(request.form.get("to", "")) or abort(400)
    item.move(places, by=by)
    meeting_moved(item.meeting)
    db.commit()
    return redirect(_place_of(item), 303)


@routes.post("/items/<int:item_id>/removal")
def remove(item_id: int) -> Response:
    """It is on the agenda no longer; the record keeps it."""
    item = the_item(item_id)
    item.remove(by=secretary(item.meeting.group))
    meeting_moved(item.meeting)
    db.commit()
    flash(_("「%(title)s」を議題からはずしました。", title=item.title))
    return redirect(url_for("meetings.agenda.show", meeting_id=item.meeting_id), 303)


def page(item: AgendaItem, form: ItemForm, papers: ItemPapersForm | None = None) -> str:
    """The page of an item, for who edits it."""
    row = next(one for one in Agenda.of(item.meeting, here()).rows if one.item.id == item.id)
    known = figures(item.meeting.group.area, current_user.id) if item.kind == ItemKind.STATUS else []
    files = papers or ItemPapersForm(formdata=None)
    return render_template("meetings/agenda/edit.html", item=item, row=row, form=form, papers=files, figures=known)


def offered(form: ItemForm, item: AgendaItem) -> ItemForm:
    """The members of the day, and the issues before the group this year; what is chosen already stays."""
    meeting = item.meeting
    terms = select(Term.issue_id).where(Term.group_id == meeting.group_id, Term.fiscal_year == meeting.fiscal_year)
    issues = list(db.scalars(select(Issue).where(Issue.id.in_(terms)).order_by(Issue.number)))
    members = meeting.group.present
    more = [item.issue] if item.issue and item.issue not in issues else []
    return form.offer(members + ([item.presenter] if item.presenter and item.presenter not in members else []), issues + more)


def _place_of(item: AgendaItem) -> str:
    return url_for("meetings.agenda.show", meeting_id=item.meeting_id, _anchor=f"item-{item.id}")
