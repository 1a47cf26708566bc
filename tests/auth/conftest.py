"""Wrong passwords of one test are no concern of the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from auth.throttle import limiter


@pytest.fixture(autouse=True)
def _nothing_was_tried(app: Flask) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()
