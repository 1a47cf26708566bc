"""取り消す: an evaluation, a discontinuation, a closing or a carrying over that was a mistake. By the secretariat, with the reason."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.forms.measures import TakingBackForm
from meetings.cycle.routes.finding import acting_on, the_carrying, the_closing, the_discontinuation, the_evaluation
from meetings.cycle.taking_back import Ahead, issue_of, place_of
from meetings.cycle.told import Record, telling_of, untold
from meetings.models import Carrying, IssueClosing
from meetings.routes.finding import secretary
from region.models import Affiliation

routes = Blueprint("taking_back", __name__)


@routes.get("/evaluations/<int:evaluation_id>/taking-back")
def evaluation(evaluation_id: int) -> str:
    """What will happen, and why it is taken back."""
    return _asked(the_evaluation(evaluation_id))


@routes.post("/evaluations/<int:evaluation_id>/taking-back")
@once
def take_evaluation_back(evaluation_id: int) -> Response | tuple[str, int]:
    """The countermeasure is as it was before it."""
    return _taken_back(the_evaluation(evaluation_id))


@routes.get("/discontinuations/<int:discontinuation_id>/taking-back")
def discontinuation(discontinuation_id: int) -> str:
    """What will happen, and why it is taken back."""
    return _asked(the_discontinuation(discontinuation_id))


@routes.post("/discontinuations/<int:discontinuation_id>/taking-back")
@once
def take_discontinuation_back(discontinuation_id: int) -> Response | tuple[str, int]:
    """The countermeasure is open again."""
    return _taken_back(the_discontinuation(discontinuation_id))


@routes.get("/closings/<int:closing_id>/taking-back")
def closing(closing_id: int) -> str:
    """What will happen, and why it is taken back."""
    return _asked(the_closing(closing_id))


@routes.post("/closings/<int:closing_id>/taking-back")
@once
def take_closing_back(closing_id: int) -> Response | tuple[str, int]:
    """The issue is open again."""
    return _taken_back(the_closing(closing_id))


@routes.get("/carryings/<int:carrying_id>/taking-back")
def carrying(carrying_id: int) -> str:
    """What will happen, and why it is taken back."""
    return _asked(the_carrying(carrying_id))


@routes.post("/carryings/<int:carrying_id>/taking-back")
@once
def take_carrying_back(carrying_id: int) -> Response | tuple[str, int]:
    """The issue is back in the year it came from."""
    return _taken_back(the_carrying(carrying_id))


def _asked(record: Record) -> str:
    _secretary(record)
    return _drawn(record, TakingBackForm(formdata=None))


def _taken_back(record: Record) -> Response | tuple[str, int]:
    by, form = _secretary(record), TakingBackForm()
    if not form.validate():
        return _drawn(record, form), 422
    try:
        record.take_back(reason=str(form.reason.data), by=by)
    except RuleBroken as broken:
        db.rollback()
        form.reason.errors = [str(broken)]
        return _drawn(record, form), 409
    if untold([record], current_user.id):
        said = _("取り消しました。つぎに、前に載せた掲示板に、取り消しのお知らせを載せます。読みかえして、載せてください。")
        return done(telling_of(record, issue_of(record).id), said)
    return done(place_of(record), _("取り消しました。前の記録は、線を引いて残してあります。"))


def _drawn(record: Record, form: TakingBackForm) -> str:
    ahead = Ahead.of(record, current_user.id)
    return render_template("meetings/issues/take_back.html", ahead=ahead, issue=ahead.issue, form=form)


def _secretary(record: Record) -> Affiliation:
    """Of the group whose countermeasure it is; of any that has the closed issue before it. Or 403."""
    if isinstance(record, IssueClosing):
        return acting_on(record.issue)[1]
    return secretary(record.group if isinstance(record, Carrying) else record.countermeasure.term.group)
