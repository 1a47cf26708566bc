"""Coming in with a passkey alone: it is something one has, and it checks its person itself."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, session
from werkzeug.wrappers import Response as Answer

from auth import passkeys
from auth.entering import enter
from auth.forms import SignInForm
from auth.guard import own_path, public
from auth.models import Ceremony, What
from auth.proving import ASKED, passkey_refused, passkey_signed
from core.database import db

routes = Blueprint("passkey_sign_in", __name__, url_prefix="/sign-in/passkey")


@routes.post("/options")
@public
def ask() -> Response:
    """What this browser's passkeys are asked to sign: at sign-in, at its second step, and when it is asked again who sits here."""
    begun, session[ASKED] = Ceremony.begin(What.SIGNING, None)
    db.commit()
    return Response(passkeys.to_sign(begun.challenge), mimetype="application/json")


@routes.post("")
@public
def come_in() -> Answer:
    """Signs in whose key has signed."""
    to = own_path(request.form.get("next"))
    key = passkey_signed(request.form.get("credential", ""))
    if key:
        return enter(key.person, to=to, how="passkey", second=True)
    refused = passkey_refused(None)
    form = SignInForm(formdata=None, next=to)
    page = render_template("auth/sign_in.html", form=form, because=refused.why, to="/", passkeys_work=passkeys.work_here())
    return make_response(page, refused.code)
