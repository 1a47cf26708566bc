"""Wrong passwords of one test are no concern of the next; and what a password costs in truth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from auth import passwords
from auth.throttle import limiter
from tests.conftest import TRUE_COST


@pytest.fixture
def true_cost(_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords and codes on paper are worked out as on a server (and in every browser test). Asked for before anybody is laid out."""
    of_passwords, on_paper = TRUE_COST
    monkeypatch.setattr(passwords, "_argon2id", of_passwords)
    monkeypatch.setattr(passwords, "_on_paper", on_paper)
    passwords._decoy.cache_clear()
    yield
    passwords._decoy.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_was_tried(app: Flask) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()
