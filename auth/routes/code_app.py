"""The code app: a picture to take with the telephone, one code that proves it worked, and moving to another telephone."""

from __future__ import annotations

import io

import pyotp
import segno
from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from auth import second_factors
from auth.forms import CodeForm, said
from auth.guard import present_sign_in
from auth.holding import while_held
from auth.models import CodeApp, Person, RecoveryCode
from auth.models.code_app import step_of
from auth.proving import resting
from auth.recent import recently_authenticated
from auth.routes.recovery_codes import then
from auth.sealing import Unreadable, seal, unseal
from auth.second_factors import Sheet
from auth.throttle import Guesses
from core.database import db, reading

routes = Blueprint("code_app", __name__, url_prefix="/account/code-app")

NEW = "new_code_app"
"""In the session, sealed: the secret of an app that is not proved yet."""


@routes.get("")
@while_held
@recently_authenticated
def page() -> Answer:
    """The picture, the same as text, and the field for the first code."""
    if _secret() is None:
        session[NEW] = seal(pyotp.random_base32(), of=f"new:{current_user.id}")
    return _page(CodeForm(formdata=None))


@routes.get("/picture.svg")
@while_held
@recently_authenticated
def picture() -> Response:
    """What the telephone takes a picture of."""
    drawn = io.BytesIO()
    segno.make(_address(_secret() or abort(404)), error="m").save(drawn, kind="svg", scale=5, border=3, svgclass=None, lineclass=None)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@routes.post("")
@while_held
@recently_authenticated
def confirm() -> Answer:
    """From now on codes are asked for at sign-in. The ten codes for an emergency come along with the first second factor."""
    form = CodeForm()
    secret = _secret()
    if secret is None:
        return redirect(url_for("auth.code_app.page"), 303)
    with reading():
        me, sheetless = current_user.id, RecoveryCode.salt_of(current_user.id) is None
    guesses = Guesses.of_person(me)
    step = step_of(secret, said(form.code).strip()) if form.validate() and not guesses.rest() else None
    if step is None:
        return _wrong(form, guesses)
    sheet = Sheet.make() if sheetless else None
    person, sign_in = db.get_one(Person, me), present_sign_in()
    CodeApp.set_up(person, secret, step)
    second_factors.taken_up(person, sign_in or abort(401), sheet)
    db.commit()
    session.pop(NEW, None)
    flash(_("確認アプリを使えるようにしました。次のサインインから、番号をおたずねします。"))
    return then(sheet)


def _wrong(form: CodeForm, guesses: Guesses) -> Answer:
    rest = guesses.rest()
    if rest:
        form.code.errors = [resting(rest).why]
    elif not form.errors:
        guesses.failed()
        form.code.errors = [
            _("番号が合いません。いま出ている6けたを入れてください。何度も合わないときは、スマートフォンの時計を見てください。")
        ]
    return _page(form, 429 if rest else 422)


def _secret() -> str | None:
    try:
        return unseal(session.get(NEW, ""), of=f"new:{current_user.id}")
    except (Unreadable, TypeError, AttributeError):
        return None


def _address(secret: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=current_user.email, issuer_name="Renkei")


def _page(form: CodeForm, code: int = 200) -> Answer:
    secret = _secret() or ""
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    before = CodeApp.of(current_user.id)
    return make_response(render_template("auth/code_app.html", form=form, key=spaced, address=_address(secret), before=before), code)
