"""Pages for what went wrong: what happened, how to go on, and that nothing was lost. A denial leaves a trace."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from core import audit, mishaps
from core.database import Busy, db
from core.rules import ReadElsewhere, RuleBroken

DENIALS = {403, 404}
log = logging.getLogger("renkei")


def init_app(app: Flask) -> None:
    """Every error of a request becomes a page in the person's language."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda error: _page(400, reason="csrf"))
    app.register_error_handler(RuleBroken, lambda error: _page(409, reason=str(error)))
    app.register_error_handler(Busy, lambda error: _page(503))
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if error.code in DENIALS and audit.somebody_acts():
        db.rollback()
        audit.record_aside("denied", code=error.code, method=request.method, rule=str(request.url_rule or "-"), ids=_ids())
    page = _page(error.code, elsewhere=error if isinstance(error, ReadElsewhere) else None)
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            page.headers[name] = value
    return page


def _ids() -> dict[str, int]:
    """The numbers in the address that was refused; never its words, which may be a secret link."""
    return {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}


def _database_away(error: OperationalError) -> Response:
    log.error("database: %s", type(error.orig).__name__)
    return _page(503)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error at %s %s: %s", request.method, request.url_rule or "?", mishaps.told(error))
    return _page(500)


def _page(code: int, reason: str | None = None, elsewhere: ReadElsewhere | None = None) -> Response:
    """The page. What the house itself could not do is said without asking anything of it again: not who is there, not the database."""
    db.rollback()
    if code >= 500:
        return make_response(current_app.jinja_env.get_template("errors/error.html").render(code=code, reason=reason, frame=None), code)
    return make_response(render_template("errors/error.html", code=code, reason=reason, elsewhere=elsewhere), code)
