"""Banners of urgent posts: putting one away."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from board.models import AlertReading
from board.routes.finding import the_post
from core.database import db

routes = Blueprint("alerts", __name__)


@routes.post("/posts/<int:post_id>/alert-reading")
def create(post_id: int) -> Response | tuple[str, int]:
    """The reader has seen this banner; it leaves every page of theirs."""
    post = the_post(post_id)
    AlertReading.note(db(), post.id, current_user.id)
    db.commit()
    if request.headers.get("HX-Request"):
        return "", 204
    return redirect(url_for("board.posts.show", post_id=post.id), 303)
