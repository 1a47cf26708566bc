"""Replies below a post."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from board import feed, live
from board.forms import ReplyForm
from board.linked import from_here
from board.models import Post, Reply
from board.models.attachment import FilesMissing
from board.models.reply import replies_to
from board.receiving import received
from board.routes.finding import allow, signer, the_post, the_reply
from core.database import db
from core.rules import RuleBroken
from region.models import Affiliation

routes = Blueprint("replies", __name__)


@routes.post("/posts/<int:post_id>/replies")
def create(post_id: int) -> Response | tuple[str, int]:
    """Answers a post. The same `client_key` twice is the same reply."""
    post, by = the_post(post_id), signer()
    allow(post.board.repliable_by(by))

    form = ReplyForm()
    if not received(form, post.board, by, may=post.board.repliable_by):
        return _again(post, form, by, 422)
    try:
        reply = Reply.publish(post, body=str(form.body.data), client_key=str(form.client_key.data), by=by, uploads=form.keys)
    except RuleBroken as broken:
        db.rollback()
        (form.chosen if isinstance(broken, FilesMissing) else form.body).errors = [gettext(str(broken))]
        return _again(post, form, by, 409)

    live.reply_published(reply)
    db.commit()
    return redirect(url_for("board.posts.show", post_id=post.id, _anchor=f"reply-{reply.id}"), 303)


def _again(post: Post, form: ReplyForm, by: Affiliation, code: int) -> tuple[str, int]:
    """The post with the reply that was refused, as it was typed."""
    page = render_template(
        "board/posts/show.html",
        post=post,
        feed=feed.one(post, by),
        replies=replies_to(post.id),
        form=form,
        may_reply=True,
        from_here=from_here(post, by.person_id, by),
    )
    return page, code


@routes.get("/replies/<int:reply_id>/versions")
def versions(reply_id: int) -> str:
    """The earlier texts of a reply."""
    reply = the_reply(reply_id)
    return render_template("board/replies/versions.html", reply=reply, may_see=reply.open_to(current_user.id))
