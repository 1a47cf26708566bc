"""Wrong passwords of one test are no concern of the next; here a password costs what it costs in truth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from auth import passwords
from auth.throttle import limiter
from tests.conftest import TRUE_COST


@pytest.fixture(autouse=True)
def _true_cost(_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_argon2id", TRUE_COST)
    passwords._decoy.cache_clear()
    yield
    passwords._decoy.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_was_tried(app: Flask) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()
