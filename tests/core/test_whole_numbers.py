"""No number in an address or a form is too large to be answered calmly."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core.whole_numbers import LARGEST, whole
from tests.cast import Cast, as_

TOO_LARGE = (str(LARGEST + 1), "9" * 5000)


@pytest.mark.parametrize("number", [str(LARGEST), *TOO_LARGE])
@pytest.mark.parametrize("address", ["/boards/{}", "/posts/{}", "/posts/{}/confirmations", "/replies/{}/versions", "/institutions/{}",
                                     "/institutions/{}/people", "/people/{}/disabling", "/affiliations/{}/role"])  # fmt: skip
def test_a_number_no_row_can_have_is_an_address_of_nothing(client: FlaskClient, cast: Cast, address: str, number: str) -> None:
    assert as_(client, cast.kimura).get(address.format(number)).status_code == 404


@pytest.mark.parametrize("number", TOO_LARGE)
def test_a_number_no_board_can_reach_is_not_said(client: FlaskClient, cast: Cast, number: str) -> None:
    as_(client, cast.sato)
    board = f"/boards/{cast.board().id}"
    assert client.get(f"{board}?after={number}").status_code == 200
    assert client.get(f"{board}?before=-{number}").status_code == 200
    assert client.post(f"{board}/reading", data={"seq": f"-{number}"}).status_code == 204


def test_only_whole_numbers_a_database_can_hold_are_taken() -> None:
    assert [whole("7"), whole(f"-{LARGEST}")] == [7, -LARGEST]
    for text in ("x", "1.5", *TOO_LARGE):
        with pytest.raises(ValueError):  # noqa: PT011
            whole(text)
