"""A new password for oneself. Every other device has to sign in again."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from auth import passwords
from auth.forms import PasswordForm, said
from auth.guard import present_sign_in
from auth.models import Person, SignIn
from auth.throttle import Guesses, turn
from core import audit, realtime
from core.database import db, reading

routes = Blueprint("password", __name__, url_prefix="/account/password")


@routes.get("")
def page() -> str:
    """Asks for the present password and a new one."""
    return render_template("auth/password.html", form=PasswordForm(formdata=None))


@routes.post("")
def change() -> Response:
    """Checks the present one outside any transaction, as at sign-in."""
    form = PasswordForm()
    with reading():
        me, kept, form.email_of_owner = current_user.id, current_user.password_hash, current_user.email
    if not form.validate():
        return make_response(render_template("auth/password.html", form=form), 422)
    refusal, code = _refusal(me, kept, said(form.present_password))
    if refusal:
        form.present_password.errors = [refusal]
        return make_response(render_template("auth/password.html", form=form), code)
    new = passwords.hash_password(said(form.new_password))
    person, sign_in = db.get_one(Person, me), present_sign_in()
    person.take_password(new)
    ended = SignIn.end_all_of(person, but=sign_in.id if sign_in else None)
    for one in ended:
        realtime.hang_up(sign_in_id=one)
    db.commit()
    flash(_("パスワードを変えました。ほかの端末はサインアウトしました。") if ended else _("パスワードを変えました。"))
    return redirect(url_for("auth.account.show"), 303)


def _refusal(me: int, kept: str, present: str) -> tuple[str | None, int]:
    """What is wrong with the present password, and the answer's code."""
    guesses = Guesses.of_person(me)
    with turn:
        rest = guesses.rest()
        if rest:
            minutes = -(-rest // 60)
            return _("何度もまちがえたので、お休みしています。%(minutes)s分たってから、もう一度ためしてください。", minutes=minutes), 429
        if passwords.matches(kept, present):
            guesses.succeeded()
            return None, 200
        guesses.failed()
    audit.record("password.refused", person_id=me)
    db.commit()
    return _("いまのパスワードが違います。"), 422
