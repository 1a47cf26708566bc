"""The page behind the link of a letter: one member without an account, one meeting, until it begins."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from auth.guard import public
from auth.throttle import limiter
from core.database import db
from meetings.groups.inviting import line_behind, may_come
from meetings.groups.meeting_forms import AnswerForm
from meetings.models import Attendance, Presence

routes = Blueprint("answers", __name__, url_prefix="/meeting-answers/<token>")

OFTEN = "40 per 10 minutes"


def _token() -> str:
    return str((request.view_args or {}).get("token", ""))[:300]


@routes.get("")
@public
@limiter.limit(OFTEN)
@limiter.limit(OFTEN, key_func=_token)
def show(token: str) -> Response:
    """When and where, and the four answers."""
    line = line_behind(token) or abort(404)
    form = AnswerForm(formdata=None, answer=line.answer, substitute=line.substitute, note=line.note)
    return _page(line, form, done=request.args.get("done") == "1")


@routes.post("")
@public
@limiter.limit(OFTEN)
@limiter.limit(OFTEN, key_func=_token)
def answer(token: str) -> Response:
    """The latest answer counts."""
    line = line_behind(token) or abort(404)
    form = AnswerForm()
    if not _works(line):
        return _page(line, form)
    if not form.validate():
        return _page(line, form, code=422)
    said = Presence(form.answer.data)
    line.reply(said, by=None, substitute=(form.substitute.data or "") if said == Presence.SUBSTITUTE else "", note=form.note.data or "")
    db.commit()
    return redirect(f"/meeting-answers/{token}?done=1", 303)


def _works(line: Attendance) -> bool:
    """Until the meeting begins, and while the member sits there."""
    return line.meeting.answerable and line.is_asked and line.member is not None and may_come(line.member, line.meeting)


def _page(line: Attendance, form: AnswerForm, *, done: bool = False, code: int = 200) -> Response:
    works = _works(line)
    page = render_template("meetings/meetings/answer.html", line=line, meeting=line.meeting, form=form, done=done, works=works)
    return make_response(page, code if works else 410)
