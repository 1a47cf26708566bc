"""The ministry's real files, where RENKEI_SAMPLE_DATA names a folder that has them, against a count of our own."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.database import db
from region.models import Institution, InstitutionSource, Municipality
from region.open_data.intake import Intake
from tests.region.care_csv import JUNE

FOLDER = Path(os.environ.get("RENKEI_SAMPLE_DATA", "")) / "kaigo"
FILES = sorted(FOLDER.glob("*.csv")) if os.environ.get("RENKEI_SAMPLE_DATA") else []
pytestmark = pytest.mark.skipif(not FILES, reason="RENKEI_SAMPLE_DATA does not name a folder with kaigo/*.csv")


def lines_of(path: Path) -> list[str]:
    """The lines below the header, counted without our reader."""
    return path.read_bytes().decode("utf-8-sig").strip("\r\n").split("\r\n")[1:]


def numbers_of(path: Path) -> list[str]:
    """The second column (No) stands before anything that could be quoted."""
    return [line.split(",")[1] for line in lines_of(path)]


def take_in(path: Path) -> tuple[int, int, int, int, int]:
    with path.open("rb") as stream:
        tally = Intake(stream, path.name, JUNE).write()
    return tally.new, tally.changed, tally.same, tally.gone, tally.faulty


def test_every_row_is_taken_in_once(app: object) -> None:
    for path in FILES:
        assert take_in(path) == (len(lines_of(path)), 0, 0, 0, 0)
    for path in FILES:
        assert take_in(path) == (0, 0, len(lines_of(path)), 0, 0)
    numbers = [number for path in FILES for number in numbers_of(path)]
    assert db.scalar(select(func.count()).select_from(InstitutionSource)) == len(numbers)
    assert db.scalar(select(func.count()).select_from(Institution)) == len(set(numbers))
    codes = {line.split(",")[0] for path in FILES for line in lines_of(path)}
    assert set(db.scalars(select(Municipality.code))) == codes


def test_every_institution_can_be_called_and_found(app: object) -> None:
    for path in FILES:
        take_in(path)
    for one in db.scalars(select(Institution)):
        assert one.telephone
        assert one.full_address.startswith("宮崎県")
        assert one.name_kana
        assert not one.url or re.match(r"https?://[^@]+$", one.url)
        assert one.latitude
