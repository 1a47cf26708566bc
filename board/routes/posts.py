"""Posts: writing one, looking at one with its replies and earlier texts."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from board import feed, live
from board.forms import PostForm, ReplyForm
from board.linked import from_here
from board.models import AlertReading, Board, Post, Right, Urgency
from board.models.attachment import FilesMissing
from board.models.reply import replies_to
from board.receiving import received
from board.routes.boards import leave_marks
from board.routes.finding import allow, signer, the_board, the_post
from board.standing import standing
from core import mentions
from core.database import aside, db
from core.rules import RuleBroken
from region.here import here

routes = Blueprint("posts", __name__)


@routes.post("/boards/<int:board_id>/posts")
def create(board_id: int) -> Response | str | tuple[str, int]:
    """Puts a post on the board. The same `client_key` twice is the same post."""
    stands = standing()
    board = stands.board(board_id) or abort(404)
    by = signer()
    allow(stands.may(Right.POST, board, by))
    form = PostForm()
    if not received(form, board, by, may=board.postable_by):
        return _again(board, form, 422)

    try:
        post = Post.publish(
            board,
            title=str(form.title.data),
            body=str(form.body.data),
            urgency=Urgency(form.urgency.data),
            confirm_by=form.deadline,
            client_key=str(form.client_key.data),
            by=by,
            uploads=form.keys,
        )
    except RuleBroken as broken:
        db.rollback()
        (form.chosen if isinstance(broken, FilesMissing) else form.urgency).errors = [str(broken)]
        return _again(board, form, 409)

    mentions.note("post", post.id, post.body, by=by)
    live.post_published(post)
    by.professions  # noqa: B018 - read here, so that drawing after the commit asks nothing and takes nobody's turn to write
    db.commit()
    if request.headers.get("HX-Request"):
        return render_template("board/posts/_post.html", post=post)
    return redirect(url_for("board.boards.show", board_id=board.id, _anchor=f"post-{post.id}"), 303)


def _again(board: Board, form: PostForm, code: int) -> tuple[str, int]:
    """The form with what was typed and a sentence at each field."""
    if request.headers.get("HX-Request"):
        return render_template("board/posts/_composer.html", board=board, form=form, may_urge=board.urgent_by(signer())), code
    return render_template("board/posts/new.html", board=board, form=form, may_urge=board.urgent_by(signer())), code


@routes.get("/boards/<int:board_id>/posts/new")
def new(board_id: int) -> str:
    """The form on a page of its own."""
    board, by = the_board(board_id), signer()
    allow(board.postable_by(by))
    return render_template("board/posts/new.html", board=board, form=PostForm(formdata=None), may_urge=board.urgent_by(by))


@routes.get("/posts/<int:post_id>")
def show(post_id: int) -> str:
    """A post with its replies."""
    post, reader = the_post(post_id), here()
    stretch = feed.one(post, reader)
    page = render_template(
        "board/posts/show.html",
        post=post,
        feed=stretch,
        replies=replies_to(post.id),
        form=ReplyForm(formdata=None),
        may_reply=standing().replies(post.board, reader),
        from_here=from_here(post, current_user.id, reader),
    )
    fresh_alert = post.urgency == Urgency.URGENT and db.get(AlertReading, (post_id, current_user.id)) is None
    leave_marks(stretch, seen_all=False)
    if fresh_alert:
        db.rollback()
        with aside() as session:
            AlertReading.note(session, post_id, current_user.id)
    return page


@routes.get("/posts/<int:post_id>/versions")
def versions(post_id: int) -> str:
    """The earlier texts of a post."""
    post = the_post(post_id)
    return render_template("board/posts/versions.html", post=post, may_see=post.open_to(current_user.id))
