"""Every text an entry had: the first by who wrote it, each further one by who replaced the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from meetings.models import Entry
from region.models import Affiliation


@dataclass(frozen=True)
class Text:
    """One text, as it stood from `at` on."""

    number: int
    text: str
    at: datetime
    by: Affiliation


def texts_of(entry: Entry) -> list[Text]:
    """Oldest first; the last one stands, unless the entry was removed."""
    ids = {entry.by_id, *(one.replaced_by_id for one in entry.revisions)}
    signed = select(Affiliation).where(Affiliation.id.in_(ids)).options(joinedload(Affiliation.person))
    writers = {one.id: one for one in db.scalars(signed)}
    said = [*((one.number, one.text) for one in entry.revisions), (entry.revision, entry.text)]
    begun = [(entry.at, entry.by_id), *((one.until_at, one.replaced_by_id) for one in entry.revisions)]
    return [Text(number, text, at, writers[by]) for (number, text), (at, by) in zip(said, begun, strict=True)]
