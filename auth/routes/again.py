"""Proves again who sits here, and goes on with what was begun."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from auth.forms import AgainForm, said
from auth.guard import own_path, present_sign_in
from auth.holding import while_held
from auth.models import SignIn
from auth.proving import Refused, code_refused, passkey_refused, passkey_signed, password_refused
from auth.recent import asking_page
from auth.throttle import Guesses
from core.database import db, reading

routes = Blueprint("again", __name__, url_prefix="/account/again")


@routes.get("")
@while_held
def page() -> Response:
    """Asks; afterwards one is where one was."""
    return asking_page(AgainForm(formdata=None, again_to=own_path(request.args.get("next")), again_by="get"), 200)


@routes.post("")
@while_held
def prove() -> Response:
    """Goes on: to the page that was wanted, or what was sent is sent again by the browser, as it was."""
    form = AgainForm()
    with reading():
        sign_in = present_sign_in()
        me, here = current_user.id, sign_in.id if sign_in else 0
    how = next((how for how in ("passkey", "code", "password") if request.form.get(f"again_{how}")), None)
    refused = _refused(form, me, how)
    if refused:
        form[f"again_{how or 'password'}"].errors = [refused.why]
        return asking_page(form, refused.code)
    db.get_one(SignIn, here).prove(how or "")
    db.commit()
    return redirect(own_path(said(form.again_to)), 307 if said(form.again_by) == "post" else 303)


def _refused(form: AgainForm, me: int, how: str | None) -> Refused | None:
    if not form.validate():
        return Refused(_("番号が長すぎます。"), 422)
    if how == "passkey":
        return None if passkey_signed(said(form.again_passkey), person_id=me) else passkey_refused(me)
    if how == "code":
        return code_refused(me, said(form.again_code), Guesses.of_person(me))
    if how == "password":
        return password_refused(me, said(form.again_password), Guesses.of_person(me))
    return Refused(_("パスワードか番号を入れてください。"), 422)
