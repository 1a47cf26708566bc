"""The ten codes on paper: shown once, printed, and made anew."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from auth import second_factors
from auth.guard import THEN, own_path
from auth.models import Person, RecoveryCode
from auth.recent import recently_authenticated
from auth.second_factors import Sheet
from core.database import db, reading

routes = Blueprint("recovery_codes", __name__, url_prefix="/account/recovery-codes")


@routes.post("")
@recently_authenticated
def renew() -> Response:
    """Ten new ones; those on the earlier sheet work no more."""
    with reading():
        me, allowed = current_user.id, second_factors.has_any(current_user.id)
    if not allowed:
        abort(409)
    sheet = Sheet.make()
    RecoveryCode.renew(db.get_one(Person, me), sheet.salt, sheet.hashes)
    db.commit()
    flash(_("新しい10個を作りました。前の番号は、もう使えません。"))
    return then(sheet)


def then(sheet: Sheet | None) -> Response:
    """The codes, this once, and from there on to where one wanted to go; at once where there are none to show."""
    to = own_path(session.pop(THEN, None)) if THEN in session else url_for("auth.account.show")
    if sheet is None:
        return redirect(to, 303)
    return make_response(render_template("auth/recovery_codes.html", codes=sheet.codes, to=to), 201)
