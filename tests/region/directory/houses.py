"""Institutions for tests of the directory."""

from __future__ import annotations

from datetime import date

from core import clock
from core.database import db
from region.directory.identity import Candidate, match, propose
from region.directory.models import InstitutionPair
from region.models import Institution, InstitutionSource


def a_house(name: str, *, number: str | None = None, gone: bool = False, source: str = "care_services", **facts: object) -> Institution:
    """An institution in Kita, committed; with a number where a file speaks of it."""
    house = Institution(**{"name": name, "type": "pharmacy", "municipality_code": "900010", "edited_fields": [], **facts})
    house.refold()
    db.add(house)
    db.flush()
    if number:
        said = InstitutionSource(
            institution_id=house.id, source=source, number=number, service="150", values={}, licence="出典", file_on=date(2026, 4, 1),
            read_at=clock.now(), missing_since=clock.now() if gone else None,
        )  # fmt: skip
        db.add(said)
    db.commit()
    return house


def a_pair(one: Institution, other: Institution) -> InstitutionPair:
    """Somebody must say whether they are one, committed."""
    asked = InstitutionPair.propose(one, other, score=0.7, reasons=["name_alike", "address_near"])
    assert asked
    db.commit()
    return asked


def asked_about(newcomer: Institution) -> list[InstitutionPair]:
    """What an importer asks when it has made a newcomer, committed."""
    propose(newcomer, match(Candidate.of(newcomer), but=newcomer.id))
    db.commit()
    return list(db.query(InstitutionPair).filter_by(second_id=newcomer.id))
