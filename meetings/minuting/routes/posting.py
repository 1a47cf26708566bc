"""掲示板に載せる: the decisions and the homework in public words, on the boards chosen, with the way to the minutes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.minuting.copying import document
from meetings.minuting.gathering import gather
from meetings.minuting.guarded import suspected, suspected_text
from meetings.minuting.posting import PostingForm, boards_for, body_of, publish, title_of
from meetings.minuting.reaching import Reach
from meetings.minuting.routes.finding import written_by
from meetings.models import Minutes
from region.models import Affiliation

routes = Blueprint("minutes_posting", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes/posting")
def new(meeting_id: int) -> str:
    """The post, ready to go."""
    minutes, by = written_by(meeting_id)
    shown = document(gather(meeting_id), public=True)
    form = PostingForm(formdata=None, title=title_of(shown), body=body_of(shown, meeting_id))
    return _page(minutes, form, by)


@routes.post("/meetings/<int:meeting_id>/minutes/posting")
def create(meeting_id: int) -> Response | tuple[str, int]:
    """It stands on the boards; the post knows the minutes, and the minutes the post."""
    minutes, by = written_by(meeting_id)
    form = PostingForm()
    boards = form.offer(boards_for(by))
    written = suspected_text(f"{form.title.data or ''}\n{form.body.data or ''}", minutes.meeting.group_id)
    if not form.agreed([*written, *suspected(document(gather(meeting_id), public=True), minutes.meeting.group_id)]):
        return _page(minutes, form, by), 422
    try:
        publish(minutes, [one for one in boards if one.id in (form.boards.data or ())], form, by=by)
    except RuleBroken as broken:
        db.rollback()
        form.boards.errors = [str(broken)]
        return _page(minutes, form, by), 409
    db.commit()
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id, _anchor="posts"), 303)


def _page(minutes: Minutes, form: PostingForm, by: Affiliation) -> str:
    boards, gathered = form.offer(boards_for(by)), gather(minutes.meeting.id)
    shown, reach = document(gathered, public=True), Reach.of(gathered, boards, by)
    written = suspected_text(f"{form.title.data or ''}\n{form.body.data or ''}", minutes.meeting.group_id)
    found = [*written, *suspected(shown, minutes.meeting.group_id)]
    told = {"suspicions": found, "reach": reach}
    return render_template("meetings/minutes/posting.html", meeting=minutes.meeting, minutes=minutes, form=form, **told)
