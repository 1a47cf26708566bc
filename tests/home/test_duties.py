"""The first page says what the directory waits for, to those who can do it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from core import clock
from core.database import db
from home.duties import Duties
from region.directory.items import ITEMS
from region.directory.models import Fact, InstitutionStatus, Status
from region.models import Affiliation, Role
from tests.cast import Cast, as_, says

RULES, CONFIRMING, INVENTORY = "地域の決まりに、足りないものが", "項目が、1年より前のままです", "年に一度の棚卸しが、まだです"


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """The station said something long ago, and its people have been there for years. Kita has no active institution."""
    long_ago = clock.now() - timedelta(days=800)
    with clock.at(long_ago):
        for item in ("contact", "home_care"):
            value = {"text": "師長"} if item == "contact" else {"answer": "yes"}
            Fact.state(cast.station, ITEMS[item], value, by=cast.ono)
    for one in db.query(Affiliation):
        one.began_at = long_ago
    db.commit()
    return cast


def test_a_manager_is_told_what_is_old_and_that_the_inventory_is_due(client: FlaskClient, waiting: Cast) -> None:
    page = as_(client, waiting.ono).get("/")
    says(page, "2項目が、1年より前のままです", f'href="/institutions/{waiting.station.id}/confirmation"')
    says(page, INVENTORY, 'href="/people/inventory"')
    assert RULES not in page.text
    client.post(f"/institutions/{waiting.station.id}/inventory", data={f"person-{waiting.sato.id}": "here"})
    assert INVENTORY not in client.get("/").text


def test_base_staff_are_told_which_rules_do_not_hold_in_their_areas_until_they_do(client: FlaskClient, waiting: Cast) -> None:
    says(as_(client, waiting.kimura).get("/"), f"{RULES}1つあります", 'href="/areas/rules"', f"{waiting.kita.name}：")
    InstitutionStatus.designate(
        waiting.clinic, Status.ACTIVE_INSTITUTION, from_on=date(2024, 4, 1), until_on=None, source="医療計画", by=waiting.kimura,
        area=waiting.kita,
    )  # fmt: skip
    db.commit()
    assert RULES not in client.get("/").text


@pytest.mark.parametrize("who", ["sato", "tanaka", "mori", "suzuki"])
def test_who_looks_after_nothing_is_asked_for_nothing(client: FlaskClient, waiting: Cast, who: str) -> None:
    page = as_(client, getattr(waiting, who)).get("/").text
    assert not any(words in page for words in (RULES, CONFIRMING, INVENTORY, "home-duties"))


@pytest.mark.parametrize(("role", "most"), [(Role.MEMBER, 0), (Role.MANAGER, 2), (Role.BASE_STAFF, 10)])
def test_asking_costs_few_queries(waiting: Cast, role: Role, most: int) -> None:
    acting = next(one for one in (waiting.sato, waiting.ono, waiting.kimura) if one.role == role)
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    assert acting.institution_id  # read afresh before anything is counted
    event.listen(db.get_bind(), "before_cursor_execute", note)
    Duties.of(acting)
    event.remove(db.get_bind(), "before_cursor_execute", note)
    assert len(asked) <= most, "\n".join(asked)
