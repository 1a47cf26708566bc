"""Tables as files that Excel opens as they are: CSV as UTF-8 with BOM, or xlsx; no cell that it would take for a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from flask import Response

FORMULA = frozenset("=+-@−")
"""Japanese Excel takes the full-width ＝ ＋ － ＠ for the same, so cells are looked at as NFKC."""

BLANK = " \u3000\u00a0\u200b\ufeff\t\r\n"


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
    from openpyxl import Workbook
    from openpyxl.cell import Cell, WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for column, word in enumerate(header):
        sheet.column_dimensions[chr(65 + column) if column < 26 else f"A{chr(39 + column)}"].width = max(10, min(40, 2 * len(word) + 4))

    def written(cell: object, *, bold: bool = False) -> Cell:
        made = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", "" if cell is None else str(cell)))
        made.data_type = "s"  # openpyxl would take "=…" for a formula
        made.font, made.alignment = Font(bold=bold), Alignment(vertical="top", wrap_text=True)
        return made

    sheet.append([written(cell, bold=True) for cell in header])
    for row in rows:
        sheet.append([written(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    answer = Response(file.getvalue(), mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def harmless(cell: object) -> str:
    """The cell as text; what begins like a formula gets an apostrophe in front, which Excel shows as text."""
    text = "" if cell is None else str(cell)
    begins = text.lstrip(BLANK)
    risky = text.startswith(("\t", "\r", "\n")) or (len(begins) > 1 and unicodedata.normalize("NFKC", begins[0]) in FORMULA)
    return f"'{text}" if risky else text
