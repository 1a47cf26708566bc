"""Nobody gets past here without a sign-in, except to views marked `@public`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, has_request_context, redirect, request, session, url_for
from flask_login import LoginManager
from sqlalchemy import update
from werkzeug.wrappers import Response

from auth.holding import Held, holder_of
from auth.models import Person, SignIn
from core import audit, clock
from core.config import Settings
from core.database import SAFE_METHODS, Busy, aside

TOKEN = "sign_in"  # noqa: S105 - the name it has in the session
THEN = "then"
"""In the session: where somebody wanted to go who had to do something first."""
FILES = {"static", "assets"}
"""Endpoints that serve files which are the same for everybody; they ask nothing of the database."""

View = TypeVar("View", bound=Callable[..., Any])
manager = LoginManager()
manager.session_protection = None  # our own record of the sign-in says what holds


def public(view: View) -> View:
    """This view asks nobody who they are. tests/house/test_guard.py lists them all."""
    view.public = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Guards every route of `app`."""
    app.config["REMEMBER_COOKIE_NAME"] = "renkei_remembers_nothing"  # Flask-Login's own cookie is not used, and not read
    manager.init_app(app)
    app.before_request(ask_for_sign_in)


BY_ITSELF = "Renkei-By-Itself"
"""What an open page asks for without anybody touching it carries this header: it does not keep a forgotten desk signed in."""


def ask_for_sign_in() -> Response | None:
    """Lets through who is signed in, and everybody to what is public; all others are sent to the sign-in page, or to what holds them."""
    g.pop("_login_user", None)
    g.sign_in = g.language = g.held = None
    audit.acting(person_id=None)
    if request.endpoint is None or request.endpoint in FILES:
        return None
    sign_in = _alive()
    if sign_in is None:
        return None if _open("public") else to_sign_in()
    g.language, g.held = sign_in.person.language, holder_of(sign_in)
    g.sign_in = sign_in  # from here on its holder is known
    audit.acting(person_id=g.sign_in.person_id)
    if BY_ITSELF not in request.headers:
        note_seen(g.sign_in)
    return to_what_holds(g.held) if g.held and not _open("public", "while_held") else None


def _open(*marks: str) -> bool:
    view = current_app.view_functions[request.endpoint or ""]
    return any(getattr(view, mark, False) for mark in marks)


@manager.request_loader  # type: ignore[untyped-decorator]
def _person(_request: Request) -> Person | None:
    """Whom Flask-Login calls the current user: nobody on a page that is not for who is held, an error page for example."""
    sign_in = present_sign_in()
    held = g.held if sign_in else None
    if sign_in is None and (sign_in := _alive()):
        held = holder_of(sign_in)
    if sign_in is None or (held and not (request.endpoint and _open("while_held"))):
        return None
    return sign_in.person


def present_sign_in() -> SignIn | None:
    """The sign-in behind this request."""
    found: SignIn | None = g.get("sign_in") if has_request_context() else None
    return found


def note_seen(sign_in: SignIn) -> None:
    """Idle time begins anew, noted at most once a minute: a write of its own beside a request that reads."""
    if not sign_in.seen_long_ago:
        return
    if request.method not in SAFE_METHODS:
        sign_in.seen_at = clock.now()
        return
    try:
        with aside() as own:
            own.execute(update(SignIn).where(SignIn.id == sign_in.id).values(seen_at=clock.now()))
    except Busy:
        return  # the next request notes it


def to_sign_in() -> Response:
    """To the sign-in page and back here afterwards; htmx goes there with the whole page instead of swapping it in."""
    if request.headers.get("HX-Request"):
        back = _path_of(request.headers.get("HX-Current-URL"))
        return Response(status=401, headers={"HX-Redirect": url_for("auth.sign_in.page", next=back)})
    back = request.full_path.rstrip("?") if request.method == "GET" else _path_of(request.referrer)
    return redirect(url_for("auth.sign_in.page", next=back if back != "/" else None), 303)


def to_what_holds(by: Held) -> Response:
    """To the page on which one gets free; where one wanted to go is remembered."""
    page = url_for("auth.second_factor.page" if by is Held.SECOND_FACTOR else "auth.password.page")
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": page})
    if request.method == "GET":
        session[THEN] = request.full_path.rstrip("?")
    return redirect(page, 303)


def own_path(target: str | None) -> str:
    """`target` where it is a path of this house, else home: nobody is led elsewhere by a link to us."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    if any(character < " " for character in target) or urlsplit(target).netloc:
        return "/"
    return target


def _path_of(address: str | None) -> str:
    parts = urlsplit(address or "")
    if parts.netloc != request.host:
        return "/"
    return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _alive() -> SignIn | None:
    token = session.get(TOKEN)
    settings: Settings = current_app.config["RENKEI"]
    return SignIn.alive_by_token(token, settings) if isinstance(token, str) else None


def last_sign_in() -> SignIn | None:
    """The sign-in this browser's cookie names, over or not: it tells why one is asked again."""
    token = session.get(TOKEN)
    return SignIn.by_token(token) if isinstance(token, str) else None
