"""A signed address opens one thing for one purpose for a while, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from core import clock
from core.tokens import read, sign

WEEK = timedelta(days=7)


def test_it_says_what_was_signed(app: Flask) -> None:
    token = sign("meetings.answer", invitation=12, mail="a")
    assert read("meetings.answer", token, WEEK) == {"invitation": 12, "mail": "a"}
    assert re.fullmatch(r"[\w.-]+", token)  # it needs no escaping in an address, and no mail program cuts it
    assert len(token) < 160


def test_it_is_worth_nothing_for_another_purpose_or_in_another_house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign("meetings.answer", invitation=12)
    assert read("meetings.minutes", token, WEEK) is None
    monkeypatch.setitem(app.config, "RENKEI", replace(app.config["RENKEI"], secret_key="another key"))
    assert read("meetings.answer", token, WEEK) is None


def test_it_ends_with_its_life_by_the_clock_of_the_house(app: Flask) -> None:
    token = sign("meetings.answer", invitation=12)
    with clock.later(WEEK - timedelta(minutes=1)):
        assert read("meetings.answer", token, WEEK)
    with clock.later(WEEK + timedelta(minutes=1)):
        assert read("meetings.answer", token, WEEK) is None
    with clock.later(WEEK):
        late = sign("meetings.answer", invitation=12)
    assert read("meetings.answer", late, WEEK) is None  # nothing is signed in the future


def test_each_changed_letter_makes_it_worthless(app: Flask) -> None:
    token = sign("meetings.answer", invitation=12)
    last = len(token) - 1  # of its last letter some bits say nothing
    for place in range(last):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert read("meetings.answer", other, WEEK) is None, place


@pytest.mark.parametrize("said", ["", ".", "..", "a.b.c", "é.b.c", "\ud800.x.y", "\x00", "x" * 100_000, "eyJhIjoxfQ.YQ.YQ", ".eJyr.YQ.YQ"])
def test_anything_else_is_nothing(app: Flask, said: str) -> None:
    assert read("meetings.answer", said, WEEK) is None
