"""Taking a post or a reply back, with a reason everybody sees."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from board import live
from board.forms import WithdrawalForm
from board.routes.finding import allow, signer, the_post, the_reply
from core.database import db

routes = Blueprint("withdrawals", __name__)


@routes.get("/posts/<int:post_id>/withdrawal")
def new(post_id: int) -> str:
    """Asks for the reason."""
    post = the_post(post_id)
    allow(post.withdrawable_by(signer()))
    return render_template("board/posts/withdrawal.html", post=post, form=WithdrawalForm(formdata=None))


@routes.post("/posts/<int:post_id>/withdrawal")
def create(post_id: int) -> Response | tuple[str, int]:
    """The post is taken back."""
    post, by = the_post(post_id), signer()
    allow(post.withdrawable_by(by))

    form = WithdrawalForm()
    if not form.validate():
        return render_template("board/posts/withdrawal.html", post=post, form=form), 422
    post.withdraw(reason=str(form.reason.data), by=by)

    live.post_changed(post)
    db.commit()
    return redirect(url_for("board.boards.show", board_id=post.board_id), 303)


@routes.get("/replies/<int:reply_id>/withdrawal")
def new_for_reply(reply_id: int) -> str:
    """Asks for the reason."""
    reply = the_reply(reply_id)
    allow(reply.withdrawable_by(signer()))
    return render_template("board/replies/withdrawal.html", reply=reply, form=WithdrawalForm(formdata=None))


@routes.post("/replies/<int:reply_id>/withdrawal")
def create_for_reply(reply_id: int) -> Response | tuple[str, int]:
    """The reply is taken back."""
    reply, by = the_reply(reply_id), signer()
    allow(reply.withdrawable_by(by))

    form = WithdrawalForm()
    if not form.validate():
        return render_template("board/replies/withdrawal.html", reply=reply, form=form), 422
    reply.withdraw(reason=str(form.reason.data), by=by)

    live.reply_changed(reply)
    db.commit()
    return redirect(url_for("board.posts.show", post_id=reply.post_id), 303)
