"""A number in an address that no database keeps is no reason to break: it is as if it were not there, or past the end."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast, as_

HUGE = ("99999999999999999999999", "9223372036854775807", "-1")


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    "address",
    [
        "/people/inventory/institutions?page=",
        "/institutions/completeness/telephone?page=",
        "/institutions/?page=",
        "/areas/self-checks?year=",
        "/areas/active-institutions?area=",
        "/institutions/1/self-check?year=",
    ],
)
def test_a_number_that_no_row_has_is_no_accident(client: FlaskClient, cast: Cast, address: str, number: str) -> None:
    assert as_(client, cast.kimura).get(f"{address}{number}", follow_redirects=True).status_code in (200, 404)


@pytest.mark.parametrize("number", HUGE)
def test_nor_is_one_in_a_form(client: FlaskClient, cast: Cast, number: str) -> None:
    browser = as_(client, cast.kimura)
    for what in ("succession", "twins"):
        assert browser.post(f"/institutions/{cast.station.id}/{what}", data={"other": number, "acting": number}).status_code == 422
    assert browser.post("/account/affiliation", data={"affiliation": number}).status_code == 404
