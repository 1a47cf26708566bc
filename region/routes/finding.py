"""The lookup is the permission: what a person may not read is not found, even its existence is private."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.database import db
from core.rules import RuleBroken
from region.here import here
from region.models import Affiliation, Institution, InstitutionMerge


def the_institution(institution_id: int) -> Institution:
    """An institution the person may read, or 404. One that was merged leads to the one that is kept."""
    found: Institution | None = db.scalar(Institution.readable_by(current_user.id).where(Institution.id == institution_id))
    return kept(found) if found else abort(404)


def its_editor(institution: Institution) -> Affiliation:
    """The affiliation that may change it, or 403 for who only reads."""
    acting = here()
    return acting if acting and institution.editable_by(acting) else abort(403)


def the_adder() -> Affiliation:
    """The affiliation that may add institutions, or 403."""
    acting = here()
    return acting if acting and Institution.addable_by(acting) else abort(403)


def kept(found: Institution) -> Institution:
    """The institution itself; from one that was merged, the same page of the one that is kept. Writing is refused."""
    if not InstitutionMerge.of(found.id):
        return found
    if request.method != "GET":
        raise RuleBroken(_("この施設は、ほかの施設にまとめられました。名簿から開きなおしてください。"))
    there = {**(request.view_args or {}), "institution_id": InstitutionMerge.kept_in_place_of(found.id)}
    return abort(redirect(url_for(str(request.endpoint), **there), 302))
