"""`flask --app app import care-services`: shows, asks, writes; safe to repeat."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from core.database import db
from region.models import Institution
from tests.region.care_csv import file_of, office

SYNTHETIC = sorted((Path(__file__).parent / "fixtures").glob("jigyosho_*_synthetic.csv"))


def run(app: Flask, *arguments: str | Path, typed: str = "") -> Result:
    db.remove()
    return app.test_cli_runner().invoke(args=["import", "care-services", *map(str, arguments)], input=typed)


def how_many() -> int:
    return db.scalar(select(func.count()).select_from(Institution)) or 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "jigyosho_130.csv"
    path.write_bytes(file_of([office(), office("1999900002", 都道府県名="宮崎県")]))
    return path


def test_it_shows_what_would_change_and_asks(app: Flask, file: Path) -> None:
    refused = run(app, file, typed="n\n")
    assert refused.exit_code == 1
    assert "取りこむと：新規 1　変更 0　変わりなし 0　公表データから消えた 0　エラー 1" in refused.output
    assert "3行目：都道府県名「宮崎県」が、市区町村コード 199982 と合いません。" in refused.output
    assert how_many() == 0
    assert run(app, file, typed="y\n").exit_code == 0
    assert how_many() == 1


def test_yes_imports_without_asking(app: Flask, file: Path) -> None:
    done = run(app, file, "--yes", "--file-date", "2026-06-30")
    assert done.exit_code == 0
    assert "出典：介護サービス情報公表システム（厚生労働省）" in done.output
    assert "2026年6月30日のデータ（--file-date）" in done.output
    assert "取りこみました：新規 1" in done.output
    again = run(app, file, "--yes", "--file-date", "2026-06-30")
    assert "新規 0　変更 0　変わりなし 1" in again.output


def test_nothing_to_change_is_not_asked(app: Flask, file: Path) -> None:
    run(app, file, "--yes")
    assert "書きかえるところはありません。" in run(app, file).output


def test_an_older_file_is_pointed_out(app: Flask, file: Path) -> None:
    run(app, file, "--yes", "--file-date", "2026-12-31")
    assert "もっと新しいデータ（2026-12-31）が、もう入っています。" in run(app, file, "--file-date", "2026-06-30").output


def test_a_file_of_another_kind_stops_only_itself(app: Flask, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("名前,電話\n", encoding="utf-8")
    done = run(app, other, file, "--yes")
    assert done.exit_code == 1
    assert "読めませんでした。見出しの行が読めません。" in done.output
    assert how_many() == 1


def test_the_synthetic_files_are_read_whole(app: Flask) -> None:
    assert len(SYNTHETIC) == 3
    done = run(app, *SYNTHETIC, "--yes", "--file-date", "2026-06-30")
    assert done.output.count("エラー 0") == 3
    assert how_many() == 7
