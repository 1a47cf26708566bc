"""Coming in and going out: a sign-in begins and ends with a fresh session, whichever page it happened on."""

from __future__ import annotations

from flask import redirect, request, session
from werkzeug.wrappers import Response

from auth import devices
from auth.guard import TOKEN, own_path, present_sign_in
from auth.models import Person, SignIn
from core import realtime
from core.database import db


def enter(person: Person, *, to: str | None) -> Response:
    """Signs the person in on this browser, commits, and leads on to `to`. Whoever was signed in here before is out."""
    _end_present()
    _begun, token = SignIn.begin(person, user_agent=request.user_agent.string, address=request.remote_addr)
    db.commit()
    session.clear()
    session[TOKEN] = token
    answer = redirect(own_path(to), 303)
    devices.remember(answer, person.email)
    return answer


def leave(*, to: str) -> Response:
    """Signs out on this browser, and commits."""
    _end_present()
    db.commit()
    session.clear()
    return redirect(to, 303)


def _end_present() -> None:
    before = present_sign_in()
    if before:
        before.end()
        realtime.hang_up(sign_in_id=before.id)
