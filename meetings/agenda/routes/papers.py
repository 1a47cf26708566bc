"""配付資料: files that come to an item, and go from it. The file itself is handed out by the room's papers."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.database import db
from meetings.agenda.forms import ItemForm, ItemPapersForm
from meetings.agenda.routes.items import offered, page
from meetings.cycle.routes.papers import the_paper
from meetings.models import AgendaItem, Countermeasure, Implementation
from meetings.papers import attach, received, takes_files
from meetings.routes.finding import secretary, signer, the_item

routes = Blueprint("agenda_papers", __name__)


@routes.post("/items/<int:item_id>/papers")
@takes_files
def create(item_id: int) -> Response | tuple[str, int]:
    """These stand with the item."""
    item, form = the_item(item_id), ItemPapersForm()
    secretary(item.meeting.group)
    files = received(form)
    item = the_item(item_id)
    if files is None:
        return page(item, offered(ItemForm.of(item), item).mark(), form), 422
    papers = attach(files, item=item, by=secretary(item.meeting.group))
    db.commit()
    flash(_("資料を%(count)sつ付けました。", count=len(papers)))
    return redirect(url_for("meetings.agenda_items.edit", item_id=item.id, _anchor="papers"), 303)


@routes.post("/papers/<int:paper_id>/removal")
def remove(paper_id: int) -> Response:
    """It stands there no longer; the record and the file stay."""
    paper, by = the_paper(paper_id), signer()
    if paper.implementation_id:
        measure = db.get_one(Countermeasure, db.get_one(Implementation, paper.implementation_id).countermeasure_id)
        there, allowed = f"/issues/{measure.term.issue_id}#implementation-{paper.implementation_id}", measure.reportable_by(by)
    else:
        item = db.get_one(AgendaItem, paper.item_id)
        there, allowed = url_for("meetings.agenda_items.edit", item_id=item.id, _anchor="papers"), item.meeting.group.run_by(by)
    if not allowed:
        abort(403)
    paper.take_away(by=by)
    db.commit()
    flash(_("「%(name)s」をはずしました。", name=paper.name))
    return redirect(there, 303)
