"""My passkeys: adding, naming."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from auth import passkeys, second_factors
from auth.forms import PasskeyForm, said
from auth.guard import present_sign_in
from auth.holding import while_held
from auth.models import Ceremony, Passkey, Person, RecoveryCode, What
from auth.models.passkey import MOST
from auth.recent import recently_authenticated
from auth.routes.recovery_codes import then
from auth.second_factors import Sheet
from core.database import db, reading
from core.rules import RuleBroken

routes = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")

ADDING = "new_passkey"
"""In the session: the token of what a new passkey was asked."""


@routes.get("/new")
@while_held
@recently_authenticated
def new() -> Answer:
    """What a passkey is, a name for it, and the button that makes it."""
    return _page(PasskeyForm(formdata=None))


@routes.post("/options")
@while_held
@recently_authenticated
def ask() -> Response:
    """What this browser is asked in order to make one."""
    begun, session[ADDING] = Ceremony.begin(What.ADDING, current_user.id)
    options = passkeys.to_add(current_user, begun.challenge, list(db.scalars(Passkey.of(current_user.id))))
    db.commit()
    return Response(options, mimetype="application/json")


@routes.post("")
@while_held
@recently_authenticated
def add() -> Answer:
    """Keeps its public half. The ten codes for an emergency come along with the first second factor."""
    form = PasskeyForm()
    with reading():
        me, sheetless = current_user.id, RecoveryCode.salt_of(current_user.id) is None
    if not form.validate():
        return _page(form, 422)
    sheet = Sheet.make() if sheetless else None
    begun = Ceremony.finish(What.ADDING, session.pop(ADDING, None))
    made = passkeys.made(said(form.credential), begun.challenge) if begun and begun.person_id == me else None
    if made is None or Passkey.known_as(passkeys.written(made.credential_id)):
        db.commit()
        form.name.errors = [_("パスキーを作れませんでした。もう一度ためしてください。")]
        return _page(form, 422)
    person = db.get_one(Person, me)
    if len(list(db.scalars(Passkey.of(me)))) >= MOST:
        raise RuleBroken(_("パスキーは10個までです。使っていないものを、先にはずしてください。"))
    Passkey.add(
        person, credential_id=passkeys.written(made.credential_id), public_key=made.credential_public_key, sign_count=made.sign_count,
        name=said(form.name) or passkeys.some_name(),
    )  # fmt: skip
    second_factors.taken_up(person, present_sign_in() or abort(401), sheet)
    db.commit()
    flash(_("パスキーを加えました。次から、パスキーだけでサインインできます。"))
    return then(sheet)


@routes.get("/<int:passkey_id>/name")
def name(passkey_id: int) -> Answer:
    """A form with its name as it stands."""
    key = _mine(passkey_id)
    return _page(PasskeyForm(obj=key), key=key)


@routes.post("/<int:passkey_id>/name")
def rename(passkey_id: int) -> Answer:
    """It is called otherwise from now on."""
    key, form = _mine(passkey_id), PasskeyForm()
    if not form.validate():
        return _page(form, 422, key=key)
    key.rename(said(form.name) or passkeys.some_name())
    db.commit()
    flash(_("名前を保存しました。"))
    return redirect(url_for("auth.account.show"), 303)


def _mine(passkey_id: int) -> Passkey:
    return db.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == current_user.id)) or abort(404)


def _page(form: PasskeyForm, code: int = 200, *, key: Passkey | None = None) -> Answer:
    return make_response(render_template("auth/passkey.html", form=form, key=key, work=passkeys.work_here()), code)
