"""The page behind the link of a letter: one institution, asked once, without a sign-in, until the link is over."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from auth.guard import public
from auth.throttle import limiter
from core import audit
from core.database import aside, db
from region.directory.confirming import Confirming
from region.directory.links import ask_behind
from region.directory.models import FactAsk

routes = Blueprint("asks", __name__, url_prefix="/asks")

OFTEN = "40 per 10 minutes"


def _token() -> str:
    return str((request.view_args or {}).get("token", ""))[:300]


@routes.get("/<token>")
@public
@limiter.limit(OFTEN)
@limiter.limit(OFTEN, key_func=_token)
def show(token: str) -> Response:
    """What is asked. That the link was opened is recorded: whoever holds it sees what the institution says of itself."""
    ask = _ask(token)
    if not ask.works:
        return _gone(ask)
    with aside() as session:
        audit.record("fact_ask.opened", ask, by=ask.affiliation, session=session)
    done = request.args.get("done") == "1"
    return make_response(render_template("region/directory/asks/show.html", page=Confirming(ask.institution), done=done, **_around(ask)))


@routes.post("/<token>")
@public
@limiter.limit(OFTEN)
@limiter.limit(OFTEN, key_func=_token)
def confirm(token: str) -> Response:
    """Signed by the manager who was asked."""
    ask = _ask(token)
    if not ask.works:
        return _gone(ask)
    page = Confirming(ask.institution, request.form)
    if not page.save(ask.affiliation):
        return make_response(render_template("region/directory/asks/show.html", page=page, done=False, **_around(ask)), 422)
    ask.note_answer()
    db.commit()
    return redirect(f"/asks/{token}?done=1", 303)


def _ask(token: str) -> FactAsk:
    return ask_behind(token, current_app.config["RENKEI"].secret_key) or abort(404)


def _around(ask: FactAsk) -> dict[str, object]:
    return {"ask": ask, "institution": ask.institution, "base": ask.base}


def _gone(ask: FactAsk) -> Response:
    return make_response(render_template("region/directory/asks/gone.html", **_around(ask)), 410)
