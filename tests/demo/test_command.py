"""`flask --app app demo`: once, afresh, and never in production."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from auth.models import Person
from core.config import Settings
from core.database import db
from demo import present, refuse_in_production
from tests.cast import Cast


@pytest.fixture
def in_production(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RENKEI", replace(settings, production=True))


@pytest.fixture
def demo_person(app: Flask) -> Person:
    """One account of the demo is enough to know it by."""
    kyoten = Person(email="kyoten@example.jp", name="三枝 真由美", password_hash="-")
    db.add(kyoten)
    db.commit()
    return kyoten


def people() -> int:
    return db.scalar(select(func.count()).select_from(Person)) or 0


def test_it_is_not_built_in_production(app: Flask, in_production: None) -> None:
    answer = app.test_cli_runner().invoke(args=["demo"])
    assert answer.exit_code == 1
    assert "本番の設定" in answer.output
    assert people() == 0


def test_a_second_time_changes_nothing_and_says_so(app: Flask, demo_person: Person) -> None:
    answer = app.test_cli_runner().invoke(args=["demo"])
    assert (answer.exit_code, people()) == (0, 1)
    assert "もう入っています" in answer.output


def test_once_is_silent_the_second_time(app: Flask, demo_person: Person) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "--once"])
    assert (answer.exit_code, answer.output, people()) == (0, "", 1)


def test_what_is_not_the_demo_is_never_emptied(app: Flask, cast: Cast, demo_person: Person) -> None:
    before = people()
    answer = app.test_cli_runner().invoke(args=["demo", "--fresh"])
    assert (answer.exit_code, people()) == (1, before)
    assert "何も変えていません" in answer.output


def test_a_production_server_does_not_start_with_the_demo(app: Flask, demo_person: Person, in_production: None) -> None:
    with pytest.raises(SystemExit, match="demo area"):
        refuse_in_production(app)


def test_a_production_server_starts_without_the_demo(app: Flask, cast: Cast, in_production: None) -> None:
    refuse_in_production(app)
    assert not present()


def test_elsewhere_the_demo_may_stay(app: Flask, demo_person: Person) -> None:
    refuse_in_production(app)
    assert present()
