"""Coming in and going out."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from auth import passkeys, passwords
from auth.devices import account_mark
from auth.entering import enter_or_ask, leave
from auth.forms import SignInForm, said
from auth.guard import last_sign_in, own_path, present_sign_in, public
from auth.models import Person
from auth.models.sign_in import Over
from auth.throttle import FAILURES, REST_MINUTES, Guesses, turn
from core import audit
from core.database import db, reading

routes = Blueprint("sign_in", __name__)


@routes.get("/sign-in")
@public
def page() -> Response | str:
    """Asks for e-mail and password, and says why it asks again."""
    to = own_path(request.args.get("next"))
    if present_sign_in():
        return redirect(to)
    form = SignInForm(formdata=None, next=to)
    return render_template("auth/sign_in.html", form=form, because=why_again(), to=to, passkeys_work=passkeys.work_here())


@routes.post("/sign-in")
@public
def come_in() -> Response:
    """Signs in. Nobody learns which addresses have accounts: the same words, the same time, the same counting."""
    form = SignInForm()
    if not form.validate():
        return _again(form, 422)
    email, password = said(form.email), said(form.password)
    guesses = Guesses.at_sign_in(email)
    with reading():
        person = Person.known_as(email)
        found, kept = (person.id, person.password_hash) if person and person.is_active else (None, None)
    with turn:
        if guesses.rest():
            return _again(form, 429, guesses=guesses)
        right = passwords.matches(kept, password)
        left = FAILURES.amount if right else guesses.failed()
    if not right:
        return _refused(form, person, left, guesses)
    guesses.succeeded()
    better = passwords.hash_password(password) if kept and passwords.outdated(kept) else None
    person = db.get_one(Person, found)
    if not person.is_active or person.password_hash != kept:  # changed while we looked
        return _refused(form, person, left, guesses)
    person.password_hash = better or person.password_hash
    return enter_or_ask(person, to=said(form.next))


@routes.post("/sign-out")
@public
def go_out() -> Response:
    """Signs out here; whoever is out already is out."""
    to = own_path(request.form.get("next"))
    return leave(to=url_for("auth.sign_in.page", next=to if to != "/" else None))


def why_again() -> str | None:
    """Why this browser has to sign in again, for who was signed in before."""
    last = last_sign_in()
    over = last.over(current_app.config["RENKEI"]) if last else None
    if over is None:
        return None
    sentences: dict[Over, str] = {
        Over.DISABLED: _("このアカウントは、いま使えません。施設の管理者か、地域の拠点にお電話ください。"),
        Over.ENDED: _("この端末はサインアウトしました。もう一度サインインしてください。"),
        Over.IDLE: _("しばらく使われなかったので、サインアウトしました。もう一度サインインしてください。"),
        Over.OLD: _("サインインしてから時間がたったので、サインアウトしました。もう一度サインインしてください。"),
    }
    return sentences[over]


def _refused(form: SignInForm, person: Person | None, left: int, guesses: Guesses) -> Response:
    """One sentence for a wrong password, an unknown address and a disabled account."""
    audit.record("sign_in.failed", person, account=None if person else account_mark(said(form.email)))
    if left == 0:
        audit.record("sign_in.rested", person)
    db.commit()
    return _again(form, 422, left=left) if left else _again(form, 429, guesses=guesses)


def _again(form: SignInForm, code: int, *, left: int | None = None, guesses: Guesses | None = None) -> Response:
    rest = guesses.rest() if guesses else 0
    said = {"left": left, "minutes": -(-rest // 60), "rest_minutes": REST_MINUTES, "elsewhere": guesses and guesses.elsewhere_too}
    page = render_template("auth/sign_in.html", form=form, because=None, to="/", passkeys_work=passkeys.work_here(), **said)
    answer = make_response(page, code)
    if rest:
        answer.headers["Retry-After"] = str(rest)
    return answer
