"""The ministry's real files, where RENKEI_SAMPLE_DATA names a folder that has them, against a count of our own."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.database import db
from region.directory.kinds import KINDS
from region.directory.models import Fact
from region.models import Institution, InstitutionSource, Municipality
from region.open_data.archives import unpacked
from region.open_data.batch import Batch, File
from region.open_data.publication import Row
from region.open_data.tables import table_rows

GIVEN = os.environ.get("RENKEI_SAMPLE_DATA")
FOLDER = Path(GIVEN or "")
HOSPITALS = FOLDER / "iryo" / "hospital_facility_miyazaki_20250601.csv"
CARE = sorted((FOLDER / "kaigo").glob("*.csv")) if GIVEN else []
pytestmark = pytest.mark.skipif(
    not GIVEN or not HOSPITALS.is_file(), reason="RENKEI_SAMPLE_DATA does not name a folder with iryo/ and kaigo/"
)
ON = date(2025, 6, 1)


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read by the library alone."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def take_in(kind: str, *paths: Path) -> list[tuple[int, ...]]:
    outcomes = list(Batch(KINDS[kind], [File(path, path.name, ON) for path in paths]).run(write=True))
    db.rollback()
    tallies = [one.tally for one in outcomes if one.tally]
    assert len(tallies) == len(paths)
    return [(one.new, one.changed, one.same, one.gone, one.faulty, one.left_out) for one in tallies]


def test_every_hospital_is_taken_in_once_with_its_beds_and_its_days(app: Flask) -> None:
    told = rows_of(HOSPITALS)
    assert take_in("medical", HOSPITALS) == [(len(told), 0, 0, 0, 0, 0)]
    assert take_in("medical", HOSPITALS) == [(0, 0, len(told), 0, 0, 0)]
    assert db.scalar(select(func.count()).select_from(Institution)) == len(told) == 37
    beds = sum(int(row["合計病床数"]) for row in told if row["合計病床数"])
    assert sum(fact.value["number"] for fact in db.scalars(select(Fact).where(Fact.item == "beds"))) == beds
    open_on_sundays = sum(row["毎週決まった曜日に休診（日）"] == "1" for row in told)
    days = [one.values.get("毎週", "-------") for one in db.scalars(select(InstitutionSource))]
    assert sum(flags[6] == "1" for flags in days) == open_on_sundays
    assert sum(flags[0] == "1" for flags in days) == sum(row["毎週決まった曜日に休診（月）"] == "1" for row in told)
    assert sum(one.latitude is None for one in db.scalars(select(Institution))) == sum(
        float(row["所在地座標（緯度）"]) == 0 for row in told
    )
    assert dict(db.execute(select(Municipality.code, Municipality.name)).all()) == {"452017": "宮崎市", "453820": "国富町"}
    assert {one.name for one in db.scalars(select(Institution))} == {row["正式名称"] for row in told}


def test_nothing_of_a_row_is_lost(app: Flask) -> None:
    with HOSPITALS.open("rb") as stream:
        kept = [row for row in KINDS["medical"].publication.read(stream, HOSPITALS.name) if isinstance(row, Row)]
    for row, told in zip(kept, rows_of(HOSPITALS), strict=True):
        said = "".join(str(value) for value in row.values.values())
        for column, text in told.items():
            flag = column.startswith(("毎週", "決まった", "祝日"))
            assert flag or column == "ID" or text.replace("\xa0", " ").strip() in said, column
        assert row.values.get("毎週", "-------") == "".join(told[column] or "-" for column in told if column.startswith("毎週"))


def test_hospitals_and_care_offices_that_are_one_are_one_in_either_order(app: Flask) -> None:
    first = _both(("medical", [HOSPITALS]), ("care-services", CARE))
    offices = {row["事業所番号"] for path in CARE for row in rows_of(path)}
    assert first["sources"] == len(rows_of(HOSPITALS)) + sum(len(rows_of(path)) for path in CARE)
    assert first["institutions"] == len(rows_of(HOSPITALS)) + len(offices) - first["joined"]
    assert first["joined"] >= 1, "a hospital of the medical file offers a service of the care files under its own name"


def _both(*readings: tuple[str, list[Path]]) -> dict[str, int]:
    joined = 0
    for kind, paths in readings:
        outcomes = list(Batch(KINDS[kind], [File(path, path.name, ON) for path in paths]).run(write=True))
        assert not [one for one in outcomes if one.tally is None or one.tally.faulty]
        joined += sum(one.tally.joined for one in outcomes if one.tally)
    db.rollback()
    counted = {"institutions": Institution, "sources": InstitutionSource}
    return {name: db.scalar(select(func.count()).select_from(model)) or 0 for name, model in counted.items()} | {"joined": joined}


def test_every_other_table_is_read_as_a_list_or_refused(app: Flask) -> None:
    for path in sorted((FOLDER / "codes").glob("*.csv")) + sorted((FOLDER / "iryo").glob("*.csv")):
        with path.open("rb") as stream:
            assert sum(1 for _row in table_rows(stream)) >= len(rows_of(path))


def counted(path: Path) -> tuple[int, set[str]]:
    """Rows, and distinct numbers, by the bytes alone: quotes and line ends are weighed by hand, and no library of tables is asked."""
    text, rows, fields, field, quoted = path.read_bytes().decode("utf-8-sig"), list[list[str]](), list[str](), "", False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter in ",\r\n" and not quoted:
            if letter != "\n":
                fields.append(field)
                field = ""
            if letter == "\r":
                rows.append(fields)
                fields = []
        else:
            field += letter
    at = rows[0].index("事業所番号" if "事業所番号" in rows[0] else "ID")
    return len(rows) - 1, {row[at] for row in rows[1:]}


def test_every_sample_file_is_taken_in_whole_by_its_own_kind_and_refused_with_a_sentence_by_every_other(app: Flask) -> None:
    files = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".csv", ".xml", ".md"))
    mine = {HOSPITALS: "medical", **dict.fromkeys(CARE, "care-services")}
    assert set(mine) <= set(files)
    before = 0
    for path in files:
        for kind in KINDS:
            (outcome,) = Batch(KINDS[kind], [File(path, path.name, ON)]).run(write=True)
            db.rollback()
            there = db.scalar(select(func.count()).select_from(InstitutionSource)) or 0
            if mine.get(path) == kind:
                assert outcome.tally
                rows, numbers = counted(path)
                assert (outcome.tally.new, outcome.tally.faulty, outcome.tally.left_out, there - before) == (rows, 0, 0, rows), path.name
                kept = select(InstitutionSource.number).where(InstitutionSource.number.in_(numbers))
                assert set(db.scalars(kept)) == numbers, path.name
                before = there
            elif kind == "telephones" and mine.get(path) == "care-services":
                assert there == before, "such a file may be read as a list of names and telephones; it makes nobody"
            else:
                assert outcome.refused.endswith("。"), (path.name, kind)
                assert there == before


@pytest.mark.parametrize("kind", ["care-services", "medical"])
def test_sample_files_in_other_encodings_and_in_a_zip_say_the_same(app: Flask, tmp_path: Path, kind: str) -> None:
    paths = [HOSPITALS] if kind == "medical" else CARE
    assert take_in(kind, *paths)
    for encoding in ("utf-8", "cp932"):
        for path in paths:
            told = path.read_bytes().decode("utf-8-sig")
            if told.encode(encoding, "replace").decode(encoding) != told:
                continue  # a letter that the old encoding does not have
            (other := tmp_path / path.name).write_bytes(told.encode(encoding))
            (tally,) = take_in(kind, other)
            assert tally == (0, 0, counted(path)[0], 0, 0, 0), (path.name, encoding)
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    inside = [File(path, name, ON) for name, path in unpacked(tmp_path / "all.zip", tmp_path)]
    same = sum(one.tally.same for one in Batch(KINDS[kind], inside).run(write=False) if one.tally)
    assert same == sum(counted(path)[0] for path in paths)
