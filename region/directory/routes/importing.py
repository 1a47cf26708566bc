"""Who may import, which imports they may see, and which land is theirs."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select

from core.database import db
from region.codes import with_cities
from region.directory.models.import_run import ImportRun
from region.here import here
from region.models import Affiliation, AreaMunicipality, areas_run_by


def the_importer() -> Affiliation:
    """The affiliation that may import, or 403."""
    acting = here()
    return acting if acting and ImportRun.open_to(acting) else abort(403)


def the_run(run_id: int, *, lock: bool = False) -> ImportRun:
    """An import, for base staff; for everybody else there is none."""
    if not ImportRun.open_to(here()):
        abort(404)
    wanted = select(ImportRun).where(ImportRun.id == run_id)
    return db.scalar(wanted.with_for_update() if lock else wanted) or abort(404)


def land_of(importer: Affiliation) -> list[str]:
    """The municipalities of the areas whose base this is."""
    rows = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id.in_(areas_run_by(importer)), AreaMunicipality.today())
    return sorted(with_cities(db.scalars(rows)))
