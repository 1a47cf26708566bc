"""Readers of official files: bytes of any quality become rows or faults, and what the files mean is understood."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.folding import fold
from region.codes import is_municipality_code, with_check_digit
from region.open_data.csv_file import Fault, NotRecognised
from region.open_data.disability import DISABILITY
from region.open_data.medical import MEDICAL
from region.open_data.medical_columns import CLINIC, DENTAL, HOSPITAL, HOURS, MATERNITY, PHARMACY
from region.open_data.municipal_statistics import MunicipalStatistics, State, told
from region.open_data.municipality_names import municipality_in
from region.open_data.opening import span
from region.open_data.publication import Facts, Publication, Row, Words
from region.open_data.telephones import Telephones
from tests.region.official_files import department, facility, fixtures, statistics, telephone_sheet, times, written

FILES = fixtures()
KINDS: dict[str, Callable[[], Publication]] = {
    **dict.fromkeys(("hospital_facility", "hospital_hours", "clinic_facility", "clinic_hours"), lambda: MEDICAL),
    **dict.fromkeys(("dental_facility", "dental_hours", "maternity_home", "pharmacy"), lambda: MEDICAL),
    "disability": lambda: DISABILITY, "telephones": Telephones, "statistics": MunicipalStatistics,
}  # fmt: skip
lenient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def file(kind: str) -> bytes:
    return next(content for name, content in FILES.items() if name.startswith(kind))


def found(kind: str, content: bytes) -> list[Row | Fault]:
    return list(KINDS[kind]().read(io.BytesIO(content), f"{kind}.csv"))


def tried(kind: str, content: bytes) -> list[Row | Fault]:
    """What is found; every row in it can be used."""
    publication = KINDS[kind]()
    try:
        rows = found(kind, content)
    except NotRecognised:
        return []
    for row in rows:
        if isinstance(row, Fault):
            assert row.reason
            continue
        assert row.number
        assert len(row.number) <= 20
        assert len(row.service) <= 40
        assert not row.municipality_code or is_municipality_code(row.municipality_code)
        said = [Words(row.service, row.values)]
        if publication.founds(row):
            fields = publication.fields(said)
            assert kind == "statistics" or 0 < len(fields["name"]) <= 200
        for value in publication.facts(said).values():
            assert value
    return rows


def facts(kind: str, *rows: Row) -> Facts:
    return KINDS[kind]().facts([Words(row.service, row.values) for row in rows])


def one(kind: str, content: bytes) -> Row:
    (row,) = found(kind, content)
    assert isinstance(row, Row), row
    return row


@pytest.mark.parametrize("kind", KINDS)
def test_every_synthetic_file_is_read_without_a_fault(app: Flask, kind: str) -> None:
    rows = tried(kind, file(kind))
    assert rows
    assert not [row for row in rows if isinstance(row, Fault)]


@pytest.mark.parametrize("kind", KINDS)
def test_any_bytes_at_all(app: Flask, kind: str) -> None:
    @lenient
    @given(st.binary(max_size=3000))
    def check(content: bytes) -> None:
        tried(kind, content)

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_files_cut_short_and_with_stray_bytes(app: Flask, kind: str) -> None:
    good = file(kind)
    damage = st.sampled_from([b'"', b"\x00", b"\r", b"\n", b",", b"\xff", b"\x82\xa0", b'""', b"\xe3", b"PK\x03\x04", b"-1", b"9" * 30])

    @lenient
    @given(st.integers(0, len(good)), st.lists(st.tuples(st.integers(0, len(good) - 1), damage), max_size=8))
    def check(length: int, damages: list[tuple[int, bytes]]) -> None:
        content = good
        for place, bad in sorted(damages, reverse=True):
            content = content[:place] + bad + content[place + len(bad) * (kind in ("telephones", "statistics")) :]
        tried(kind, content)
        tried(kind, good[:length])

    check()


@pytest.mark.parametrize("kind", ["hospital_facility", "clinic_hours", "pharmacy", "maternity_home", "disability"])
def test_any_text_in_the_fields(app: Flask, kind: str) -> None:
    columns = next(csv.reader(io.StringIO(file(kind).decode("cp932" if kind == "disability" else "utf-8-sig"))))
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
        ["0", "1", "19", "998", "09:00", "24:00", "99:99", "1234567"]
    )

    @lenient
    @given(st.lists(st.lists(text, min_size=len(columns), max_size=len(columns)), max_size=3))
    def check(rows: list[list[str]]) -> None:
        tried(kind, written(columns, [dict(zip(columns, row, strict=True)) for row in rows], encoding="utf-8"))

    check()


@pytest.mark.parametrize(
    "cell", ["", " ", "－", "-", "*", "***", "x", "Ｘ", "…", "0", "1,234", "12.5", "あ", "1e400", "\u3000", "nan", "−"]
)
def test_any_cell_has_one_state_or_none(cell: str) -> None:
    state = told(cell)
    assert state is None or (state[0] == State.VALUE) == (state[1] is not None)


def test_blank_zero_dash_masked_and_unknown_are_five_things() -> None:
    cells = ["", "0", "－", "*", "…"]
    assert [told(cell) for cell in cells] == [
        (State.BLANK, None), (State.VALUE, 0.0), (State.DASH, None), (State.MASKED, None), (State.UNKNOWN, None),
    ]  # fmt: skip


def test_the_columns_are_those_of_the_ministrys_definition() -> None:
    folder = os.environ.get("RENKEI_SAMPLE_DATA")
    path = Path(folder or "", "iryo", "navii_definition_columns_v1_0.csv")
    if not folder or not path.is_file():
        pytest.skip("RENKEI_SAMPLE_DATA does not name a folder with iryo/navii_definition_columns_v1_0.csv")
    wanted: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
        wanted.setdefault(row["file"], []).append(fold(row["column_name"]))
    ours = {
        "病院 (施設票)": HOSPITAL, "診療所 (施設票)": CLINIC, "歯科診療所 (施設票)": DENTAL, "助産所": MATERNITY, "薬局": PHARMACY,
        "病院 (診療科・診療時間票)": HOURS, "診療所 (診療科・診療時間票)": HOURS, "歯科診療所 (診療科・診療時間票)": HOURS,
    }  # fmt: skip
    assert {name: [fold(column) for column in layout.columns] for name, layout in ours.items()} == wanted


def test_zero_is_closed_and_one_is_open_whatever_the_column_is_called(app: Flask) -> None:
    row = one("clinic_facility", written(CLINIC.columns, [facility(CLINIC, "1", "かくう")]))
    assert row.values["毎週"] == "1111100"
    assert facts("clinic_facility", row)["opening_hours"]["note"].startswith("開いている曜日は月・火・水・木・金（")


def test_hours_of_departments_are_gathered_wherever_they_stand(app: Flask) -> None:
    rows = [row for row in found("clinic_hours", file("clinic_hours")) if isinstance(row, Row)]
    assert [(row.number, sorted(row.values)) for row in rows] == [("1911990000011", ["01001", "03001"]), ("1911990000012", ["02001"])]
    told_facts = facts("clinic_hours", rows[0])
    assert told_facts["departments"] == {"text": "内科、小児科"}
    assert {"day": "sat", "from": "09:00", "to": "11:30"} in told_facts["opening_hours"]["weekly"]
    assert [row["from"] for row in told_facts["opening_hours"]["weekly"] if row["day"] == "wed"] == ["09:00"]


def test_a_pharmacys_hours_go_past_midnight_and_around_the_clock(app: Flask) -> None:
    row = one("pharmacy", file("pharmacy"))
    weekly = facts("pharmacy", row)["opening_hours"]
    assert {"day": "fri", "from": "20:00", "to": "26:00"} in weekly["weekly"]
    assert {"day": "sat", "from": "00:00", "to": "24:00"} in weekly["weekly"]
    assert "金は第2週が休み" in weekly["note"]


def test_hours_on_a_day_that_is_marked_as_closed_are_not_believed(app: Flask) -> None:
    told_facility = facility(PHARMACY, "1", "かくう薬局", **times(PHARMACY, "時間帯1", "09:00", "18:00", "月日"))
    hours = facts("pharmacy", one("pharmacy", written(PHARMACY.columns, [told_facility])))["opening_hours"]
    assert [row["day"] for row in hours["weekly"]] == ["mon"]
    assert "日は休みの印と時間の両方があります" in hours["note"]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("09:00", "12:00", (540, 720)), ("9:00", "12:00", (540, 720)), ("20:00", "26:00", (1200, 1560)), ("22:00", "02:00", (1320, 1560)),
        ("00:00", "24:00", (0, 1440)), ("00:00", "00:00", None), ("24:00", "26:00", None), ("9時", "12:00", None), ("", "12:00", None),
        ("09:60", "12:00", None), ("09:00", "49:00", None),
    ],
)  # fmt: skip
def test_times(start: str, end: str, minutes: tuple[int, int] | None) -> None:
    assert span(start, end) == minutes


def test_beds_of_zero_are_an_answer_and_a_blank_is_none(app: Flask) -> None:
    no_beds = one("clinic_facility", written(CLINIC.columns, [facility(CLINIC, "1", "かくう", 合計病床数="0")]))
    unknown = one("clinic_facility", written(CLINIC.columns, [facility(CLINIC, "1", "かくう", 合計病床数="")]))
    some = one("clinic_facility", written(CLINIC.columns, [facility(CLINIC, "1", "かくう", 一般病床="19", 合計病床数="19")]))
    assert facts("clinic_facility", no_beds)["beds"] == {"number": 0, "note": ""}
    assert "beds" not in facts("clinic_facility", unknown)
    assert facts("clinic_facility", some)["beds"] == {"number": 19, "note": "一般19"}
    assert [MEDICAL.fields([Words(row.service, row.values)])["type"] for row in (no_beds, unknown, some)] == [
        "clinic",
        "clinic",
        "clinic_with_beds",
    ]


@pytest.mark.parametrize(
    ("told_by_row", "reason"),
    [
        ({"都道府県コード": "48"}, "都道府県コード「48」が一覧にありません。"),
        ({"市区町村コード": "99"}, "市区町村コード「99」は3けたの番号ではありません。"),
        ({"ID": ""}, "IDの「」は、20けたまでの番号ではありません。"),
        ({"正式名称": "　"}, "「正式名称」が空です。"),
        ({"所在地": "あ" * 401}, "「所在地」が長すぎます（400文字まで）。"),
    ],
)
def test_a_wrong_row_says_why(app: Flask, told_by_row: dict[str, str], reason: str) -> None:
    content = written(HOSPITAL.columns, [facility(HOSPITAL, "1", "かくう") | told_by_row])
    assert [row.reason for row in found("hospital_facility", content) if isinstance(row, Fault)] == [reason]


def test_a_header_that_lacks_a_column_is_refused_by_the_name_of_the_column(app: Flask) -> None:
    columns = [column for column in PHARMACY.columns if column != "営業日（木）"]
    with pytest.raises(NotRecognised, match="列が足りません：営業日（木）。何も取りこんでいません。"):
        found("pharmacy", written(columns, []))


def test_flags_that_are_neither_0_nor_1_say_nothing(app: Flask) -> None:
    odd = facility(CLINIC, "1", "かくう") | {"毎週決まった曜日に休診（月）": "2", "毎週決まった曜日に休診（火）": ""}
    assert one("clinic_facility", written(CLINIC.columns, [odd])).values["毎週"] == "--11100"


def test_a_municipality_of_five_digits_gets_its_check_digit() -> None:
    assert [with_check_digit(code) for code in ("45201", "45382", "01100")] == ["452017", "453820", "011002"]


@pytest.mark.parametrize(
    ("address", "code", "name"),
    [
        ("宮崎県宮崎市吉村町大町甲１９３１番地", "452017", "宮崎市"),
        ("宮崎県東諸県郡国富町大字本庄", "453820", "国富町"),
        ("東諸県郡綾町南俣", "453838", "綾町"),
        ("三重県四日市市日永", "242021", "四日市市"),
        ("千葉県市川市八幡", "122033", "市川市"),
        ("大阪府大阪市北区扇町", "271276", "大阪市北区"),
        ("東京都千代田区霞が関", "131016", "千代田区"),
        ("佐賀県杵島郡大町町大字大町", "414239", "大町町"),
        ("宮城県柴田郡村田町大字村田", "043222", "村田町"),
        ("1-2-3", "452017", None),
    ],
)
def test_the_name_of_a_municipality_out_of_an_address(address: str, code: str, name: str | None) -> None:
    assert municipality_in(address, code) == name


def test_a_department_nobody_can_read_costs_its_own_line(app: Flask) -> None:
    rows = found("clinic_hours", written(HOURS.columns, [department("1", "01001", "内科"), department("1", "01002", "外科", slot="4")]))
    assert [type(row) for row in rows] == [Fault, Row] or [type(row) for row in rows] == [Row, Fault]


def test_a_list_of_telephones_tells_which_column_it_lacks(app: Flask) -> None:
    with pytest.raises(NotRecognised, match="医療機関名称、電話番号"):
        found("telephones", telephone_sheet([], header=("番号", "医療機関名称")))
    mapped = Telephones({"telephone": "ＴＥＬ", "name": "屋号"})
    rows = list(mapped.read(io.BytesIO("屋号,ＴＥＬ\r\nかくう医院,055-000-0101\r\nなし医院,－\r\n".encode("cp932")), "list.csv"))
    assert [type(row) for row in rows] == [Row, Fault]
    assert isinstance(rows[1], Fault)
    assert rows[1].reason == "電話番号がありません。"


def test_statistics_keep_leading_zeros_and_years_in_full_width(app: Flask) -> None:
    rows = {row.key: row for row in found("statistics", file("statistics")) if isinstance(row, Row)}
    hakodate = rows["012025", "2023"].values
    assert (hakodate["area"], hakodate["items"]["1"]) == ("0101", ["value", 240000.0])
    tsuru = rows["192040", "2024"].values["items"]
    assert [tsuru[item] for item in ("1", "2", "5", "13")] == [["value", 29000.0], ["masked", None], ["value", 0.0], ["dash", None]]
    assert rows["192015", "2024"].values["items"]["13"] == ["blank", None]
    assert rows["items", "2024"].values["items"]["2"] == ["label", "人口 65歳以上 人"]


def test_a_figure_nobody_understands_is_a_fault_with_its_line(app: Flask) -> None:
    rows = found("statistics", statistics({"R6年": [[19, 1901, 19201, "山梨県", "甲府市", "市", "約18万", 1, 2, 3]]}))
    assert [row.line for row in rows if isinstance(row, Fault)] == [9]


def test_a_workbook_without_years_is_refused(app: Flask) -> None:
    with pytest.raises(NotRecognised, match="年の名前のシートがありません"):
        found("statistics", statistics({"目次": []}))
