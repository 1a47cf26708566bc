"""Searching finds exactly what a reader would find by eye: the same as a plain look through the folded text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert

from core import search
from core.database import db
from core.folding import fold
from region.models import Institution
from region.models.institution import FOLDED
from tests.cast import Cast

LETTERS = st.sampled_from("あいアイｱｲがガか゛ゔヴ高髙﨑崎ー-−~〜１1aA'\"*:&|!()\\% 　\n・訪問看護薬局😀𠮷ß")
SAID = st.text(LETTERS, max_size=12)
WORDS = st.text(LETTERS, min_size=1, max_size=4)
PATIENT = how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def trial(app: Flask) -> Iterator[Connection]:
    """An institution's row without the session."""
    db().info["writes"] = True
    yield db.connection()
    db.rollback()
    db().info.pop("writes", None)


def found(*run: str) -> list[int]:
    return sorted(row[0] for row in db.execute(FOLDED._rows(list(run))))


@given(texts=st.lists(SAID, min_size=1, max_size=6), words=WORDS)
@PATIENT
def test_what_is_found_is_what_stands_in_the_folded_text(trial: Connection, texts: list[str], words: str) -> None:
    FOLDED.empty(trial)
    trial.execute(delete(Institution))
    for number, said in enumerate(texts, 1):
        trial.execute(insert(Institution).values(id=number, name="", type="other"))
        FOLDED.put(trial, [(number, said)])
    for run in search.runs(words):
        assert found(run) == [number for number, said in enumerate(texts, 1) if any(run in one for one in search.runs(said))]


@given(said=SAID)
def test_folded_text_folds_to_itself(said: str) -> None:
    assert fold(fold(said)) == fold(said)


def test_tokens_are_bigrams_and_the_last_character_alone() -> None:
    assert search.grams("ほし a") == ["ホシ".encode().hex(), "シ".encode().hex(), b"a".hex()]


def test_a_change_is_found_and_the_old_text_is_not(cast: Cast) -> None:
    db().info["writes"] = True
    cast.hoshi.name = "つき薬局"
    cast.hoshi.refold()
    db.flush()
    assert found("ツキ") == [cast.hoshi.id]
    assert found("ホシ") == []
    assert found("局") == [cast.hoshi.id]
    db.rollback()
    db().info.pop("writes")
    assert found("ホシ") == [cast.hoshi.id]


def test_what_is_deleted_is_not_found(cast: Cast) -> None:
    db().info["writes"] = True
    made = Institution(name="けす", type="other")
    made.refold()
    db.add(made)
    db.flush()
    assert found("ケス") == [made.id]
    db.delete(made)
    db.flush()
    assert found("ケス") == []
    db.rollback()
    db().info.pop("writes")


def test_the_index_can_be_made_again(cast: Cast, trial: Connection) -> None:
    before = found("薬局")
    assert before == [cast.hoshi.id]
    search.drop(trial)
    search.create(trial)
    assert found("薬局") == before
