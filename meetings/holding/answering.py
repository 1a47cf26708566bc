"""How the pages of a meeting answer: a whole page, what a page lacks, or the one form that was refused."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.database import db
from meetings.holding.choices import to_evaluate
from meetings.holding.floor import Floor
from meetings.holding.forms import (
    CountermeasureForm,
    DecisionForm,
    EvaluationForm,
    GuestForm,
    HomeworkForm,
    IssueForm,
    ListenersForm,
    RemarkForm,
    WritingForm,
)
from meetings.holding.live import pieces
from meetings.models import AgendaItem, Countermeasure, Meeting, Minutes
from meetings.models.course import may_not_go_on

FORMS = (RemarkForm, IssueForm, CountermeasureForm, DecisionForm, HomeworkForm)


def hold_page(meeting: Meeting, item_id: int | None = None, *, refused: Any = None, speaker: str = "") -> str:
    """The page of the secretariat; with a form that was refused, as it was typed; `speaker`: who speaks next, as the form calls them."""
    floor = Floor.of(meeting, item_id)
    forms: dict[str, Any] = {"guests": GuestForm(formdata=None), "listeners": ListenersForm(formdata=None, number=meeting.listeners)}
    evaluations = []
    final = _final(meeting)
    if final and refused is None:
        forms = {}
    if floor.shown and meeting.opened_at and (refused is not None or not final):
        forms |= {one.kind: one(floor.shown, floor.company, formdata=None) for one in FORMS}
        forms["entries"].speaks(speaker)
        evaluations = [(one, _evaluating(floor.shown, floor, one)) for one in to_evaluate(floor.shown)]
    if refused is not None:
        forms[getattr(refused, "kind", "guests" if isinstance(refused, GuestForm) else "listeners")] = refused
    return render_template(
        "meetings/holding/hold.html", meeting=meeting, floor=floor, forms=forms, evaluations=evaluations, refused=refused,
        final=final, may_go_on=bool(meeting.closed_at) and not may_not_go_on(meeting),
    )  # fmt: skip


def _final(meeting: Meeting) -> bool:
    """Are its minutes fixed? Then only errata are written, on their page."""
    return bool(meeting.closed_at and db.scalar(select(Minutes.fixed_at).where(Minutes.meeting_id == meeting.id)))


def _evaluating(item: AgendaItem, floor: Floor, one: Countermeasure) -> EvaluationForm:
    return EvaluationForm(item, floor.company, formdata=None, made_from=len(one.evaluations))


def lacking(meeting: Meeting, after: int) -> str:
    """What a page that was away lacks."""
    return render_template("meetings/holding/_changes.html", meeting=meeting, pieces=pieces(meeting, after))


def refused(form: WritingForm, code: int, address: str) -> tuple[str, int]:
    """The form with a sentence at each field and what was typed: alone for the page's script, else on its page."""
    if request.headers.get("HX-Request"):
        return render_template("meetings/holding/_refused.html", form=form, item=form.item, address=address), code
    return hold_page(form.item.meeting, form.item.id, refused=form), code


def done(address: str) -> Response | tuple[str, int]:
    """It is written: the page's script fetches what it lacks, a browser without it goes back to the page."""
    return ("", 204) if request.headers.get("HX-Request") else redirect(address, 303)
