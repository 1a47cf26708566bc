"""Lists that everybody lays out in their own way, as CSV or as a workbook: rows of cells with their line, whatever is broken in them."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from flask_babel import gettext as _
from openpyxl import load_workbook

from region.open_data.archives import check_sizes
from region.open_data.csv_file import Fault, NotRecognised, Record, loose_records

WIDEST = 400
"""Columns that are looked at."""
LONGEST = 1_048_576
"""Rows of a sheet in Excel; a row said to stand below would be waited for without end."""


def table_rows(stream: BinaryIO) -> Generator[Record | Fault, None, None]:
    """The rows of a CSV, or of the first sheet of a workbook that holds any. Raises NotRecognised."""
    if not is_workbook(stream):
        yield from loose_records(stream)
        return
    with workbook(stream) as book:
        for sheet in book.worksheets:
            found = False
            for row in sheet_rows(sheet):
                found = True
                yield row
            if found:
                return


def is_workbook(stream: BinaryIO) -> bool:
    """Does it begin like an xlsx file? Rewinds."""
    begins = stream.read(4)
    stream.seek(0)
    return begins == b"PK\x03\x04"


@contextmanager
def workbook(stream: BinaryIO) -> Iterator[Any]:
    """An xlsx file, read row by row. Raises NotRecognised, also for what would not fit into memory."""
    book = _opened(stream)
    try:
        yield book
    finally:
        book.close()


def _opened(stream: BinaryIO) -> Any:
    try:
        with zipfile.ZipFile(stream) as archive:
            check_sizes(archive, most=200 * 1024 * 1024)
        stream.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions of Excel that do not matter here
            return load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except NotRecognised:
        raise
    except Exception as broken:
        raise NotRecognised(_("Excelのファイル（xlsx）として読めません。公表されたままのファイルを選んでください。")) from broken


def sheet_rows(sheet: Any) -> Iterator[Record | Fault]:
    """The rows of one sheet that hold anything; codes that Excel took for numbers are whole numbers again."""
    line = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet.reset_dimensions()  # what a file says of its own size is not believed
            for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=WIDEST, max_row=LONGEST), start=1):
                if cells.count(None) == len(cells):  # what the library fills gaps with: there may be a million
                    continue
                told = [_cell(cell) for cell in cells]
                while told and not told[-1]:
                    told.pop()
                if told:
                    yield Record(line, told)
    except (GeneratorExit, NotRecognised):
        raise
    except Exception:  # noqa: BLE001 - as above
        yield Fault(line + 1, _("ここから先のシートが壊れていて、読めません。"))


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()
