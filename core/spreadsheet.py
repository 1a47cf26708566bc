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
from core.office import as_file, clean, write_beside

if TYPE_CHECKING:
    from openpyxl.cell import Cell

FORMULA = frozenset("=+-@−")
"""Japanese Excel takes the full-width ＝ ＋ － ＠ for the same, so cells are looked at as NFKC."""

BLANK = " \u3000\u00a0\u200b\ufeff\t\r\n"

EXACT = 10**15
"""Excel keeps fifteen figures of a number; a longer one stays text, so that none of them becomes a zero."""

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
    return as_file(write_beside(_workbook, told), name, "xlsx")


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


def _workbook(sheets: list[tuple[str, list[str], list[list[Plain]]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for number, (title, header, rows) in enumerate(sheets, start=1):
        sheet = book.create_sheet(_sheet_name(title, number, book.sheetnames))
        _lay_out(sheet, header)
        sheet.append([_written(sheet, word, bold=True) for word in header])
        for row in rows:
            sheet.append([_written(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lay_out(sheet: Any, header: list[str]) -> None:
    """Headings stay in sight, on the screen and on each printed page (A4, lying)."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    for column, word in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = max(10, min(40, 2 * len(word) + 4))
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight = 9, "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _written(sheet: Any, said: Plain, *, bold: bool = False) -> Cell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    made: Cell = WriteOnlyCell(sheet)
    made.value = clean(said) if isinstance(said, str) else said
    if isinstance(said, str):
        made.data_type = "s"  # openpyxl would take "=…" for a formula
    elif isinstance(said, date):
        made.number_format = "yyyy/m/d h:mm" if isinstance(said, datetime) else "yyyy/m/d"
    made.font, made.alignment = Font(bold=bold), Alignment(vertical="top", wrap_text=True)
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
