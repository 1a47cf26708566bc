"""まだの施設に知らせる: only those who have not answered are told once more. Before it is sent the page says whom it will reach."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from board import live
from board.models import Post, Reminded, Reminder
from board.models.reminder import PAUSE
from board.models.waiting import Waiting
from board.routes.finding import allow, signer, the_post
from core.database import db
from core.rules import RuleBroken
from region.models import Affiliation

routes = Blueprint("reminders", __name__, url_prefix="/posts/<int:post_id>")


@routes.get("/reminders")
def index(post_id: int) -> str:
    """Whom a reminder would reach now, who has to be called, and what was sent before."""
    post, _by = _found(post_id)
    return _page(post)


@routes.post("/reminders")
def create(post_id: int) -> Response | tuple[str, int]:
    """Tells those who have not answered at this moment."""
    post, by = _found(post_id)
    asked = post.request or abort(404)
    try:
        sent = Reminder.send(asked, mail=_mail(), by=by)
    except RuleBroken as broken:
        db.rollback()
        return _page(the_post(post_id), broken=str(broken)), 409
    live.reminder_sent(sent, asked)
    db.commit()
    flash(_("%(institutions)s施設の%(people)s人に知らせました。", institutions=sent.institutions, people=sent.people))
    return redirect(url_for("board.confirmations.index", post_id=post_id), 303)


@routes.post("/reminder-reading")
def put_away(post_id: int) -> Response | tuple[str, int]:
    """The reader has seen the line over the page; the first page still says what is waited for."""
    post = the_post(post_id)
    Reminded.put_away(post.id, current_user.id)
    db.commit()
    if request.headers.get("HX-Request"):
        return "", 204
    return redirect(url_for("board.posts.show", post_id=post.id), 303)


def _found(post_id: int) -> tuple[Post, Affiliation]:
    """A notice whose answers one may see: base staff of the area, and the institution that asks."""
    post, by = the_post(post_id), signer()
    if post.request is None:
        abort(404)
    allow(post.answers_visible_to(by))
    return post, by


def _page(post: Post, broken: str = "") -> str:
    everyone = Waiting.on(post.request) if post.request else []
    return render_template(
        "board/reminders/index.html", post=post, broken=broken, mail=_mail(), hours=PAUSE.seconds // 3600,
        reached=[one for one in everyone if one.readers], unreached=[one for one in everyone if not one.readers],
        people={who.person_id for one in everyone for who in one.readers},
        sent=Reminder.of(post.id), until=Reminder.pause_until(post.id),
    )  # fmt: skip


def _mail() -> bool:
    """Is there a mail server in the settings?"""
    return bool(current_app.config["RENKEI"].smtp_url and current_app.config["RENKEI"].mail_from)
