"""Files that are damaged, cut short, packed wrongly or far too large: a clear sentence or faults with their lines, never anything else."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.database import db
from region.directory.kinds import KINDS as KINDS_OF_FILES
from region.models import Institution, InstitutionSource
from region.open_data.archives import unpacked
from region.open_data.batch import Batch, File, Outcome, day_in
from region.open_data.care_services import CARE
from region.open_data.csv_file import Fault, NotRecognised
from region.open_data.disability import COLUMNS
from region.open_data.ledger import Ledger
from region.open_data.medical import MOST_LINES
from region.open_data.medical_columns import CLINIC, HOURS, PHARMACY
from region.open_data.publication import Publication, Row
from tests.region.care_csv import file_of, office
from tests.region.directory.test_official_readers import KINDS as WITHOUT_CARE
from tests.region.directory.test_official_readers import file, lenient
from tests.region.official_files import JUNE, department, disability_office, facility, telephone_sheet, written

KINDS: dict[str, Callable[[], Publication]] = {**WITHOUT_CARE, "jigyosho_130": lambda: CARE}
BOOKS = ("telephones", "statistics")
LISTS = [kind for kind in KINDS if kind not in BOOKS]
MUCH = 10 * 1024 * 1024


def good(kind: str) -> bytes:
    return file_of([office(f"19999{number:05}") for number in range(5)]) if kind == "jigyosho_130" else file(kind)


def sentence(refused: NotRecognised) -> str:
    """What a person reads."""
    assert str(refused).endswith("。"), refused
    return str(refused)


def read(kind: str, content: bytes) -> list[Row | Fault] | str:
    """Rows and faults, or the sentence."""
    try:
        found = list(KINDS[kind]().read(io.BytesIO(content), f"{kind}.csv"))
    except NotRecognised as refused:
        return sentence(refused)
    assert all(one.reason and one.line > 0 for one in found if isinstance(one, Fault))
    return found


def rezipped(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook whose parts are changed, packed again so that only the parts are wrong."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


@pytest.mark.parametrize("kind", LISTS)
def test_every_encoding_of_a_list_gives_the_same_rows(app: Flask, kind: str) -> None:
    plain = good(kind).decode("cp932" if kind == "disability" else "utf-8-sig")
    found = [read(kind, plain.encode(encoding)) for encoding in ("utf-8-sig", "utf-8", "cp932")]
    assert found[0]
    assert found[0] == found[1] == found[2]
    assert "UTF-16" in str(read(kind, plain.encode("utf-16")))


@pytest.mark.parametrize(
    ("kind", "letter"),
    [*((kind, b'"') for kind in KINDS), *(("pharmacy", letter) for letter in (b"a", b",", b"\x00", "あ".encode()))],
)
def test_ten_megabytes_without_an_end_of_line(app: Flask, kind: str, letter: bytes) -> None:
    endless = letter * (MUCH // len(letter))
    read(kind, endless)
    if kind in LISTS:
        head = good(kind).split(b"\r\n")[0] + b"\r\n"
        found = read(kind, head + endless)
        assert not isinstance(found, str)
        assert not [one for one in found if isinstance(one, Row)]


@pytest.mark.parametrize("kind", BOOKS)
def test_workbooks_whose_parts_are_damaged(app: Flask, kind: str) -> None:
    content = good(kind)
    damage = st.sampled_from([b"", b"\x00", b"<", b"&#0;", b"&lol;", b"\xff\xfe", b"]]>", b'r="99999999999"', b"9" * 400, b"<row>", b'"'])

    @lenient
    @given(st.sampled_from(zipfile.ZipFile(io.BytesIO(content)).namelist()), st.floats(0, 1), damage, st.integers(0, 40))
    def check(part: str, place: float, bad: bytes, over: int) -> None:
        def change(name: str, told: bytes) -> bytes:
            at = int(len(told) * place)
            return told[:at] + bad + told[at + over :] if name == part else told

        read(kind, rezipped(content, change))

    check()


def test_a_row_that_is_said_to_stand_beyond_the_end_of_any_sheet_is_not_waited_for(app: Flask) -> None:
    far = rezipped(good("telephones"), lambda _name, told: told.replace(b'<row r="4"', b'<row r="99999999999999"'))
    assert read("telephones", far) == []


def test_archives_of_any_bytes_are_opened_or_refused(app: Flask, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("05_pharmacy.csv", file("pharmacy"))
        archive.writestr("02_clinic.csv", file("clinic_facility"))
    whole = stream.getvalue()

    @lenient
    @given(st.integers(0, len(whole)), st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=12))
    def check(length: int, damages: list[tuple[int, int]]) -> None:
        content = bytearray(whole)
        for place, byte in damages:
            content[place] = byte
        for told in (bytes(content), whole[:length], bytes(content)[:length]):
            (path := tmp_path / "a.zip").write_bytes(told)
            try:
                found = unpacked(path, tmp_path)
            except NotRecognised as refused:
                sentence(refused)
            else:
                assert all(inside.parent == tmp_path for _name, inside in found)

    check()


@pytest.mark.parametrize("method", [0, 1, 9, 12, 14, 97])
def test_archives_packed_in_strange_ways(app: Flask, tmp_path: Path, method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0,1\r\n" * 900)
    told = stream.getvalue().replace(struct.pack("<HH", 0, 8), struct.pack("<HH", 0, method))
    (path := tmp_path / "a.zip").write_bytes(told)
    with pytest.raises(NotRecognised, match="zipが壊れているか、読めない形です。"):
        unpacked(path, tmp_path)


def test_more_lines_about_one_institution_than_there_are_departments(app: Flask) -> None:
    lines = [department("1", f"{code:05}", "内科") for code in range(MOST_LINES + 5)]
    found = read("clinic_hours", written(HOURS.columns, lines))
    assert sum(isinstance(one, Fault) for one in found) == 5


def test_every_fault_of_a_file_of_hours_is_counted(app: Flask) -> None:
    found = read("clinic_hours", written(HOURS.columns, [department("1", "01001", "内科")]) + b"x,y\r\n" * 3000)
    assert sum(isinstance(one, Fault) for one in found) == 3000


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("05_pharmacy_20260601.csv", date(2026, 6, 1)), ("a_20261301_20260102.zip", date(2026, 1, 2)), ("x_20990101.csv", None),
        ("jigyosho_130.csv", None), ("", None),
    ],
)  # fmt: skip
def test_the_day_of_a_file_by_its_name(app: Flask, name: str, day: date | None) -> None:
    assert day_in(name) == day


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=20))
def test_a_ledger_knows_where_a_key_was_first_met(keys: list[tuple[str, str]]) -> None:
    first: dict[tuple[str, str], int] = {}
    with Ledger() as ledger:
        for line, key in enumerate(keys):
            assert ledger.enter(key, line) == (key not in first)
            first.setdefault(key, line)
        assert {key: ledger.line_of(key) for key in keys} == first
        assert ("d", "x") not in ledger


def taken_in(kind: str, content: bytes, folder: Path) -> Outcome:
    (path := folder / "file").write_bytes(content)
    db.rollback()
    (outcome,) = Batch(KINDS_OF_FILES[kind], [File(path, "jigyosho_130.csv", JUNE)]).run(write=True)
    return outcome


WIDE = "㌖㍿ﷺ"
"""Letters that become several when they are folded."""
LONG_OFFICE = {
    "事業所名": (WIDE * 40)[:120], "事業所名カナ": "ア" * 200, "住所": "9" * 200, "方書（ビル名等）": WIDE * 40, "法人の名称": WIDE * 40,
}  # fmt: skip
LONG_CLINIC = {"正式名称（フリガナ）": "ア" * 200, "所在地": "9" * 400, "合計病床数": "9" * 5000}
FAR_CLINIC = {"所在地": "山梨県" + "架空市" * 130, "合計病床数": "1" * 30, "案内用ホームページアドレス": f"www.{'a' * 280}.jp"}
SERVICE, OFFICE = {"service": "㌖" * 40}, {"事業所の名称": (WIDE * 70)[:200], "定員": "9" * 4000}
LONG = {
    "care-services": file_of(
        [
            office(**LONG_OFFICE),
            office("1999900002", 電話番号="0" * 41, FAX番号="0" * 40, URL=f"https://a.example/{'x' * 300}", 備考="あ" * 9000),
        ]
    ),
    "medical": written(
        CLINIC.columns,
        [facility(CLINIC, "Z" * 20, (WIDE * 70)[:200], **LONG_CLINIC), facility(CLINIC, "Y", "かくう", **FAR_CLINIC)],
    ),
    "disability": written(COLUMNS, [disability_office(**SERVICE), disability_office("1919900009", **OFFICE)]),
    "telephones": telephone_sheet([["1", "1" * 20, WIDE * 60, "9" * 400, "055-000-0101"], ["2", "", "あ" * 200, "い" * 401, "0" * 60]]),
}


@pytest.mark.parametrize("kind", LONG)
def test_the_longest_of_everything_is_taken_in_or_is_a_fault(app: Flask, tmp_path: Path, kind: str) -> None:
    if kind == "telephones":
        taken_in("medical", written(PHARMACY.columns, [facility(PHARMACY, "1", "かくう薬局")]), tmp_path)
    outcome = taken_in(kind, LONG[kind], tmp_path)
    assert outcome.tally, outcome.refused
    assert outcome.tally.new + outcome.tally.faulty + outcome.tally.left_out == 2
    kept = db.scalar(select(func.count()).select_from(InstitutionSource).where(InstitutionSource.source != "telephones"))
    assert kept == db.scalar(select(func.count()).select_from(Institution)) == (1 if kind == "telephones" else outcome.tally.new)
