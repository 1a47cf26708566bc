"""Which second factor? For who has none yet; and for who gives the last one up."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from auth import passkeys, second_factors
from auth.forms import RemovalForm, said
from auth.guard import present_sign_in
from auth.holding import asked_from, while_held
from auth.models import CodeApp, Passkey, Person
from auth.passwords import hash_password
from auth.recent import recently_authenticated
from core.database import db, reading

routes = Blueprint("second_factor", __name__, url_prefix="/account")


@routes.get("/second-factor")
@while_held
def page() -> str:
    """What it is for, and the two ways."""
    day = asked_from([current_user.id]).get(current_user.id)
    return render_template("auth/second_factor.html", asked_from=day, passkeys_work=passkeys.work_here())


@routes.get("/code-app/removal")
@routes.get("/passkeys/<int:passkey_id>/removal")
@recently_authenticated
def ask(passkey_id: int | None = None) -> Response:
    """What removing means, before it is done."""
    _mine(passkey_id)
    return _page(RemovalForm(formdata=None), passkey_id)


@routes.post("/code-app/removal")
@routes.post("/passkeys/<int:passkey_id>/removal")
@recently_authenticated
def remove(passkey_id: int | None = None) -> Response:
    """It is gone. A password that was short beside it is replaced by a longer one in the same breath."""
    form = RemovalForm()
    with reading():
        _mine(passkey_id)
        me, form.email_of_owner, longer = current_user.id, current_user.email, _needs_longer()
        second_factors.may_lose_one(second_factors.of(me), current_user)
    if longer and not form.validate():
        return _page(form, passkey_id, 422)
    new = hash_password(said(form.new_password)) if longer else None
    person, sign_in = db.get_one(Person, me), present_sign_in()
    _mine(passkey_id).remove()
    if new:
        person.take_password(new)
    second_factors.lost_one(person, sign_in)
    db.commit()
    flash(_("2つめの確認をはずしました。"))
    return redirect(url_for("auth.account.show"), 303)


def _mine(passkey_id: int | None) -> CodeApp | Passkey:
    """Another person's is not found."""
    if passkey_id is None:
        return CodeApp.of(current_user.id, locked=True) or abort(404)
    mine = select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == current_user.id)
    return db.scalar(mine.with_for_update()) or abort(404)


def _needs_longer() -> bool:
    return current_user.short_password and second_factors.of(current_user.id).count == 1


def _page(form: RemovalForm, passkey_id: int | None, code: int = 200) -> Response:
    factors = second_factors.of(current_user.id)
    key = next((one for one in factors.passkeys if one.id == passkey_id), None)
    page = render_template("auth/removal.html", form=form, key=key, last=factors.count == 1, needs_longer=_needs_longer())
    return make_response(page, code)
