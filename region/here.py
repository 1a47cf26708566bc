"""As whom a person acts in this request: one of their present affiliations, the one they chose or else the first."""

from __future__ import annotations

from flask import Flask, g, has_request_context, request, session
from flask_login import current_user
from sqlalchemy import Integer, bindparam
from sqlalchemy.orm import lazyload

from core import audit
from core.database import db
from core.whole_numbers import whole
from region.models import Affiliation

CHOSEN = "affiliation"


def here() -> Affiliation | None:
    """The acting affiliation; None for who is signed out or works nowhere any more."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    if "here" not in g:
        g.here = _chosen(mine())
    acting: Affiliation | None = g.here
    return acting


def signing() -> Affiliation | None:
    """Who signs what is sent: as whom the page was shown that sends it, also where another page has chosen another place since."""
    said = request.form.get("acting", type=whole) if has_request_context() else None
    return here() if said is None else next((one for one in mine() if one.id == said), None)


def mine() -> list[Affiliation]:
    """Every place where the signed-in person works now."""
    return list(db.scalars(_MINE, {"person_id": current_user.id}))


_MINE = Affiliation.current_of(bindparam("person_id", type_=Integer)).options(lazyload(Affiliation.professions))
"""Built once: every request asks it."""


def act_as(affiliation: Affiliation) -> None:
    """From now on this browser acts as `affiliation`, which must be one of the person's own."""
    session[CHOSEN] = affiliation.id
    g.here = affiliation


def init_app(app: Flask) -> None:
    """After the guard: the audit knows as whom the person acts."""

    @app.before_request
    def remember_who_acts() -> None:
        g.pop("here", None)
        acting = here()
        if acting:
            audit.acting(person_id=acting.person_id, affiliation_id=acting.id, institution_id=acting.institution_id)
        elif current_user.is_authenticated:
            audit.acting(person_id=current_user.id)


def _chosen(places: list[Affiliation]) -> Affiliation | None:
    return next((one for one in places if one.id == session.get(CHOSEN)), places[0] if places else None)
