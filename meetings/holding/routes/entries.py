"""An entry as it stands: its text changes by revisions, two who change it at once both keep theirs, removing keeps the record."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from core.database import db
from core.rules import RuleBroken
from meetings.holding import live
from meetings.holding.answering import done
from meetings.holding.forms import EntryForm
from meetings.holding.history import texts_of
from meetings.holding.records import place_of, records_of, words_of
from meetings.models import Entry, EntryConflict
from meetings.routes.finding import secretary, the_entry

routes = Blueprint("entries", __name__)


@routes.get("/entries/<int:entry_id>")
def edit(entry_id: int) -> str | Response:
    """The text as it stands, to be changed."""
    entry = the_entry(entry_id)
    secretary(entry.meeting.group)
    if entry.removed_at:
        return redirect(f"/entries/{entry.id}/revisions", 303)
    return _page(entry, EntryForm(formdata=None, body=entry.text, made_from=entry.revision, private=entry.private))


@routes.post("/entries/<int:entry_id>")
def change(entry_id: int) -> Response | tuple[str, int]:
    """The new text stands. Where another came between, both are shown (409): one takes theirs or keeps one's own."""
    entry = the_entry(entry_id)
    by = secretary(entry.meeting.group)

    form = EntryForm()
    if not form.validate_on_submit():
        return _page(entry, form), 422
    try:
        entry.change(str(form.body.data), made_from=form.revision, by=by, private=form.private.data)
    except EntryConflict:
        form.made_from.data = str(entry.revision)
        return _page(entry, form, theirs=True), 409
    except RuleBroken as broken:
        db.rollback()
        form.body.errors = [str(broken)]
        return _page(entry, form), 409

    live.meeting_moved(entry.meeting)
    db.commit()
    return done(f"/meetings/{entry.meeting_id}/hold?item={entry.item_id}#entry-{entry.id}")


@routes.post("/entries/<int:entry_id>/removal")
def remove(entry_id: int) -> Response | tuple[str, int]:
    """It no longer stands in the minutes."""
    entry = the_entry(entry_id)
    entry.remove(by=secretary(entry.meeting.group))
    live.meeting_moved(entry.meeting)
    db.commit()
    return done(f"/meetings/{entry.meeting_id}/hold?item={entry.item_id}")


@routes.get("/entries/<int:entry_id>/revisions")
def revisions(entry_id: int) -> str:
    """Every text it had, with who wrote it and when."""
    entry = the_entry(entry_id)
    return render_template("meetings/holding/revisions.html", entry=entry, texts=texts_of(entry))


def _page(entry: Entry, form: EntryForm, *, theirs: bool = False) -> str:
    record = records_of([entry]).get(entry.id)
    told = {"record_words": words_of(record), "record_place": place_of(record), "writer": texts_of(entry)[-1].by if theirs else None}
    page = "meetings/holding/_edit.html" if request.headers.get("HX-Request") else "meetings/holding/edit.html"
    return render_template(page, entry=entry, form=form, theirs=theirs, **told)
