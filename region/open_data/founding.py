"""Institutions nobody knew, many at a time: what the session does for one, with a handful of statements for a step of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert

from core import clock
from core.database import db
from region.models import Institution, InstitutionSource
from region.models.institution import FOLDED
from region.models.looked_through import looked_through
from region.open_data.publication import Publication, Row, Saying, Standing, Words, neighbours

FIELDS = (
    "name", "name_kana", "type", "municipality_code", "address", "building", "telephone", "fax", "url", "corporation_name",
    "corporation_number", "latitude", "longitude",
)  # fmt: skip
"""What a file can say of an institution."""


def found(publication: Publication, rows: Sequence[Row], fields: Sequence[Mapping[str, Any]], file_on: date) -> list[Saying]:
    """Each row makes an institution of what `fields` tell of it. Gives back what the rows say of items."""
    now = clock.now()
    told: list[dict[str, Any]] = [{name: one.get(name) for name in FIELDS} for one in fields]
    made = [one | {"folded": looked_through(one), "edited_fields": [], "created_at": now} for one in told]
    ids = db.scalars(insert(Institution).returning(Institution.id, sort_by_parameter_order=True), made).all()
    FOLDED.put(db.connection(), [(one_id, one["folded"]) for one_id, one in zip(ids, made, strict=True)])
    about = {"source": publication.source, "licence": publication.licence, "file_on": file_on, "read_at": now}
    said = [
        about | {"institution_id": one_id, "number": row.number, "service": row.service, "values": row.values}
        for one_id, row in zip(ids, rows, strict=True)
    ]
    db.execute(insert(InstitutionSource), said)
    neighbours.founded(ids)
    facts = [publication.facts([Words(row.service, row.values)]) for row in rows]
    standing = [Standing(one_id, one["type"]) for one_id, one in zip(ids, made, strict=True)]
    return [Saying(one, publication.source, said_of, file_on) for one, said_of in zip(standing, facts, strict=True) if said_of]
