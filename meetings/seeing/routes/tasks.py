"""宿題: mine and my institution's; one by itself; done; and open again, where that was a mistake."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from meetings.cycle.sources import readable_minutes
from meetings.models import Task
from meetings.routes.finding import runs, secretary, signer, the_task
from meetings.seeing.coming import coming
from meetings.seeing.forms import DoneForm, ReopenForm
from meetings.seeing.mine import duties
from meetings.seeing.owed import owed
from meetings.seeing.unreached import unreached
from meetings.standing import places
from region.here import here

routes = Blueprint("tasks", __name__, url_prefix="/tasks")


@routes.get("/")
def index() -> str:
    """Everything that waits for me."""
    by = signer()
    return render_template(
        "meetings/cycle/tasks.html", duties=duties(by), owed=owed(by), unreached=unreached(places().runs), coming=coming(by),
        key=lambda: str(uuid.uuid4()),
    )  # fmt: skip


@routes.get("/<int:task_id>")
def show(task_id: int) -> str:
    """Where it came from, and whether it is done."""
    return _page(the_task(task_id))


@routes.post("/<int:task_id>/done")
def finish(task_id: int) -> Response | tuple[str, int]:
    """By who is in charge, or the secretariat. The same `client_key` twice is once."""
    task, form = the_task(task_id), DoneForm()
    by = signer()
    if not task.finishable_by(by):
        abort(403)
    if not form.validate():
        return _page(task, form), 422
    try:
        task.finish(by=by, note=form.note.data or "", client_key=form.key)
    except RuleBroken as broken:
        db.rollback()
        flash(str(broken))
        return _page(the_task(task_id), form), 409
    db.commit()
    flash(_("「済み」にしました。おつかれさまでした。"))
    return redirect("/tasks/", 303)


@routes.post("/<int:task_id>/reopening")
@once
def reopen(task_id: int) -> Response | tuple[str, int]:
    """By the secretariat, with the reason."""
    task, form = the_task(task_id), ReopenForm()
    by = secretary(task.group)
    if not form.validate():
        return _page(task, reopening=form), 422
    try:
        task.reopen(reason=str(form.reason.data), by=by)
    except RuleBroken as broken:
        db.rollback()
        flash(str(broken))
        return _page(the_task(task_id), reopening=form), 409
    return done(f"/tasks/{task.id}", _("もう一度「まだ」にもどしました。"))


def _page(task: Task, form: DoneForm | None = None, reopening: ReopenForm | None = None) -> str:
    present, meeting = here(), task.entry.meeting_id if task.entry else 0
    return render_template(
        "meetings/cycle/task.html", task=task, form=form or DoneForm(formdata=None), reopening=reopening or ReopenForm(formdata=None),
        may_finish=present is not None and task.finishable_by(present), may_reopen=runs(task.group),
        minutes=meeting in readable_minutes({meeting}),
    )  # fmt: skip
