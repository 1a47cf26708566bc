"""The life of minutes is that of a model of ten lines, whatever is tried."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core import clock
from core.database import db
from core.rules import RuleBroken
from meetings.models import Correction, Erratum, Minutes
from meetings.models.erratum import reading
from tests.cast import Cast
from tests.meetings.minuted import minuted

_cast: list[Cast] = []


class Life(RuleBasedStateMachine):
    """Random steps, valid and not: the minutes do what a model of ten lines says, and what is fixed stays as it was."""

    def __init__(self) -> None:
        super().__init__()
        db.rollback()
        self.cast = _cast[0]
        self.world = minuted(self.cast)
        self.signed, self.open, self.sent, self.fixed_text = False, 0, False, ""

    def tries(self, allowed: bool, deed: object) -> None:
        """The verb does it, or refuses, as the model says."""
        assert callable(deed)
        if allowed:
            deed()
            return
        with pytest.raises(RuleBroken):
            deed()

    @property
    def minutes(self) -> Minutes:
        return self.world.minutes

    @initialize()
    def begins(self) -> None:
        assert not self.minutes.approvals

    @rule()
    def send(self) -> None:
        self.tries(not self.fixed_text, lambda: self.minutes.send(correct_by_on=clock.today(), by=self.cast.kimura))
        self.sent = True

    @rule()
    def approve(self) -> None:
        allowed = self.sent and not self.fixed_text
        self.tries(allowed, lambda: self.minutes.approve(self.world.chair, by=self.cast.tanaka))
        self.signed = self.signed or allowed

    @rule(text=st.sampled_from(["一", "二", "三"]))
    def change(self, text: str) -> None:
        remark = self.world.remark
        same = remark.text == text
        self.tries(same or not self.fixed_text, lambda: remark.change(text, made_from=remark.revision, by=self.cast.kimura))
        self.signed = self.signed and (same or bool(self.fixed_text))

    @rule(number=st.integers(0, 9))
    def ask(self, number: int) -> None:
        before = len(self.minutes.corrections)
        self.tries(self.sent and not self.fixed_text, lambda: Correction.ask(self.minutes, f"{number}", by=self.cast.sato))
        self.open += len(self.minutes.corrections) - before

    @precondition(lambda self: self.open)
    @rule(words=st.sampled_from(["", "理由"]))
    def decline(self, words: str) -> None:
        waiting = next(one for one in self.minutes.corrections if one.answered_at is None)
        self.tries(bool(words), lambda: waiting.decline(words=words, by=self.cast.kimura))
        self.open -= bool(words)

    @rule()
    def fix(self) -> None:
        allowed = self.sent and self.signed and not self.open and not self.fixed_text
        self.tries(allowed, lambda: self.minutes.fix(by=self.cast.kimura))
        if allowed:
            self.fixed_text = self.world.remark.text

    @rule()
    def set_right(self) -> None:
        entry, errata = self.world.remark, self.minutes.errata
        said = {"wrong": reading(entry, errata), "right": f"訂正{len(errata)}", "reason": "録音"}
        self.tries(bool(self.fixed_text), lambda: Erratum.add(self.minutes, **said, by=self.cast.kimura, entry=entry))

    @invariant()
    def what_is_fixed_stays_and_was_approved_by_all(self) -> None:
        minutes = self.minutes
        assert bool(minutes.fixed_at) == bool(self.fixed_text)
        assert (not minutes.unsigned) == self.signed
        assert sum(one.answered_at is None for one in minutes.corrections) == self.open
        if self.fixed_text:
            assert self.world.remark.text == self.fixed_text
            assert not minutes.unsigned
            assert [one.number for one in minutes.errata] == list(range(1, len(minutes.errata) + 1))


def test_the_life_of_minutes_is_that_of_a_model_of_ten_lines(cast: Cast) -> None:
    _cast[:] = [cast]
    machine = settings(max_examples=12, stateful_step_count=14, suppress_health_check=list(HealthCheck))
    Life.TestCase.settings = machine
    Life.TestCase().runTest()
