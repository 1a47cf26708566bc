"""Answering for one's institution, and the grid that shows who has and who has not."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from board import feed, live
from board.forms import AnswerForm
from board.grid import Grid
from board.models import Answer, Confirmation
from board.models.unanswered_call import calls_to
from board.routes.finding import allow, signer, the_post
from core.database import db

routes = Blueprint("confirmations", __name__, url_prefix="/posts/<int:post_id>/confirmations")


@routes.post("")
def create(post_id: int) -> Response | str | tuple[str, int]:
    """Answers for the institution; anyone who works there may, and the latest answer counts."""
    post, by = the_post(post_id), signer()
    asked = post.request or abort(404)
    allow(bool(asked.addressed_as(by.institution_id)))

    form = AnswerForm()
    if not form.validate():
        return render_template("board/confirmations/new.html", post=post, form=form), 422
    given = asked.confirm(Answer(form.answer.data), by=by)

    live.confirmation_given(given, asked)
    db.commit()
    if request.headers.get("HX-Request"):
        return render_template("board/posts/_post.html", post=post, mine=feed.one(post, by).mine)
    if request.args.get("from") == "home":
        return redirect(url_for("home.show", answered=post.id, _anchor="home-owed"), 303)
    return redirect(url_for("board.boards.show", board_id=post.board_id, _anchor=f"post-{post.id}"), 303)


@routes.get("")
def index(post_id: int) -> str:
    """Every institution asked, also those without any account, and its state."""
    post, reader = the_post(post_id), signer()
    asked = post.request or abort(404)
    allow(post.answers_visible_to(reader))
    grid = Grid.of(asked, state=request.args.get("state", ""), kind=request.args.get("type", ""), order=request.args.get("sort", ""))
    template = "board/confirmations/_grid.html" if request.headers.get("HX-Request") else "board/confirmations/index.html"
    return render_template(template, post=post, grid=grid, may_run=post.board.run_by(reader))


@routes.get("/<int:institution_id>")
def history(post_id: int, institution_id: int) -> str:
    """Every answer an institution gave to a post, oldest first."""
    post, reader = the_post(post_id), signer()
    asked = post.request or abort(404)
    row = asked.addressee(institution_id) or abort(404)
    sees_all = post.answers_visible_to(reader)
    allow(sees_all or institution_id == reader.institution_id)
    given = Confirmation.history(post_id, institution_id)
    return render_template(
        "board/confirmations/history.html", post=post, row=row, given=given, may_run=post.board.run_by(reader),
        taken_back={one.takes_back_id: one for one in given if one.takes_back_id}, standing=Confirmation.standing(post_id, institution_id),
        calls=calls_to(post_id, institution_id) if sees_all else (),
    )  # fmt: skip
