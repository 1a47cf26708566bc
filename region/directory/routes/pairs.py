"""Two records that may be one institution: base staff say 「同じ」, 「べつ」 or 「あとで」, and may take a merge back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from core.database import db
from region.directory import merges, side_by_side
from region.directory.identity import REASONS
from region.directory.models import Decision, InstitutionPair
from region.here import here
from region.models import Affiliation, Institution
from region.routes.finding import the_adder

routes = Blueprint("pairs", __name__, url_prefix="/institutions/pairs")

SHOWN, DONE = 20, 10
"""Pairs on one page, and decisions that can be taken back from it."""


@routes.get("/")
def index() -> str:
    """The likeliest pairs that wait, and what was decided last."""
    return _page(the_adder())


@routes.post("/<int:pair_id>/decision")
def decide(pair_id: int) -> Response:
    """One answer: the same, different, or later."""
    pair, actor = the_pair(pair_id)
    told = request.form.get("decision", "")
    if told not in list(Decision):
        return make_response(_page(actor, mistaken=pair.id), 422)
    decision = Decision(told)
    if decision == Decision.SAME and pair.first.type != pair.second.type and "sure" not in request.form:
        return make_response(_page(actor, unsure=pair.id), 422)
    pair.decide(decision, by=actor)
    if decision == Decision.SAME:
        done = merges.merge(*merges.in_order(pair.first, pair.second), by=actor)
        pair.merge_id = done.id
    db.commit()
    flash(_said(decision, pair))
    return redirect("/institutions/pairs/", 303)


@routes.post("/<int:pair_id>/undoing")
def undo(pair_id: int) -> Response:
    """The decision was a mistake: two institutions again, and the question waits again."""
    pair, actor = the_pair(pair_id)
    if pair.merge:
        merges.undo(pair.merge, by=actor)
    pair.ask_again(by=actor)
    db.commit()
    flash(_("もどしました。この2つは、また「まだ決めていないもの」に入っています。"))
    return redirect("/institutions/pairs/", 303)


def the_pair(pair_id: int) -> tuple[InstitutionPair, Affiliation]:
    """A pair of which the person may read at least one, or 404; 403 for who may not change both."""
    mine = Institution.readable_by(current_user.id).with_only_columns(Institution.id)
    found = select(InstitutionPair).where(
        InstitutionPair.id == pair_id, or_(InstitutionPair.first_id.in_(mine), InstitutionPair.second_id.in_(mine))
    )
    pair, actor = db.scalar(found) or abort(404), here()
    return (pair, actor) if actor and merges.mergeable_by(actor, pair.first, pair.second) else abort(403)


def _page(actor: Affiliation, **said: int) -> str:
    """The page; `mistaken` or `unsure` is the pair at which a sentence stands."""
    both = [joinedload(InstitutionPair.first), joinedload(InstitutionPair.second)]
    waiting = InstitutionPair.waiting(actor)
    shown = list(db.scalars(waiting.options(*both, joinedload(InstitutionPair.decided_by)).limit(SHOWN)))
    return render_template(
        "region/directory/pairs/index.html",
        pairs=[(pair, side_by_side.lines(pair.first, pair.second), merges.mergeable_by(actor, pair.first, pair.second)) for pair in shown],
        in_order=merges.in_order,
        waiting=InstitutionPair.count(waiting),
        settled=list(db.scalars(InstitutionPair.settled(actor).options(*both, selectinload(InstitutionPair.decided_by)).limit(DONE))),
        reasons=REASONS,
        **said,
    )


def _said(decision: Decision, pair: InstitutionPair) -> str:
    words = {
        Decision.SAME: _("%(one)sの2つの記録を、1つの施設にまとめました。", one=pair.first.name),
        Decision.DIFFERENT: _("%(one)sと%(other)sを、べつの施設にしました。もう聞きません。", one=pair.first.name, other=pair.second.name),
        Decision.LATER: _("あとで決めることにしました。一覧のおわりに置きました。"),
    }
    return str(words[decision])
