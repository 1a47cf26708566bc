"""Who forgot the password sets a new one with a link from the base."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template
from werkzeug.wrappers import Response

from auth.entering import enter
from auth.forms import NewPasswordForm, said
from auth.guard import public
from auth.models import PasswordLink, SignIn
from auth.passwords import hash_password
from core import realtime
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
    """The new password holds; every other sign-in has ended."""
    form = NewPasswordForm()
    with reading():
        link = PasswordLink.by_token(token) or abort(404)
        works, form.email_of_owner = link.works, link.person.email
    if not works or not form.validate():
        return _page(link, form, 422)
    password_hash = hash_password(said(form.new_password))
    link = PasswordLink.by_token(token, locked=True) or abort(404)
    if not link.works:
        return _page(link, form)
    link.use(password_hash)
    for ended in SignIn.end_all_of(link.person):
        realtime.hang_up(sign_in_id=ended)
    return enter(link.person, to="/")


def _page(link: PasswordLink, form: NewPasswordForm, code: int = 200) -> Response:
    if not link.works:
        return make_response(render_template("auth/password_link_gone.html"), 410)
    return make_response(render_template("auth/password_link.html", form=form, person=link.person), code)
