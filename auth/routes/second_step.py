"""The second step of a sign-in: after the right password, a code or a passkey of the same person."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from auth import passkeys, second_factors
from auth.entering import STEP, enter
from auth.forms import CodeForm, said
from auth.guard import own_path, public
from auth.models import Ceremony, Person, What
from auth.proving import Refused, code_refused, passkey_refused, passkey_signed
from auth.throttle import Guesses
from core.database import db, reading

routes = Blueprint("second_step", __name__, url_prefix="/sign-in/second-step")


@routes.get("")
@public
def page() -> Response:
    """Asks for it; who has not given the password in the last ten minutes begins with that."""
    begun = Ceremony.under_way(What.SECOND_STEP, session.get(STEP))
    form = CodeForm(formdata=None, next=own_path(request.args.get("next")))
    return _page(begun, form) if begun else _begin_again()


@routes.post("")
@public
def prove() -> Response:
    """Signs in."""
    form = CodeForm()
    with reading():
        begun = Ceremony.under_way(What.SECOND_STEP, session.get(STEP))
        person = db.get(Person, begun.person_id) if begun and begun.person_id else None
        known = (person.id, person.email) if person and person.is_active else None
    if begun is None or known is None:
        return _begin_again()
    credential = request.form.get("credential")
    if not credential and not form.validate():
        return _page(begun, form, 422)
    refused = _refused(*known, credential, form)
    if refused:
        form.code.errors = [refused.why]
        return _page(begun, form, refused.code)
    return _finish(known[0], form, how="passkey" if credential else "code")


def _refused(person_id: int, email: str, credential: str | None, form: CodeForm) -> Refused | None:
    if not credential:
        return code_refused(person_id, said(form.code), Guesses.at_second_step(email))
    return None if passkey_signed(credential, person_id=person_id) else passkey_refused(person_id)


def _finish(person_id: int, form: CodeForm, *, how: str) -> Response:
    """Only if nothing has ended the begun sign-in meanwhile: a new password, or the account's being stopped."""
    begun, person = Ceremony.finish(What.SECOND_STEP, session.get(STEP)), db.get_one(Person, person_id)
    if begun is None or not person.is_active:
        db.rollback()
        return _begin_again()
    return enter(person, to=said(form.next), how=how, second=True)


def _begin_again() -> Response:
    session.pop(STEP, None)
    return redirect(url_for("auth.sign_in.page"), 303)


def _page(begun: Ceremony, form: CodeForm, code: int = 200) -> Response:
    factors = second_factors.of(begun.person_id or 0)
    answer = render_template("auth/second_step.html", form=form, factors=factors, passkeys_work=passkeys.work_here())
    return make_response(answer, code)
