"""My account: who I am here, how I read, where I am signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Flask, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from auth import passkeys, second_factors
from auth.forms import NameForm
from auth.guard import present_sign_in
from auth.holding import asked_from
from auth.models import SignIn
from core.audit import AuditRow
from core.database import db

routes = Blueprint("account", __name__, url_prefix="/account")

RECENT = 10
WRONG = ("sign_in.failed", "code.refused", "passkey.refused")
Section = Callable[[], str]


def also_shows(app: Flask, section: Section) -> None:
    """Rooms above add what they know of the person: a function that gives HTML."""
    app.extensions.setdefault("account_sections", []).append(section)


@routes.get("/")
def show() -> str:
    """Everything about me on one page."""
    me = current_user.id
    latest = list(db.scalars(SignIn.latest_of(me).limit(RECENT)))
    wrong = select(AuditRow).where(AuditRow.subject_kind == "person", AuditRow.subject_id == me, AuditRow.verb.in_(WRONG))
    failed = db.scalars(wrong.order_by(AuditRow.id.desc()).limit(RECENT))
    events: list[tuple[datetime, SignIn | AuditRow]] = [*((one.began_at, one) for one in latest), *((one.at, one) for one in failed)]
    return render_template(
        "auth/account.html",
        sections=[section() for section in current_app.extensions.get("account_sections", [])],
        present=present_sign_in(),
        sign_ins=list(db.scalars(SignIn.alive_of(me, current_app.config["RENKEI"]))),
        factors=second_factors.of(me),
        asked_from=asked_from([me]).get(me),
        passkeys_work=passkeys.work_here(),
        recent=sorted(events, key=lambda event: event[0], reverse=True)[:RECENT],
    )


@routes.get("/name")
def name() -> str:
    """A form with my name as it stands."""
    return render_template("auth/name.html", form=NameForm(obj=current_user))


@routes.post("/name")
def rename() -> Response:
    """My name is written differently from now on."""
    form = NameForm()
    if not form.validate():
        return make_response(render_template("auth/name.html", form=form), 422)
    current_user.rename(form.name.data, form.name_kana.data or None)
    db.commit()
    flash(_("名前を保存しました。"))
    return redirect(url_for("auth.account.show"), 303)
