"""What is said and what comes of it, written below an item where it arises."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.holding import live, writing
from meetings.holding.answering import done, refused
from meetings.holding.choices import plan_of
from meetings.holding.company import Company
from meetings.holding.forms import CountermeasureForm, DecisionForm, EvaluationForm, HomeworkForm, IssueForm, RemarkForm, WritingForm
from meetings.routes.finding import secretary, the_item

routes = Blueprint("outcomes", __name__)
Form = TypeVar("Form", bound=WritingForm)
Answered = Response | tuple[str, int]


@routes.post("/items/<int:item_id>/entries")
def remark(item_id: int) -> Answered:
    """発言 or 報告."""
    return _written(item_id, RemarkForm, writing.remark)


@routes.post("/items/<int:item_id>/decisions")
def decision(item_id: int) -> Answered:
    """決定."""
    return _written(item_id, DecisionForm, writing.decision)


@routes.post("/items/<int:item_id>/issues")
def issue(item_id: int) -> Answered:
    """課題, raised here."""
    return _written(item_id, IssueForm, writing.issue)


@routes.post("/items/<int:item_id>/countermeasures")
def countermeasure(item_id: int) -> Answered:
    """方策, decided or changed here."""
    return _written(item_id, CountermeasureForm, writing.countermeasure)


@routes.post("/items/<int:item_id>/homework")
def homework(item_id: int) -> Answered:
    """宿題, given here."""
    return _written(item_id, HomeworkForm, writing.homework)


@routes.post("/items/<int:item_id>/evaluations/<int:countermeasure_id>")
def evaluation(item_id: int, countermeasure_id: int) -> Answered:
    """評価 of a countermeasure of the group's year."""
    item = the_item(item_id)
    secretary(item.meeting.group)
    of = plan_of(item, countermeasure_id, ended=True) or abort(404)
    return _written(item_id, EvaluationForm, writing.evaluation(of))


def _written(item_id: int, form_class: type[Form], act: writing.Act[Form]) -> Answered:
    item = the_item(item_id)
    by = secretary(item.meeting.group)

    form = form_class(item, Company.of(item.meeting))
    if not form.validate_on_submit():
        return refused(form, 422, request.path)
    try:
        entry = writing.once(act, item, form, by)
    except RuleBroken as broken:
        db.rollback()
        form["body"].errors = [str(broken)]
        return refused(form, 409, request.path)

    live.meeting_moved(item.meeting)
    db.commit()
    return done(f"/meetings/{item.meeting_id}/hold?item={item.id}#entry-{entry.id}")
