"""Who opens a post that asks for an answer, who answers what, and when: by chance, but always by the same chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from board.models import Answer
from core import clock
from demo.threads import Ask
from region.models import Affiliation

SECOND_THOUGHTS = 0.06
"""The share of institutions that ask for a call first and answer after it."""

OPENED_ONLY = 0.55
"""The share of those without an answer who have at least opened the post."""


class Seen(NamedTuple):
    """An institution opens the post (`answer` is None) or answers it."""

    at: datetime
    by: Affiliation
    answer: Answer | None


class Window(NamedTuple):
    """Between the post and its deadline, or now."""

    start: datetime
    end: datetime
    awake_only: bool

    def at(self, share: float) -> datetime:
        """A moment within; at night nobody answers, except in a hurry."""
        found = self.start + timedelta(minutes=1) + (self.end - self.start - timedelta(minutes=2)) * share
        if not self.awake_only:
            return found
        local = clock.in_japan(found)
        if 7 <= local.hour < 21:
            return found
        morning = local.replace(hour=7, minute=0) + timedelta(days=local.hour >= 21, minutes=local.minute * 2)
        return min(morning, self.end - timedelta(minutes=1)) if morning > self.start else self.start + timedelta(minutes=3)


def expected(ask: Ask, staffed: dict[str, list[Affiliation]], window: Window, *, name: str, sure: set[str], given: int) -> Iterator[Seen]:
    """What the institutions in `staffed` do: the `sure` ones answer; `given` others have done so already. The share counts all."""
    answering = round(ask.share * (len(staffed) + given)) - given
    for place, institution in enumerate(sorted(staffed, key=lambda one: (one in sure, _eagerness(name, one)), reverse=True)):
        chance = Random(f"{name}/{institution}")  # noqa: S311 - a demo wants the same chance each time
        by = chance.choice(staffed[institution])
        if place < answering:
            yield from _answers(chance, ask, by, window)
        elif chance.random() < OPENED_ONLY:
            yield Seen(window.at(chance.uniform(0.02, 0.95)), by, None)


def _answers(chance: Random, ask: Ask, by: Affiliation, window: Window) -> Iterator[Seen]:
    share = chance.betavariate(0.8, 2.4)
    kinds = [answer for answer in Answer for _ in range(getattr(ask, answer))]
    answer = chance.choice(kinds)
    yield Seen(window.at(share * chance.uniform(0.3, 0.95)), by, None)
    if answer != Answer.CALL and ask.call and chance.random() < SECOND_THOUGHTS:
        yield Seen(window.at(share), by, Answer.CALL)
        share += (1 - share) * chance.uniform(0.1, 0.5)
    yield Seen(window.at(share), by, answer)


def _eagerness(name: str, institution: str) -> float:
    """Some answer nearly always, some nearly never; a little chance each time."""
    habit = Random(institution).random()  # noqa: S311
    return 0.65 * habit + 0.35 * Random(f"{name}/{institution}/today").random()  # noqa: S311
