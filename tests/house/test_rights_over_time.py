"""Rights over time: whatever happens to people, institutions and boards, everybody sees and hears exactly what the rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.database import db
from tests.house.lives import HIGASHI, KITA, PEOPLE, Life
from tests.house.looking import look

PLACES = ("station", "clinic", "east", "elsewhere", "twin")


@pytest.fixture
def house(_app: Flask) -> Iterator[Flask]:
    with _app.app_context():
        yield _app
        db.rollback()
        db.remove()


STORY: list[Callable[[Life], bool]] = [
    lambda life: life.answer(),
    lambda life: life.rename(),
    lambda life: life.correct(),
    lambda life: life.grant("visiting_nursing", "member"),
    lambda life: life.revoke(),
    lambda life: life.becomes("clinic", "visiting_nursing", KITA),
    lambda life: life.moves("station", HIGASHI),
    lambda life: life.take_land(),
    lambda life: life.becomes("station", "pharmacy", HIGASHI),
    lambda life: life.change_role(life.rules.of("higa")[0]),
    lambda life: life.grant("", ""),
    lambda life: life.join("suzuki", "clinic", "manager"),
    lambda life: life.withdraw(),
    lambda life: life.stop("tanaka"),
    lambda life: life.let_back("tanaka"),
    lambda life: life.merge(),
    lambda life: life.end_base(),
    lambda life: life.give_away_land(),
    lambda life: life.leave(life.rules.of("mori")[0]),
]


@pytest.mark.once
def test_a_story_in_which_everything_happens_once(house: Flask) -> None:
    tell(house, past=WITH_THE_NEXT)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_the_story_looked_at_after_every_step(house: Flask) -> None:
    tell(house, past=set())


WITH_THE_NEXT = {0, 1, 3, 5, 7, 9, 16}
"""Steps whose traces the next look finds as well: everybody is asked once for both. The long check asks after each."""


def tell(house: Flask, *, past: set[int]) -> None:
    """Every step happens; after each of them, but those in `past`, everybody is asked what they see and hear."""
    life = Life(house)
    look(life)
    for number, step in enumerate(STORY):
        assert step(life), f"step {number} could not happen"
        if number in past:
            continue
        try:
            look(life)
        except AssertionError as wrong:
            raise AssertionError(f"after step {number}: {wrong}") from None


class Lives(RuleBasedStateMachine):
    """Anything in any order."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(self.app)

    @rule(which=st.integers(0, 20))
    def leave(self, which: int) -> None:
        if self.life.rules.works:
            self.life.leave(self.life.rules.works[which % len(self.life.rules.works)])

    @rule(person=st.sampled_from(PEOPLE), place=st.sampled_from(PLACES), role=st.sampled_from(["member", "manager", "prefecture"]))
    def join(self, person: str, place: str, role: str) -> None:
        self.life.join(person, place, role)

    @rule(person=st.sampled_from(PEOPLE))
    def stop_or_let_back(self, person: str) -> None:
        assert self.life.stop(person) or self.life.let_back(person)

    @rule(which=st.integers(0, 20))
    def change_role(self, which: int) -> None:
        if self.life.rules.works:
            self.life.change_role(self.life.rules.works[which % len(self.life.rules.works)])

    @rule(kind=st.sampled_from(["", "visiting_nursing", "clinic"]), role=st.sampled_from(["", "member", "manager"]))
    def grant(self, kind: str, role: str) -> None:
        self.life.grant(kind, role)

    @rule(place=st.sampled_from(PLACES), kind=st.sampled_from(["visiting_nursing", "clinic"]), code=st.sampled_from([KITA, HIGASHI]))
    def becomes(self, place: str, kind: str, code: str) -> None:
        self.life.becomes(place, kind, code)

    @rule(place=st.sampled_from(PLACES), code=st.sampled_from([KITA, HIGASHI]))
    def moves(self, place: str, code: str) -> None:
        self.life.moves(place, code)

    @rule(what=st.sampled_from(["end_base", "give_away_land", "take_land", "revoke", "withdraw", "merge"]))
    def once(self, what: str) -> None:
        getattr(self.life, what)()

    @rule(what=st.sampled_from(["correct", "rename", "answer"]))
    def writes(self, what: str) -> None:
        getattr(self.life, what)()

    @invariant()
    def everybody_sees_what_the_rules_say(self) -> None:
        look(self.life)

    def teardown(self) -> None:
        for ear in self.life.sockets.values():
            ear.close()
        db.rollback()


def lived(app: Flask, examples: int, steps: int) -> None:
    machine = type("LivesHere", (Lives,), {"app": app})
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        phases=[Phase.explicit, Phase.reuse, Phase.generate] if examples < 10 else list(Phase),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=quick)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_few_lives(house: Flask) -> None:
    lived(house, 2, 3)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_dozens_of_lives(house: Flask) -> None:
    lived(house, 40, 12)
