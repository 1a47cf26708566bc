"""A new password for oneself. Every other device has to sign in again."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from auth import passwords, second_factors
from auth.forms import PasswordForm, said
from auth.guard import THEN, own_path, present_sign_in
from auth.holding import while_held
from auth.models import Person
from auth.proving import password_refused
from auth.strength import SHORTEST, shortest
from auth.throttle import Guesses
from core.database import db, reading

routes = Blueprint("password", __name__, url_prefix="/account/password")


@routes.get("")
@while_held
def page() -> Response:
    """Asks for the present password and a new one, and says beforehand what makes one good."""
    form = PasswordForm(formdata=None)
    form.at_least = _at_least(current_user.id)
    return _page(form)


@routes.post("")
@while_held
def change() -> Response:
    """Checks the present one outside any transaction, as at sign-in: that is the proof that the same person sits here."""
    form = PasswordForm()
    with reading():
        me, form.email_of_owner = current_user.id, current_user.email
        form.at_least = _at_least(me)
    if not form.validate():
        return _page(form, 422)
    refused = password_refused(me, said(form.present_password), Guesses.of_person(me))
    if refused:
        form.present_password.errors = [refused.why]
        return _page(form, refused.code)
    typed = said(form.new_password)
    new = passwords.hash_password(typed)
    person, sign_in = db.get_one(Person, me), present_sign_in()
    person.take_password(new, short=len(typed) < SHORTEST)
    ended = second_factors.end_others(person, sign_in)
    if sign_in:
        sign_in.prove("password")
    db.commit()
    flash(_("パスワードを変えました。ほかの端末はサインアウトしました。") if ended else _("パスワードを変えました。"))
    return redirect(own_path(session.pop(THEN)) if THEN in session else url_for("auth.account.show"), 303)


def _at_least(me: int) -> int:
    return shortest(with_second_factor=second_factors.has_any(me))


def _page(form: PasswordForm, code: int = 200) -> Response:
    return make_response(render_template("auth/password.html", form=form), code)
