"""The lookup is the permission: what a person may not read is not found, even its existence is private."""

from __future__ import annotations

from flask import abort
from flask_login import current_user

from core.database import db
from region.here import here
from region.models import Affiliation, Institution


def the_institution(institution_id: int) -> Institution:
    """An institution the person may read, or 404."""
    found: Institution | None = db.scalar(Institution.readable_by(current_user.id).where(Institution.id == institution_id))
    return found or abort(404)


def its_editor(institution: Institution) -> Affiliation:
    """The affiliation that may change it, or 403 for who only reads."""
    acting = here()
    return acting if acting and institution.editable_by(acting) else abort(403)


def the_adder() -> Affiliation:
    """The affiliation that may add institutions, or 403."""
    acting = here()
    return acting if acting and Institution.addable_by(acting) else abort(403)
