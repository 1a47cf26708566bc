"""Who may see the audit of which areas: base staff, of those their base runs."""

from __future__ import annotations

from flask import abort
from sqlalchemy import Select, select

from core.database import db
from region.here import signing
from region.models import Affiliation, Area, areas_run_by


def the_areas() -> tuple[Affiliation, Select[int]]:
    """Who acts, and their areas; 403 for whoever runs none."""
    acting = signing()
    if acting is None or db.scalar(areas_run_by(acting).limit(1)) is None:
        abort(403)
    return acting, areas_run_by(acting)


def the_area(area_id: int) -> tuple[Affiliation, Area]:
    """One of them; 404 for any other."""
    acting, areas = the_areas()
    return acting, db.scalar(select(Area).where(Area.id == area_id, Area.id.in_(areas))) or abort(404)
