"""A button pressed on a bad line may come twice, because its answer was lost: what it does is done once, and both are answered alike.

@routes.post("/…")
@once                            of a form with a `client_key`
def create(…):
    …                            find, check, do
    return done("/issues/7", _("課題を閉じました。"))      commits; the same press again is led there, and does nothing

What was refused is not kept: the same key may come again. With other words it is another press, of which the rules of the domain judge.
A press is known for half a year: a telephone that was off for longer than that begins anew.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Flask, flash, g, redirect, request
from sqlalchemy import ForeignKey, String, Text, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from core import audit, clock, jobs
from core.database import Base, db

View = Callable[..., Any]

KNOWN = timedelta(days=180)


class Press(Base):
    """One that was taken, in the transaction of what it did: by whom, `what` (a digest of its address and its words), where it led."""

    __tablename__ = "press"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    goes: Mapped[str] = mapped_column(String(300), default="")
    said: Mapped[str] = mapped_column(Text, default="")

    @property
    def answer(self) -> Response:
        """The same as the first time."""
        if self.said:
            flash(self.said)
        return redirect(self.goes, 303)


def init_app(app: Flask) -> None:
    """For forms that have nothing but a button."""
    app.jinja_env.globals["fresh_key"] = lambda: str(uuid.uuid4())


def once(view: View) -> View:
    """Decorates a view: what it has taken before, it takes no second time. Who presses twice at the same moment waits for the first."""

    @wraps(view)
    def pressed(**where: Any) -> Any:
        whose = audit.who_acts()
        if whose is None or not request.form.get("client_key"):
            return view(**where)
        what = _digest()
        known = db.get(Press, (whose, what)) or _claimed(whose, what)
        return known.answer if known else view(**where)

    return pressed


def done(goes: str, said: str = "") -> Response:
    """What was pressed is done, and stays so."""
    press: Press = g.pop("press", None) or Press()
    press.goes, press.said = goes, said
    db.commit()
    return press.answer


@jobs.recurs("presses", every=timedelta(days=1))
def forget(_app: Flask) -> None:
    """Those that nobody sends any more."""
    db.execute(delete(Press).where(Press.at < clock.now() - KNOWN))
    db.commit()


def _claimed(whose: int, what: str) -> Press | None:
    """Ours from now on; or what somebody took in this very moment."""
    g.press = Press(person_id=whose, what=what, at=clock.now(), goes="", said="")
    db.add(g.press)
    try:
        db.flush()
    except IntegrityError:
        db.rollback()
        return db.get(Press, (whose, what))
    return None


def _digest() -> str:
    said = sorted((name, values) for name, values in request.form.lists() if name != "csrf_token")
    return sha256(json.dumps([request.full_path, said]).encode()).hexdigest()
