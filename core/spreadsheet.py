"""Tables as files that Excel opens as they are: CSV as UTF-8 with BOM, or xlsx; no cell that it would take for a formula."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Response

from core import clock
from core.office import as_file, clean, columns, write_beside

if TYPE_CHECKING:
    from openpyxl.cell import Cell

FORMULA = frozenset("=+-@−")
"""Japanese Excel takes the full-width ＝ ＋ － ＠ for the same, so cells are looked at as NFKC."""

BLANK = " \u3000\u00a0\u200b\ufeff\t\r\n"

EXACT = 10**15
"""Excel keeps fifteen figures of a number; a longer one stays text, so that none of them becomes a zero."""

TYPE = "游ゴシック"
"""Excel's own in Japan."""

WIDEST, NARROWEST, SHEET = 48, 14, 150
"""Columns of half-width signs: of the widest and the narrowest long text, and how many a sheet of A4 takes before its type gets small."""

LINE = 18.75
"""Points of one line."""

LOOKED_AT = 500
"""Rows that say how wide a column is."""

Sheet = tuple[str, Sequence[object], Iterable[Sequence[object]]]
"""Title, header, rows."""


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The table as a download called `name`.csv (ASCII)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_answer(name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The same as a workbook of one sheet: every cell is text, so telephone numbers keep their zeros and nothing is calculated."""
    return workbook_answer(name, [(title, header, ([clean(cell) for cell in row] for row in rows))])


def workbook_answer(name: str, sheets: Iterable[Sheet]) -> Response:
    """A workbook of several sheets: numbers can be calculated with, days and moments (Japan's) are such, all else is text.

    `name` may be Japanese. Titles are cut to what Excel takes for the name of a sheet.
    """
    told = [
        (str(title), [str(word) for word in header], [[_plain(cell) for cell in row] for row in rows]) for title, header, rows in sheets
    ]
    return as_file(write_beside(_workbook, clean(name), told), name, "xlsx")


Plain = str | int | float | Decimal | date


def _plain(cell: object) -> Plain:
    """What a cell may hold. It is made here, where the language of the request is known, and not where the file is written."""
    if isinstance(cell, datetime):
        return clock.in_japan(cell).replace(tzinfo=None)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return clean(cell)
    return cell if math.isfinite(cell) and -EXACT < cell < EXACT else str(cell)


def _workbook(name: str, sheets: list[tuple[str, list[str], list[list[Plain]]]]) -> bytes:
    from openpyxl import Workbook

    book, dress = Workbook(write_only=True), _Dress()
    book._fonts[0] = dress.usual  # type: ignore[attr-defined]  # of cells that somebody fills later; else it is a Latin one
    book.properties.title, book.properties.creator = name, ""
    for number, (title, header, rows) in enumerate(sheets, start=1):
        sheet = book.create_sheet(_sheet_name(title, number, book.sheetnames))
        widths = _lay_out(sheet, header, rows)
        _set_paper(sheet, name)
        sheet.append([dress.cell(sheet, word, heads=True) for word in header])
        for place, row in enumerate(rows, start=2):
            sheet.row_dimensions[place].height = _height(row, widths)
            sheet.append([dress.cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lay_out(sheet: Any, header: list[str], rows: list[list[Plain]]) -> list[int]:
    """Headings stay in sight; every column can be sifted, and is as wide as what stands in it. The widths."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    if header:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    widths = _widths(header, rows[:LOOKED_AT])
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    return widths


def _widths(header: list[str], rows: list[list[Plain]]) -> list[int]:
    """Of long texts as much as lets all columns stand on one sheet of paper in a type that can be read; the rest is wrapped."""
    least = [columns(word) + 4 for word in header]  # the button of the filter
    wanted = [max(wide, *(_wide(row[place]) for row in rows if place < len(row)), 0) for place, wide in enumerate(least)]
    most = next((most for most in range(WIDEST, NARROWEST, -2) if sum(min(most, wide) for wide in wanted) <= SHEET), NARROWEST)
    return [max(wide, min(most, asked)) for wide, asked in zip(least, wanted, strict=True)]


def _wide(said: Plain) -> int:
    if isinstance(said, date):
        return 17 if isinstance(said, datetime) else 12
    return max((columns(line) for line in str(said).split("\n")), default=0) + 2


def _height(row: list[Plain], widths: list[int]) -> float | None:
    """Of a row with wrapped text, which LibreOffice does not measure by itself; Excel has none above 409 points."""
    texts = [(said, wide - 1) for said, wide in zip(row, widths, strict=False) if isinstance(said, str)]
    lines = max((sum(max(1, -(-columns(line) // wide)) for line in said.split("\n")) for said, wide in texts), default=1)
    return min(LINE * lines, 409) if lines > 1 else None


def _set_paper(sheet: Any, name: str) -> None:
    """A4, lying: as wide as the sheet, with the headings on each page, the name above it and the number of the page below."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight = 9, "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    called = "" if name.isascii() else name[:100]  # "institutions" says nothing to who reads it
    sheet.oddHeader.left.text, sheet.oddHeader.right.text = called.replace("&", "&&"), "&A"
    sheet.oddFooter.center.text = "&P / &N"


class _Dress:
    """How cells look: ruled, in a Japanese type, text at the top and wrapped."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self.usual, self.bold = Font(name=TYPE, charset=128, sz=11), Font(name=TYPE, charset=128, sz=11, b=True)
        self.place, line = Alignment(vertical="top", wrap_text=True), Side(style="thin", color="FFBFBFBF")
        self.first = Alignment(horizontal="left", vertical="top")  # else a day touches the text of the next column
        self.rule, self.grey = Border(line, line, line, line), PatternFill("solid", start_color="FFF0F0F0")

    def cell(self, sheet: Any, said: Plain, *, heads: bool = False) -> Cell:
        from openpyxl.cell import WriteOnlyCell

        made: Cell = WriteOnlyCell(sheet)
        made.value = clean(said) if isinstance(said, str) else said
        if isinstance(said, str):
            made.data_type = "s"  # openpyxl would take "=…" for a formula
        elif isinstance(said, date):
            made.number_format = "yyyy/m/d h:mm" if isinstance(said, datetime) else "yyyy/m/d"
        made.font, made.border = self.bold if heads else self.usual, self.rule
        made.alignment = self.first if isinstance(said, date) else self.place
        if heads:
            made.fill = self.grey
        return made


def _sheet_name(title: str, number: int, taken: list[str]) -> str:
    """At most 31 characters, none of those Excel refuses, and no two alike."""
    name = re.sub(r"[\[\]:*?/\\\s]+", " ", clean(title)).strip(" '")[:31].strip(" '") or f"Sheet{number}"
    if name.lower() in {other.lower() for other in taken} | {"history"}:
        name = f"{name[:27]} {number}"
    return name


def harmless(cell: object) -> str:
    """The cell as text; what begins like a formula gets an apostrophe in front, which Excel shows as text."""
    text = "" if cell is None else str(cell)
    begins = text.lstrip(BLANK)
    risky = text.startswith(("\t", "\r", "\n")) or (len(begins) > 1 and unicodedata.normalize("NFKC", begins[0]) in FORMULA)
    return f"'{text}" if risky else text
