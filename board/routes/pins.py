"""Keeping a post above the others: base staff of the area."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from board import live
from board.models import Post
from board.routes.finding import allow, signer, the_post
from core.database import db

routes = Blueprint("pins", __name__, url_prefix="/posts/<int:post_id>")


@routes.post("/pin")
def create(post_id: int) -> Response:
    """The post goes to the top."""
    post, by = the_post(post_id), signer()
    allow(post.board.run_by(by))
    post.pin_to_top(by=by)
    return _done(post)


@routes.post("/pin/removal")
def destroy(post_id: int) -> Response:
    """The post sinks to its place."""
    post, by = the_post(post_id), signer()
    allow(post.board.run_by(by))
    post.unpin(by=by)
    return _done(post)


def _done(post: Post) -> Response:
    live.post_changed(post)
    db.commit()
    return redirect(url_for("board.boards.show", board_id=post.board_id, _anchor=f"post-{post.id}"), 303)
