"""Official data meets the directory: the files' readers ask here who somebody is, and tell here what a file says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Flask

from core.database import db
from region.directory import bulk
from region.directory.identity import Candidate, match_all, propose
from region.directory.models.import_run import ImportRun
from region.directory.models.key import rekey
from region.directory.uploads import starting
from region.models.institution_source import TELEPHONES
from region.open_data import disability, medical, telephones  # noqa: F401 - each makes its kind of file known
from region.open_data.publication import Newcomer, Recognised, neighbours

KINDS_BY_NAME = {"薬局": "pharmacy", "歯科": "dental_clinic", "訪問看護": "visiting_nursing", "病院": "hospital"}
"""What a list of telephones tells of the type; everybody else in it is a clinic, or something else."""


def init_app(app: Flask) -> None:
    """From now on files find who is there, their facts are kept, and base staff can hand them in."""
    neighbours.recognise = recognise
    neighbours.hear, neighbours.confirm, neighbours.by_hand = bulk.hear, bulk.confirm, bulk.by_hand
    neighbours.note, neighbours.founded = note, rekey
    starting.init_app(app)


def note(kind: str, outcomes: Sequence[dict[str, Any]]) -> None:
    """An import by command stands in the list too."""
    ImportRun.note(kind, list(outcomes))
    db.commit()


def recognise(newcomers: Sequence[Newcomer]) -> list[Recognised]:
    """Who they are: by codes first, then by name, address and telephone; in doubt a person is asked once they stand in the directory."""
    return [
        Recognised(sure=found.sure, doubts=len(found.doubtful), ask=partial(propose, found=found))
        for found in match_all([_candidate(one) for one in newcomers])
    ]


def _candidate(one: Newcomer) -> Candidate:
    said = one.fields
    numbered = one.source != TELEPHONES or len(one.number) in (7, 10)
    by_name = next((kind for word, kind in KINDS_BY_NAME.items() if word in said["name"]), "other")
    return Candidate(
        name=said["name"],
        kana=said.get("name_kana"),
        type=said.get("type") or by_name,
        municipality_code=said.get("municipality_code"),
        address=said.get("address"),
        telephone=said.get("telephone"),
        corporation_number=said.get("corporation_number"),
        numbers={one.source: one.number} if numbered else {},
        latitude=said.get("latitude"),
        longitude=said.get("longitude"),
    )
