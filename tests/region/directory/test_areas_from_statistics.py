"""`areas from-statistics` proposes 圏域 by 二次医療圏: shown first, set up on a yes, and never over what stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from core import clock
from core.database import db
from region.directory.models.municipal_statistic import MunicipalYear
from region.models import Area, AreaKind, Municipality

PLACES = {"452017": ("宮崎市", "4501"), "453820": ("国富町", "4501"), "453838": ("綾町", "4501"), "271004": ("大阪市", "2708")}


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    db.remove()
    return app.test_cli_runner().invoke(args=["areas", "from-statistics", *arguments], input=typed)


@pytest.fixture
def figures(app: Flask) -> None:
    """The figures of four municipalities, of one of them also those of an earlier year; one ward of Ōsaka is known."""
    for code, (name, area) in PLACES.items():
        db.add(Municipality(code=code, name=name, prefecture_name="宮崎県" if code < "46" and code > "28" else "大阪府"))
        db.flush()
        db.add(MunicipalYear(municipality_code=code, year=2024, medical_area_code=area, licence="出典", read_at=clock.now()))
    db.add(MunicipalYear(municipality_code="453838", year=2023, medical_area_code="4502", licence="出典", read_at=clock.now()))
    db.add(Municipality(code="271276", name="北区", prefecture_name="大阪府"))
    db.commit()


def zones() -> dict[str, list[str]]:
    db.rollback()
    found = db.scalars(select(Area).where(Area.kind == AreaKind.HOME_CARE_AREA))
    return {area.name: sorted(row.municipality_code for row in area.municipalities) for area in found}


def test_nothing_is_set_up_before_a_yes(app: Flask, figures: None) -> None:
    shown = run(app, typed="n\n")
    assert shown.exit_code == 1
    assert "4501　二次医療圏4501　宮崎市、国富町、綾町" in shown.output
    assert "2708　二次医療圏2708　大阪市、北区" in shown.output
    assert zones() == {}


def test_what_was_proposed_is_set_up_and_a_second_time_changes_nothing(app: Flask, figures: None) -> None:
    made = run(app, "--yes", "--from", "2024-04-01")
    assert made.exit_code == 0, made.output
    assert zones() == {"二次医療圏2708": ["271004", "271276"], "二次医療圏4501": ["452017", "453820", "453838"]}
    again = run(app, "--yes")
    assert "新しく作る圏域はありません。" in again.output
    assert len(zones()) == 2


def test_one_prefecture_is_enough_and_names_come_from_a_file(app: Flask, figures: None, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("area_code,area_name\n4501,宮崎東諸県\n", "utf-8")
    assert run(app, "--prefecture", "45", "--names", str(names), "--yes").exit_code == 0
    assert list(zones()) == ["宮崎東諸県圏域"]
    names.write_text("a,b\n1,2\n", "utf-8")
    assert "列がありません" in run(app, "--names", str(names)).output


def test_what_lies_in_a_zone_already_is_left_alone(app: Flask, figures: None) -> None:
    Area.set_up("綾の圏域", AreaKind.HOME_CARE_AREA, [db.get_one(Municipality, "453838")], from_on=date(2024, 4, 1))
    db.commit()
    said = run(app, "--prefecture", "45", "--yes").output
    assert "もう圏域に入っている市区町村があります：綾の圏域" in said
    assert list(zones()) == ["綾の圏域"]


def test_without_figures_the_way_to_them_is_said(app: Flask) -> None:
    answer = run(app)
    assert answer.exit_code == 1
    assert "import municipal-statistics" in answer.output
