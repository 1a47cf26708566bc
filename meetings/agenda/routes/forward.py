"""What put itself forward: into the agenda with one press, or not this time."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from core.pressing import done, once
from core.rules import RuleBroken
from core.whole_numbers import whole
from meetings.agenda.forward import Forward, put_forward, take
from meetings.holding.live import meeting_moved
from meetings.models import Deferral, Meeting
from meetings.routes.finding import secretary, the_meeting
from region.models import Affiliation

routes = Blueprint("agenda_forward", __name__)


@routes.post("/meetings/<int:meeting_id>/forward")
@once
def answer(meeting_id: int) -> Response:
    """`thing` says which and what: "task:7/take", or later, or back. What no longer asks for it is not entered."""
    meeting = the_meeting(meeting_id)
    by, (kind, thing) = secretary(meeting.group), _thing()
    known = next((one for one in put_forward(meeting) if one.key == (kind, thing)), None)
    try:
        said = _done(meeting, known, request.form.get("thing", "").partition("/")[2], by)
    except RuleBroken as broken:
        db.rollback()
        said = str(broken)
    return done(url_for("meetings.agenda.show", meeting_id=meeting_id, _anchor="forward"), said)


def _thing() -> tuple[str, int]:
    """What the button names: "kind:id/act". 400 for anything else."""
    kind, _colon, rest = request.form.get("thing", "").partition(":")
    try:
        return kind, whole(rest.partition("/")[0])
    except ValueError:
        abort(400)


def _done(meeting: Meeting, known: Forward | None, act: str, by: Affiliation) -> str:
    """Raises RuleBroken. 400 for an act that is none."""
    if known is None:
        raise RuleBroken("それは、もう議題を待っていません。")
    if act == "take":
        item = take(meeting, known.key, by=by)
        meeting_moved(meeting)
        return str(_("「%(title)s」を議題に入れました。", title=item.title))
    if act == "later":
        Deferral.leave(meeting, *known.key, by=by)
        return str(_("今回は見送りました。次の会議で、また候補に出ます。"))
    if act != "back":
        abort(400)
    Deferral.bring_back(meeting, *known.key, by=by)
    return str(_("候補にもどしました。"))
