"""Coming in and going out: a sign-in begins and ends with a fresh session, whichever page it happened on."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from auth import devices
from auth.guard import TOKEN, own_path, present_sign_in
from auth.models import Ceremony, Person, SignIn, What
from auth.second_factors import has_any
from core import realtime
from core.database import db

STEP = "second_step"
"""In the session: the token of a sign-in that lacks its second step."""


def enter(person: Person, *, to: str | None, how: str = "password", second: bool = False) -> Response:
    """Signs the person in on this browser, commits, and leads on to `to`. Whoever was signed in here before is out."""
    _end_present()
    agent, address = request.user_agent.string, request.remote_addr
    _begun, token = SignIn.begin(person, user_agent=agent, address=address, how=how, second=second)
    db.commit()
    session.clear()
    session[TOKEN] = token
    answer = redirect(own_path(to), 303)
    devices.remember(answer, person.email)
    return answer


def enter_or_ask(person: Person, *, to: str | None) -> Response:
    """The password was right: signs the person in, or asks for the second factor where they have one. Commits."""
    if not has_any(person.id):
        return enter(person, to=to)
    _begun, session[STEP] = Ceremony.begin(What.SECOND_STEP, person.id)
    db.commit()
    to = own_path(to)
    return redirect(url_for("auth.second_step.page", next=to if to != "/" else None), 303)


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
