"""A press is known for half a year; tests/meetings/test_settled_once.py tries what that is for."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from core import clock
from core.database import db
from core.pressing import KNOWN, Press, forget
from tests.cast import Cast


def test_presses_of_long_ago_are_forgotten(app: Flask, cast: Cast) -> None:
    for what, age in (("old", KNOWN + timedelta(minutes=1)), ("young", KNOWN - timedelta(minutes=1))):
        db.add(Press(person_id=cast.sato.person_id, what=what, at=clock.now() - age, goes="/", said=""))
    db.commit()
    forget(app)
    assert [one.what for one in db.query(Press)] == ["young"]
