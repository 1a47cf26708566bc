"""How complete the directory is: each number is the number of institutions behind it, and only base staff see the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.database import db
from region.directory.items import ITEMS
from region.directory.models import Fact
from region.directory.models.completeness import MISSING, Completeness, Missing
from region.models import Institution, InstitutionSource
from tests.cast import Cast, as_, says

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
PAGE = "/institutions/completeness"


@pytest.fixture(autouse=True)
def in_november(app: Flask) -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def uneven(cast: Cast) -> Cast:
    """Kita with one of each what: kana and coordinates are known of Hoshi alone."""
    cast.hoshi.name_kana, cast.hoshi.latitude, cast.hoshi.longitude = "ホシヤッキョク", 35.6, 138.5
    cast.clinic.telephone = None
    for institution, missing in ((cast.clinic, NOW), (cast.station, None)):
        db.add(
            InstitutionSource(
                institution_id=institution.id, source="care_services", number=f"19{institution.id:08}", service="130", values={},
                licence="CC BY 4.0",
                file_on=date(2026, 6, 30), read_at=NOW, missing_since=missing,
            )
        )  # fmt: skip
    Fact.state(cast.station, ITEMS["home_care"], {"answer": "yes"}, by=cast.ono, at=NOW - timedelta(days=366))
    Fact.state(cast.clinic, ITEMS["home_care"], {"answer": "yes"}, by=cast.tanaka, at=NOW - timedelta(days=20))
    Fact.state(cast.hoshi, ITEMS["home_care"], {"answer": "yes"}, source="medical", at=NOW)
    nowhere = Institution(name="どこかの薬局", type="pharmacy", telephone="055-000-0999", name_kana="ドコカ")
    nowhere.refold()
    closed = Institution(name="閉じた医院", type="clinic", municipality_code="900010", closed_on=date(2026, 1, 1))
    closed.refold()
    db.add_all([nowhere, closed])
    db.commit()
    return cast


def test_each_gap_is_counted(uneven: Cast) -> None:
    whole = Completeness([uneven.kita.id]).whole()
    assert whole.total == 6, "clinic, station, pharmacy, base, prefecture and the one that stands nowhere; not the closed one"
    assert {str(what): number for what, number in whole.numbers.items()} == {
        "telephone": 1, "coordinates": 5, "municipality": 1, "kana": 4, "account": 2, "published": 1, "never": 4, "old": 1,
    }  # fmt: skip


def test_every_number_is_that_of_the_institutions_behind_it(uneven: Cast) -> None:
    region = Completeness([uneven.kita.id])
    for lines, name in ((region.by_type(), "type"), (region.by_municipality(), "municipality")):
        for line in lines:
            part = Completeness([uneven.kita.id], **{name: line.key})
            for what in Missing:
                if line.key:
                    assert part.number(what) == line.numbers[what], (name, line.key, what)
        assert sum(line.total for line in lines) == region.whole().total


def test_base_staff_see_the_numbers_and_who_is_behind_them(uneven: Cast, client: FlaskClient) -> None:
    as_(client, uneven.kimura)
    page = client.get(PAGE)
    says(
        page,
        "電話番号がない",
        f'href="{PAGE}/telephone"',
        f'href="{PAGE}/kana?type=clinic"',
        f'href="{PAGE}/coordinates?municipality=900010"',
    )
    says(client.get(f"{PAGE}/telephone"), "1施設", "田中医院")
    assert "ほし薬局" not in client.get(f"{PAGE}/telephone").text
    says(client.get(f"{PAGE}/municipality"), "どこかの薬局")
    says(client.get(f"{PAGE}/never?type=pharmacy"), "ほし薬局", "2施設")
    says(client.get(f"{PAGE}?type=pharmacy"), "ぜんぶの施設にもどす", "施設 2か所")
    assert client.get(f"{PAGE}/nonsense").status_code == 404


def test_who_is_not_base_staff_does_not_see_it(uneven: Cast, client: FlaskClient) -> None:
    for who in (uneven.sato, uneven.ono, uneven.suzuki, uneven.mori):
        as_(client, who)
        for path in (PAGE, f"{PAGE}/telephone", f"{PAGE}.csv", f"{PAGE}/telephone.csv"):
            assert client.get(path).status_code == 403, path
        client.post("/sign-out")
    assert "/sign-in" in client.get(PAGE).location


def test_the_numbers_and_the_lists_can_be_taken_along(uneven: Cast, client: FlaskClient) -> None:
    as_(client, uneven.kimura)
    header, *rows = csv.reader(io.StringIO(client.get(f"{PAGE}.csv").data.decode("utf-8-sig"), newline=""))
    assert header[3:] == [str(word) for word in MISSING.values()]
    assert ["種類", "薬局", "2", "0", "1", "1", "0", "2", "0", "2", "0"] in rows
    assert ["市区町村", "分かりません", "1", "0", "1", "1", "0", "1", "0", "1", "0"] in rows
    header, row = csv.reader(io.StringIO(client.get(f"{PAGE}/telephone.csv").data.decode("utf-8-sig"), newline=""))
    assert row[0] == "田中医院"
