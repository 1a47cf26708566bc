"""How a person reads: size of text and language. Also for who is signed out, in a cookie of this browser."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

from auth.guard import own_path, present_sign_in, public
from core.database import db
from core.language import LANGUAGES

routes = Blueprint("preferences", __name__, url_prefix="/account")

TEXT_SIZES = ("normal", "large", "larger")
A_YEAR = timedelta(days=365)


@routes.post("/text-size")
@public
def text_size() -> Response:
    """標準, 大 or 特大."""
    return _keep("text_size", _one_of(TEXT_SIZES), cookie="text_size")


@routes.post("/language")
@public
def language() -> Response:
    """日本語 or English."""
    return _keep("language", _one_of(LANGUAGES), cookie="lang")


def _one_of(choices: tuple[str, ...]) -> str:
    said = request.form.get(request.endpoint.rpartition(".")[2], "") if request.endpoint else ""
    return said if said in choices else abort(422)


def _keep(field: str, value: str, *, cookie: str) -> Response:
    sign_in = present_sign_in()
    if sign_in:
        setattr(sign_in.person, field, value)
        db.commit()
    g.pop("language", None)
    answer = redirect(own_path(request.values.get("next")), 303)
    # Scripts may read it: static/js/text-size.js writes the same cookie.
    answer.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=current_app.config["RENKEI"].secure_cookies)
    return answer
