"""The page of an issue and every act on it, for each who may and each who may not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def test_the_page_shows_the_standing_thread(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    page = as_(client, cast.tanaka).get(cycle.page)
    assert page.status_code == 200, page.text
    says(page, "K-01", cycle.issue.title)
