"""Who forgot the password sets a new one with a link from the base."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template
from werkzeug.wrappers import Response

from auth import second_factors
from auth.entering import enter_or_ask
from auth.forms import NewPasswordForm, said
from auth.guard import public
from auth.models import PasswordLink
from auth.passwords import hash_password
from auth.strength import SHORTEST, shortest
from core.database import reading

routes = Blueprint("password_link", __name__, url_prefix="/password")


@routes.get("/<token>")
@public
def page(token: str) -> Response:
    """Asks for the new password."""
    return _page(PasswordLink.by_token(token) or abort(404), NewPasswordForm(formdata=None))


@routes.post("/<token>")
@public
def use(token: str) -> Response:
    """The new password holds; every other sign-in has ended; a second factor is asked for as ever."""
    form = NewPasswordForm()
    with reading():
        link = PasswordLink.by_token(token) or abort(404)
        works, form.email_of_owner, form.at_least = link.works, link.person.email, _at_least(link)
    if not works or not form.validate():
        return _page(link, form, 422)
    typed = said(form.new_password)
    password_hash = hash_password(typed)
    link = PasswordLink.by_token(token, locked=True) or abort(404)
    if not link.works:
        return _page(link, form)
    link.use(password_hash, short=len(typed) < SHORTEST)
    second_factors.end_others(link.person, None)
    return enter_or_ask(link.person, to="/")


def _at_least(link: PasswordLink) -> int:
    return shortest(with_second_factor=second_factors.has_any(link.person_id))


def _page(link: PasswordLink, form: NewPasswordForm, code: int = 200) -> Response:
    if not link.works:
        return make_response(render_template("auth/password_link_gone.html"), 410)
    form.at_least = _at_least(link)
    return make_response(render_template("auth/password_link.html", form=form, person=link.person), code)
