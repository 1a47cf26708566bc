"""A page that was away for any time, and heard whatever the line let through, ends in exactly the state of a fresh load.

The page here is a model of static/js/live.js: the same rules, without a browser. The line drops, doubles and reorders what is said, the
page sleeps and comes back, and answers to its own fetches arrive late.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from core import database, realtime
from core.database import db
from core.realtime import listeners
from tests.core import things
from tests.core.test_realtime import do, person
from tests.core.test_realtime import settings as settings_in
from tests.hearing import Hearing
from tests.tries import tries

Event = tuple[str, dict[str, Any]]


@dataclass
class Page:
    """What stands on the page, how far it is, and how far it has heard that the stream is."""

    client: FlaskClient
    elements: dict[str, str] = field(default_factory=dict)
    seq: int = 0
    wanted: int = 0

    def load(self) -> None:
        """The page as the server draws it."""
        self.elements, self.seq = {}, 0
        self.merge(self.fetch())

    def hear(self, event: str, said: dict[str, Any]) -> None:
        """A change that follows on what is known is applied; any other only says how far the stream is."""
        if event == "change" and said["after"] <= self.seq < said["seq"]:
            self.apply(said)
        self.wanted = max(self.wanted, said["seq"])

    def apply(self, said: dict[str, Any]) -> None:
        id_ = said["html"].split('"')[1]
        if said["verb"] == "append" or id_ in self.elements:
            self.elements[id_] = said["html"]
        self.seq = said["seq"]

    def fetch(self) -> dict[str, Any]:
        """What the server answers to catching up."""
        fetched: dict[str, Any] = json.loads(self.client.get(f"/changes?thing=1&after={self.seq}").text)
        return fetched

    def merge(self, fetched: dict[str, Any]) -> None:
        """An answer that is older than what the page has heard meanwhile says nothing."""
        if fetched["seq"] >= self.seq:
            self.elements |= {f"said-{key}": html for key, html in fetched["elements"].items()}
            self.seq = fetched["seq"]


class Line(RuleBasedStateMachine):
    """A thing that changes, a page that watches it, and a line between them that does what lines do."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.app: Flask = things.make_app(settings_in(Path(self.folder.name)))
        things.set_up(self.app)
        self.client = person(self.app, 1)
        self.page = Page(self.client)
        self.page.load()
        self.socket: Hearing | None = None
        self.under_way: list[Event] = []
        self.fetched: list[dict[str, Any]] = []
        self.sayings = 0

    @initialize()
    def first(self) -> None:
        self.wake()

    @rule(times=st.integers(1, 3), soon=st.booleans())
    def say(self, times: int, *, soon: bool) -> None:
        self.sayings += times
        do(self.app, "say", thing=1, words="言う", times=times, **({"soon": "yes"} if soon else {}))

    @rule()
    def say_and_take_back(self) -> None:
        do(self.app, "say", thing=1, words="言わない", undo="yes")

    @precondition(lambda self: self.sayings)
    @rule(which=st.integers(0, 100))
    def correct(self, which: int) -> None:
        do(self.app, "correct", nth=which % self.sayings, words=f"直した{which}")

    @rule()
    def tell(self) -> None:
        """The server tells what is committed; it is on the line now."""
        realtime.flush_now(self.app)
        if self.socket:
            self.under_way += self.socket.received()

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0, 100), fate=st.sampled_from(["arrives", "is lost", "arrives twice"]))
    def line(self, which: int, fate: str) -> None:
        at = which % len(self.under_way)
        if fate != "is lost":
            self.page.hear(*self.under_way[at])
        if fate != "arrives twice":
            del self.under_way[at]

    @precondition(lambda self: self.page.wanted > self.page.seq)
    @rule()
    def fetch(self) -> None:
        self.fetched.append(self.page.fetch())

    @precondition(lambda self: self.fetched)
    @rule(which=st.integers(0, 100))
    def answer(self, which: int) -> None:
        self.page.merge(self.fetched.pop(which % len(self.fetched)))

    @rule()
    def sleep(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None

    @rule()
    def wake(self) -> None:
        self.sleep()
        self.socket = Hearing(self.app, self.client, "thing:1")
        self.page.wanted = max(self.page.wanted, self.socket.seqs["thing:1"] or 0)

    @invariant()
    def never_ahead_of_what_it_shows(self) -> None:
        """Whoever has `seq` shows everything up to it: nothing older may stand there."""
        fresh = Page(self.client)
        fresh.load()
        known = {key: html for key, html in fresh.elements.items() if _seq(html) <= self.page.seq}
        assert {key: self.page.elements.get(key) for key in known} == known

    def teardown(self) -> None:
        """The page wakes, hears, and catches up; then it must be as if it had just been loaded."""
        self.tell()
        self.wake()
        for event in self.under_way:
            self.page.hear(*event)
        for fetched in self.fetched:
            self.page.merge(fetched)
        while self.page.wanted > self.page.seq:
            self.page.merge(self.page.fetch())
        fresh = Page(self.client)
        fresh.load()
        try:
            assert (self.page.elements, self.page.seq) == (fresh.elements, fresh.seq)
        finally:
            self.sleep()
            db.remove()
            things.clear_away(self.app.extensions["engine"])
            self.folder.cleanup()


@pytest.fixture
def database_is_put_back() -> Iterator[None]:
    engine = database._ways.get(None)
    hooks = listeners.identity.of_request, listeners.identity.still_alive
    yield
    listeners.identity.of_request, listeners.identity.still_alive = hooks
    if engine is not None:
        database.bind(engine)


@pytest.mark.once
@pytest.mark.usefixtures("database_is_put_back")
def test_a_page_that_was_away_ends_in_the_state_of_a_fresh_load() -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Line, settings=settings(max_examples=tries(20), stateful_step_count=25, deadline=None, suppress_health_check=slow)
    )


def _seq(html: str) -> int:
    return int(html.split('"')[3])
