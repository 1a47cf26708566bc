"""Workbooks of several sheets: officials calculate with their numbers, days are days, and nothing in them is a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from core.spreadsheet import Sheet, workbook_answer, xlsx_answer


def book(*sheets: Sheet) -> Workbook:
    return load_workbook(io.BytesIO(workbook_answer("book", sheets).data))


def written(*cells: object) -> list[Cell]:
    sheet = book(("一覧", ["x"] * len(cells), [cells])).active
    assert sheet is not None
    return [cell for cell in sheet[2] if isinstance(cell, Cell)]


def test_each_sheet_has_its_title_header_and_rows(app: Flask) -> None:
    made = book(("指標", ["年度", "件数"], [["令和8", 12]]), (lazy_gettext("課題"), [lazy_gettext("題名")], iter([["夜間の薬"], ["様式"]])))
    assert made.sheetnames == ["指標", "課題"]
    assert [[cell.value for cell in row] for row in made["課題"].iter_rows()] == [["題名"], ["夜間の薬"], ["様式"]]
    assert made["指標"]["A1"].font.b
    assert not made["指標"]["A2"].font.b
    assert made["指標"].print_title_rows == "$1:$1"


@pytest.mark.parametrize(("said", "value"), [(3, 3), (0, 0), (2.5, 2.5), (Decimal("0.4"), 0.4), (-1, -1)])
def test_numbers_stay_numbers(app: Flask, said: object, value: float) -> None:
    (cell,) = written(said)
    assert (cell.value, cell.data_type) == (value, "n")


def test_days_and_moments_are_such_and_japans(app: Flask) -> None:
    day, moment = written(date(2026, 4, 1), datetime(2026, 3, 31, 15, 30, tzinfo=UTC))
    assert (day.is_date, day.number_format, day.value) == (True, "yyyy/m/d", datetime(2026, 4, 1))  # noqa: DTZ001 - Excel has no zones
    assert (moment.is_date, moment.value) == (True, datetime(2026, 4, 1, 0, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("=1+1", "=1+1"), ("@SUM(A1)", "@SUM(A1)"), ("0550000203", "0550000203"), (True, "True"), (float("nan"), "nan"),
        (float("-inf"), "-inf"), (Decimal("NaN"), "NaN"), (1234567890123456789, "1234567890123456789"),
        ("制\x0b御\x00", "制御"), ("半\ud800分\ufffe", "半分"),
    ],
)  # fmt: skip
def test_all_else_is_text_that_nothing_breaks(app: Flask, said: object, text: str) -> None:
    (cell,) = written(said)
    assert (cell.value, cell.data_type) == (text, "s")


def test_nothing_is_an_empty_cell(app: Flask) -> None:
    assert not written(None)[0].value


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["A/B:C*?[x]\\"], ["A B C x"]), (["あ" * 40], ["あ" * 31]), (["", "''"], ["Sheet1", "Sheet2"]), (["x", "X"], ["x", "X 2"]),
        (["History"], ["History 1"]), (["a" * 31, "A" * 31], ["a" * 31, "A" * 27 + " 2"]), (["\ud800\x00x"], ["x"]),
    ],
)  # fmt: skip
def test_any_title_becomes_the_name_of_a_sheet(app: Flask, titles: list[str], names: list[str]) -> None:
    assert book(*[(title, ["x"], []) for title in titles]).sheetnames == names


def test_a_wide_table_has_columns_for_all(app: Flask) -> None:
    header: Sequence[str] = [f"見出し{number}" for number in range(800)]
    sheet = book(("x", header, [range(800)])).active
    assert sheet is not None
    assert sheet.cell(2, 800).value == 799


def test_the_file_has_its_japanese_name(app: Flask) -> None:
    said = workbook_answer("指標の一覧", [("x", ["y"], [])]).headers["Content-Disposition"]
    assert said.startswith("attachment; filename=\"renkei.xlsx\"; filename*=UTF-8''%E6%8C%87")


def test_one_sheet_of_text_keeps_its_zeros_and_its_numbers_are_text(app: Flask) -> None:
    sheet = load_workbook(io.BytesIO(xlsx_answer("list", "名簿", ["電話", "数"], [["0550000203", 3]]).data)).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("0550000203", "s"), ("3", "s")]


LONG = "夜間の往診を頼める診療所の一覧を、医師会が毎月配る。" * 4


def sheet_of(header: Sequence[str], rows: list[list[object]], name: str = "報告書") -> Worksheet:
    sheet = load_workbook(io.BytesIO(workbook_answer(name, [("課題", header, rows)]).data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def widths(sheet: Worksheet) -> list[float]:
    return [sheet.column_dimensions[letter].width for letter in "ABCDE"]


def test_columns_are_as_wide_as_what_stands_in_them(app: Flask) -> None:
    short, day, moment, text, number = widths(
        sheet_of(["番号", "日", "とき", "内容", "数"], [["K-01", date(2026, 12, 31), datetime(2026, 12, 31, 23, 59, tzinfo=UTC), LONG, 12]])
    )
    assert short == 8
    assert (day, moment) == (12, 17)  # else Excel shows ###
    assert 40 <= text <= 48
    assert number < 10


def test_many_long_texts_still_fit_a_sheet_of_paper_and_every_row_shows_all_of_them(app: Flask) -> None:
    sheet = sheet_of(["課題", "方策", "担当", "ねらい", "理由"], [[LONG] * 5, ["短い"] * 5])
    assert sum(widths(sheet)) <= 150
    high, low = sheet.row_dimensions[2].height, sheet.row_dimensions[3].height
    assert high is not None
    assert 5 * 18 < high <= 409
    assert low is None  # Excel measures it by itself
    cell = sheet["A2"]
    assert (cell.alignment.wrap_text, cell.font.name, cell.border.left.style) == (True, "游ゴシック", "thin")


def test_a_workbook_prints_on_lying_a4_and_can_be_sifted(app: Flask) -> None:
    sheet = sheet_of(["課題", "方策"], [["a", "b"]], name="A&B 報告書")
    fits = sheet.sheet_properties.pageSetUpPr
    assert fits
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, fits.fitToPage) == ("landscape", 9, True)
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B2", "A1:B2", "$1:$1")
    above, below = sheet.oddHeader, sheet.oddFooter
    assert above
    assert below
    assert above.left
    assert above.right
    assert below.center
    assert (above.left.text, above.right.text, below.center.text) == ("A&&B 報告書", "&A", "&P / &N")
