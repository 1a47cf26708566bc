"""What a changed row changes, in words for a person: field by field, and what stays because somebody wrote it by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from core.database import db
from region.models import Institution
from region.open_data.publication import Change, Difference, Publication, Row, Words, in_words, neighbours

LENGTH = 200
"""Letters of a value that are shown."""


def differences(publication: Publication, rows: Sequence[Row], known: Mapping[tuple[str, str], Any]) -> list[Change]:
    """One Change for each row."""
    ids = sorted({one for row in rows if (one := getattr(known[row.key], "institution_id", None))})
    homes = {one.id: one for one in db.scalars(select(Institution).where(Institution.id.in_(ids)))} if ids else {}
    by_hand = neighbours.by_hand(ids) if ids else set()
    return [_change(publication, row, known[row.key], homes, by_hand) for row in rows]


def _change(publication: Publication, row: Row, held: Any, homes: Mapping[int, Institution], by_hand: set[tuple[int, str]]) -> Change:
    home = homes.get(getattr(held, "institution_id", 0))
    kept = {*home.edited_fields, *(item for one, item in by_hand if one == home.id)} if home else set()
    before, after = _said(publication, row.service, held.values), _said(publication, row.service, row.values)
    found = [
        Difference(what, before.get(what, "")[:LENGTH], after.get(what, "")[:LENGTH], what in kept)
        for what in dict.fromkeys((*before, *after))
        if before.get(what, "") != after.get(what, "")
    ]
    return Change(home.name if home else publication.label(row.values), row.line, found)


def _said(publication: Publication, service: str, values: dict[str, Any]) -> dict[str, str]:
    said = [Words(service, values)]
    return {name: in_words(value) for name, value in {**publication.fields(said), **publication.facts(said)}.items()}
