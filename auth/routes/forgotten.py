"""Who forgot the password asks for a letter, and sets a new one with the link in it."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from auth import forgotten, second_factors
from auth.entering import enter_or_ask
from auth.forms import ForgottenForm, NewPasswordForm, said
from auth.guard import public
from auth.models import Person
from auth.passwords import hash_password
from auth.strength import SHORTEST, shortest
from core.database import db, reading

routes = Blueprint("forgotten", __name__, url_prefix="/forgotten-password")


@routes.get("")
@public
def page() -> Response:
    """Asks for the address, where letters can be sent at all."""
    return _ask(ForgottenForm(formdata=None))


@routes.post("")
@public
def ask() -> Response:
    """The same answer for every address."""
    form = ForgottenForm()
    if not form.validate() or not _mail_leaves():
        return _ask(form, 422)
    forgotten.ask(said(form.email))
    db.commit()
    return redirect(url_for("auth.forgotten.asked"), 303)


@routes.get("/asked")
@public
def asked() -> str:
    """What happens now."""
    return render_template("auth/forgotten_asked.html")


@routes.get("/<token>")
@public
def link(token: str) -> Response:
    """Asks for the new password."""
    return _page(forgotten.person_of(token), NewPasswordForm(formdata=None))


@routes.post("/<token>")
@public
def use(token: str) -> Response:
    """The new password holds, every sign-in has ended, and the second factor is asked for as ever."""
    form = NewPasswordForm()
    with reading():
        person = forgotten.person_of(token)
        if person:
            form.email_of_owner, form.at_least = person.email, _at_least(person)
    if person is None or not form.validate():
        return _page(person, form, 422)
    typed = said(form.new_password)
    new = hash_password(typed)
    person = forgotten.person_of(token, locked=True)
    if person is None:
        return _page(person, form)
    person.take_password(new, short=len(typed) < SHORTEST)
    second_factors.end_others(person, None)
    return enter_or_ask(person, to="/")


def _at_least(person: Person) -> int:
    return shortest(with_second_factor=second_factors.has_any(person.id))


def _mail_leaves() -> bool:
    return bool(current_app.config["RENKEI"].smtp_url)


def _ask(form: ForgottenForm, code: int = 200) -> Response:
    return make_response(render_template("auth/forgotten.html", form=form, mail_leaves=_mail_leaves()), code)


def _page(person: Person | None, form: NewPasswordForm, code: int = 200) -> Response:
    if person is None:
        return make_response(render_template("auth/forgotten_gone.html"), 410)
    form.at_least = _at_least(person)
    return make_response(render_template("auth/password_link.html", form=form, person=person), code)
