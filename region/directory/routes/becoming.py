"""The page on which base staff say what becomes of an institution, with whatever was typed on it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from core.database import db
from region.directory.forms.lifecycle import MoveForm, SuccessionForm
from region.directory.history import history
from region.directory.identity import Candidate, match
from region.models import Affiliation, Institution, InstitutionMerge
from region.models.institution import FOLDED
from region.routes.institution_edits import municipalities_for

FOUND = 12
"""Institutions to choose from at once."""


def page(institution: Institution, actor: Affiliation, **typed: FlaskForm) -> str:
    """Two forms; `typed` holds the one that came back with mistakes, by its name."""
    there = found(institution)
    return render_template(
        "region/directory/lifecycle/show.html",
        institution=institution,
        events=history(institution),
        q=asked(),
        moving=typed.get("moving") or MoveForm(formdata=None, obj=_here_now(institution)).offer(municipalities_for(actor, institution)),
        choosing=typed.get("choosing") or SuccessionForm(formdata=None).offer(there),
    )


def to(institution: Institution) -> Response:
    """Back to that page."""
    return redirect(url_for("lifecycle.show", institution_id=institution.id), 303)


def asked() -> str:
    """The words by which the other institution is looked for."""
    return request.values.get("q", "").replace("\x00", "").strip()[:80]


def found(institution: Institution) -> list[Institution]:
    """Others that fit the words; without words those that look alike."""
    if not asked():
        alike = match(Candidate.of(institution), but=institution.id)
        return [one for one in (alike.sure, *(other for other, _score, _why in alike.doubtful)) if one]
    words = [FOLDED.holds(Institution.id, word) for word in asked().split()]
    readable = Institution.readable_by(current_user.id).where(Institution.closed_on.is_(None), Institution.id != institution.id, *words)
    return list(db.scalars(readable.order_by(Institution.name, Institution.id).limit(FOUND)))


def chosen(institution: Institution, other_id: int | None) -> Iterable[Institution]:
    """The one that was chosen, if it may be read; what was looked for may have changed meanwhile."""
    readable = Institution.readable_by(current_user.id).where(Institution.id == other_id, Institution.id != institution.id)
    return db.scalars(readable.where(Institution.id.not_in(InstitutionMerge.merged_ids()))).all() if other_id else []


def _here_now(institution: Institution) -> object:
    """Where it is, except the address, which is what changes."""
    return type("Now", (), {name: getattr(institution, name) for name in ("municipality_code", "telephone", "fax")})
