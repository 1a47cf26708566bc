"""Correcting a post or a reply: the earlier text stays readable."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from board import live
from board.forms import CorrectionForm, ReplyForm
from board.models.attachment import FilesMissing
from board.receiving import received
from board.routes.finding import allow, signer, the_post, the_reply
from core import mentions
from core.database import db
from core.rules import RuleBroken

routes = Blueprint("corrections", __name__)


@routes.get("/posts/<int:post_id>/correction")
def new(post_id: int) -> str:
    """The text as it stands, to be changed."""
    post = the_post(post_id)
    allow(post.editable_by(signer()))
    return render_template("board/posts/correction.html", post=post, form=CorrectionForm(formdata=None, obj=post))


@routes.post("/posts/<int:post_id>/correction")
def create(post_id: int) -> Response | tuple[str, int]:
    """The new text stands."""
    post, by = the_post(post_id), signer()
    allow(post.editable_by(by))

    form = CorrectionForm()
    if not received(form, post.board, by, may=post.editable_by, standing=post.files):
        return render_template("board/posts/correction.html", post=post, form=form), 422
    try:
        post.correct(title=str(form.title.data), body=str(form.body.data), by=by, without=form.dropped, uploads=form.keys)
    except RuleBroken as broken:
        db.rollback()
        (form.chosen if isinstance(broken, FilesMissing) else form.body).errors = [str(broken)]
        return render_template("board/posts/correction.html", post=post, form=form), 409

    mentions.note("post", post.id, post.body, by=by)
    live.post_changed(post)
    db.commit()
    return redirect(url_for("board.posts.show", post_id=post.id), 303)


@routes.get("/replies/<int:reply_id>/correction")
def new_for_reply(reply_id: int) -> str:
    """The reply as it stands, to be changed."""
    reply = the_reply(reply_id)
    allow(reply.editable_by(signer()))
    return render_template("board/replies/correction.html", reply=reply, form=ReplyForm(formdata=None, obj=reply))


@routes.post("/replies/<int:reply_id>/correction")
def create_for_reply(reply_id: int) -> Response | tuple[str, int]:
    """The new text of the reply stands."""
    reply, by = the_reply(reply_id), signer()
    allow(reply.editable_by(by))

    form = ReplyForm()
    if not received(form, reply.post.board, by, may=reply.editable_by, standing=reply.files):
        return render_template("board/replies/correction.html", reply=reply, form=form), 422
    try:
        reply.correct(body=str(form.body.data), by=by, without=form.dropped, uploads=form.keys)
    except RuleBroken as broken:
        db.rollback()
        (form.chosen if isinstance(broken, FilesMissing) else form.body).errors = [str(broken)]
        return render_template("board/replies/correction.html", reply=reply, form=form), 409

    live.reply_changed(reply)
    db.commit()
    return redirect(url_for("board.posts.show", post_id=reply.post_id, _anchor=f"reply-{reply.id}"), 303)
