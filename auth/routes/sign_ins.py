"""The devices I am signed in on, and ending that from here."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from auth.guard import present_sign_in
from auth.models import SignIn
from auth.recent import recently_authenticated
from auth.second_factors import end_others as end_elsewhere
from core import realtime
from core.database import db

routes = Blueprint("sign_ins", __name__, url_prefix="/account/sign-ins")


@routes.post("/<int:sign_in_id>/ending")
def end(sign_in_id: int) -> Response:
    """Signs out one device of mine; another person's is not found."""
    mine = select(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == current_user.id, SignIn.ended_at.is_(None))
    sign_in = db.scalar(mine.with_for_update()) or abort(404)
    sign_in.end()
    realtime.hang_up(sign_in_id=sign_in.id)
    db.commit()
    flash(_("その端末をサインアウトしました。"))
    return redirect(url_for("auth.account.show"), 303)


@routes.post("/ending")
@recently_authenticated
def end_others() -> Response:
    """Signs out every device but this one."""
    end_elsewhere(current_user, present_sign_in())
    db.commit()
    flash(_("ほかの端末をすべてサインアウトしました。"))
    return redirect(url_for("auth.account.show"), 303)
