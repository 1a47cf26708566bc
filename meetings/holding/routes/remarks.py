"""わたしの発言を直してもらう: while the meeting goes on, whoever said it writes how it should read."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.holding import live
from meetings.holding.company import Company
from meetings.holding.finding import followed
from meetings.holding.forms import AskedForm
from meetings.models import OUTCOMES, Correction, Entry, EntryConflict, Meeting, Member, Minutes
from meetings.routes.finding import signer

routes = Blueprint("remarks", __name__)


@routes.get("/meetings/<int:meeting_id>/remarks")
def show(meeting_id: int) -> str:
    """What stands in the minutes as said by me, the newest first."""
    meeting = followed(meeting_id)
    said = select(Entry).where(Entry.meeting_id == meeting.id, Entry.member_id == _me(meeting).id, Entry.removed_at.is_(None))
    mine = said.where(Entry.kind.not_in(OUTCOMES)).order_by(Entry.position.desc())
    found = db.scalars(mine.options(joinedload(Entry.item), joinedload(Entry.asked))).unique().all()
    return render_template("meetings/holding/remarks.html", meeting=meeting, entries=found)


@routes.get("/entries/<int:entry_id>/asking")
def new(entry_id: int) -> str:
    """The sentence, and a place to write it as it was meant."""
    entry = _said_by_me(entry_id)
    waiting = next((one for one in entry.asked if one.answered_at is None), None)
    form = AskedForm(formdata=None, text=waiting.text if waiting else entry.text, made_from=entry.revision)
    return render_template("meetings/holding/asking.html", entry=entry, form=form)


@routes.post("/entries/<int:entry_id>/asking")
def create(entry_id: int) -> Response | tuple[str, int]:
    """Asked. The same words with the same `client_key` are asked once; what waits is replaced by what comes later."""
    entry, form = _said_by_me(entry_id), AskedForm()
    if not form.validate():
        return _again(entry, form, 422)
    try:
        minutes, text = Minutes.of(entry.meeting), str(form.text.data)
        Correction.ask_at_once(minutes, entry, text, made_from=form.revision, by=signer(), client_key=form.key)
    except EntryConflict:
        db.rollback()
        form.meanwhile(entry)
        return _again(entry, form, 409)
    except RuleBroken as broken:
        db.rollback()
        form.text.errors = [str(broken)]
        return _again(entry, form, 409)
    live.meeting_moved(entry.meeting)
    db.commit()
    return redirect(f"/meetings/{entry.meeting_id}/remarks#said-{entry.id}", 303)


def _me(meeting: Meeting) -> Member:
    """Where the signed-in person sits in it, or 403."""
    row = Company.of(meeting).mine(current_user.id)
    return row.member if row and row.member else abort(403)


def _said_by_me(entry_id: int) -> Entry:
    """A remark of a meeting I may follow, which I said; what others said is refused."""
    entry = db.get(Entry, entry_id) or abort(404)
    return entry if entry.member_id == _me(followed(entry.meeting_id)).id and entry.kind not in OUTCOMES else abort(403)


def _again(entry: Entry, form: AskedForm, code: int) -> tuple[str, int]:
    return render_template("meetings/holding/asking.html", entry=entry, form=form), code
