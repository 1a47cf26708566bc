"""Base staff write down for an institution what it said by telephone, fax or in person, and the calls that reached nobody."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from board import live
from board.contacts import Contact
from board.models import Addressee, Confirmation, ConfirmationRequest, Post, UnansweredCall
from board.models.unanswered_call import NoReply, calls_to
from board.phone_forms import RecordedAnswerForm, TakingBackForm, UnansweredCallForm
from board.routes.finding import allow, signer, the_post
from core.database import db
from region.models import Affiliation

routes = Blueprint("recorded_answers", __name__, url_prefix="/posts/<int:post_id>/confirmations/<int:institution_id>")
Page = tuple[str, int]


@routes.get("/recorded-answers/new")
def new(post_id: int, institution_id: int) -> str:
    """Whom to ask for, what to write down, what was tried before."""
    post, row, _by = _found(post_id, institution_id)
    return _page(post, row, RecordedAnswerForm(post), UnansweredCallForm())


@routes.post("/recorded-answers")
def create(post_id: int, institution_id: int) -> Response | Page:
    """An answer that somebody of the institution gave to the base."""
    post, row, by = _found(post_id, institution_id)
    form = RecordedAnswerForm(post)
    if not form.validate():
        return _page(post, row, form, UnansweredCallForm(formdata=None)), 422
    asked = row.request
    for given in asked.take_down(form.given, form.told, of=institution_id, by=by):
        live.confirmation_given(given, asked)
    return _done(post_id, _("%(name)sの返事を記録しました。", name=row.institution.name))


@routes.post("/unanswered-calls")
def create_call(post_id: int, institution_id: int) -> Response | Page:
    """Somebody called and reached nobody."""
    post, row, by = _found(post_id, institution_id)
    form = UnansweredCallForm()
    if not form.validate():
        return _page(post, row, RecordedAnswerForm(post), form), 422
    UnansweredCall.note(row.request, row, NoReply(form.heard.data), by=by)
    live.grid_moved(row.request)
    return _done(post_id, _("%(name)sに電話したことを記録しました。", name=row.institution.name))


@routes.get("/recorded-answers/<int:confirmation_id>/taking-back")
def new_taking_back(post_id: int, institution_id: int, confirmation_id: int) -> str:
    """Asks why."""
    post, row, _by = _found(post_id, institution_id)
    return _taking_back(post, row, _recorded(row, confirmation_id), TakingBackForm(formdata=None))


@routes.post("/recorded-answers/<int:confirmation_id>/taking-back")
def take_back(post_id: int, institution_id: int, confirmation_id: int) -> Response | Page:
    """It was recorded by mistake: what stood before stands again, and both rows stay."""
    post, row, by = _found(post_id, institution_id)
    given, form, asked = _recorded(row, confirmation_id), TakingBackForm(), row.request
    if not form.validate():
        return _taking_back(post, row, given, form), 422
    for gone in asked.take_back(given, reason=str(form.reason.data), by=by):
        live.confirmation_given(gone, asked)
    return _done(post_id, _("%(name)sの記録を取り消しました。", name=row.institution.name))


def _found(post_id: int, institution_id: int) -> tuple[Post, Addressee, Affiliation]:
    """The row of an institution that was asked, for base staff of the board's area."""
    post, by = the_post(post_id), signer()
    asked: ConfirmationRequest = post.request or abort(404)
    row = asked.addressee(institution_id) or abort(404)
    allow(post.board.run_by(by))
    return post, row, by


def _recorded(row: Addressee, confirmation_id: int) -> Confirmation:
    given = db.get(Confirmation, confirmation_id)
    mine = given and (given.post_id, given.institution_id) == (row.post_id, row.institution_id) and given.how
    return given if given and mine else abort(404)


def _page(post: Post, row: Addressee, form: RecordedAnswerForm, call: UnansweredCallForm) -> str:
    calls, contact = calls_to(post.id, row.institution_id), Contact.of(row, signer())
    return render_template("board/recorded_answers/new.html", post=post, row=row, form=form, call=call, calls=calls, contact=contact)


def _taking_back(post: Post, row: Addressee, given: Confirmation, form: TakingBackForm) -> str:
    return render_template("board/recorded_answers/taking_back.html", post=post, row=row, given=given, form=form)


def _done(post_id: int, said: str) -> Response:
    db.commit()
    flash(said)
    return redirect(url_for("board.confirmations.index", post_id=post_id), 303)
