"""One institution known by several sources becomes one: by codes, else by name, address and telephone; what is doubtful is asked."""

from __future__ import annotations

from core.database import db
from region.directory.identity import Candidate, match
from region.models import Institution
from tests.cast import Cast


def _is_there(name: str, **facts: object) -> Institution:
    there = Institution.add({"name": name, "type": "pharmacy", "municipality_code": "900010", **facts}, by=None)
    db.commit()
    return there


def test_the_same_name_address_and_telephone_are_the_same_institution(cast: Cast) -> None:
    kusunoki = _is_there("くすのき薬局", address="北市本町一丁目２番３号", telephone="055-000-0301")
    told = Candidate("（株）くすのき　くすのき薬局", type="pharmacy", municipality_code="900010", address="本町1-2-3", telephone="0550000301")
    assert match(told).sure is kusunoki
