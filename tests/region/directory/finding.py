"""What tests of finding say about institutions before they look for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask.testing import FlaskClient

from core.database import db
from region.directory.items import ITEMS, Visibility
from region.directory.models import Fact, InstitutionStatus, Status
from region.models import Institution, Municipality

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
YES, SOME, NO = {"answer": "yes"}, {"answer": "some", "note": "2歳から"}, {"answer": "no"}
TOWN = "900028"


def an_institution(name: str, kind: str = "pharmacy", *, code: str = "900010", at: tuple[float, float] | None = None) -> Institution:
    """One more in Kita, or in the municipality of `code`; `at` latitude and longitude."""
    made = Institution(name=name, type=kind, municipality_code=code, telephone="055-000-0999")
    if at:
        made.latitude, made.longitude = at
    made.refold()
    db.add(made)
    db.flush()
    return made


def a_town() -> str:
    """A municipality beside Kita that belongs to no area: 北町."""
    db.add(Municipality(code=TOWN, name="北町", prefecture_name="第90県"))
    db.flush()
    return TOWN


def says_of(institution: Institution, visibility: Visibility | None = None, **values: dict[str, Any]) -> None:
    """States facts by item, and commits."""
    for item, value in values.items():
        Fact.state(institution, ITEMS[item], value, visibility=visibility)
    db.commit()


def open_on(*rows: str) -> dict[str, Any]:
    """'sat 09:00 13:00' as a value of hours."""
    return {"weekly": [dict(zip(("day", "from", "to"), row.split(), strict=True)) for row in rows]}


def has_status(institution: Institution, status: Status, *, until: date | None = None) -> None:
    InstitutionStatus.designate(institution, status, from_on=date(2024, 4, 1), until_on=until, source="テスト", by=None)
    db.commit()


def found(client: FlaskClient, **asked: Any) -> list[str]:
    """The names on the list, in its order."""
    page = client.get("/institutions/", query_string=asked, headers=FRAGMENT)
    assert page.status_code == 200, page.text
    return [line.split(">")[-1] for line in page.text.split("</a></h3>")[:-1]]
