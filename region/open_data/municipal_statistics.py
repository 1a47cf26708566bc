"""在宅医療にかかる地域別データ集 (厚生労働省): a workbook with a sheet for each year, a row for each municipality, a column for each item.

Blank, 0, masked and － are four different things, and a fifth is a mark that says the figure is not known; each value keeps its state.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from flask_babel import gettext as _

from core.folding import fold
from region.codes import PREFECTURES, with_check_digit
from region.open_data.csv_file import Fault, NotRecognised, Record
from region.open_data.publication import Publication, Row
from region.open_data.tables import is_workbook, sheet_rows, workbook

SOURCE = "municipal_statistics"
LICENCE = "出典：在宅医療にかかる地域別データ集（厚生労働省）"
LICENCE_NAME = "公共データ利用規約（PDL1.0）"
ITEMS = "items"
"""The number of the row that tells what a year's items are called."""
LABEL = "label"
_YEAR = re.compile(r"R([0-9]{1,2})年")
_HEADS = 12
_COLUMNS = {"code": ("市区町村コード", 3), "area": ("二次医療圏コード", 2), "prefecture": ("都道府県", 4), "name": ("市区町村", 5)}
"""What the columns before the items are called, and where they stand as a rule."""


class State(StrEnum):
    """What stands in a cell."""

    VALUE = "value"
    BLANK = "blank"
    MASKED = "masked"
    DASH = "dash"
    UNKNOWN = "unknown"


_MARKS = {"": State.BLANK, "-": State.DASH, "ー": State.DASH, "x": State.MASKED, "*": State.MASKED, "※": State.MASKED}
_UNKNOWN = {"...", "…", "・", "･", "・・・", "n/a", "#n/a"}


def told(cell: str) -> tuple[State, float | None] | None:
    """State and value of a cell; None for what is neither a number nor a mark anybody knows."""
    plain = fold(cell)
    if set(plain) in ({"*"}, {"x"}, {"-"}):
        plain = plain[0]
    if plain in _MARKS:
        return _MARKS[plain], None
    if plain in _UNKNOWN or fold(plain) in {fold(mark) for mark in _UNKNOWN}:
        return State.UNKNOWN, None
    if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", number := plain.replace(",", "")):
        return State.VALUE, float(number)
    return None


@dataclass
class _Sheet:
    """What the head of a sheet tells: where the items stand, and what they are called."""

    year: int
    places: dict[str, int] = field(default_factory=lambda: {name: at for name, (_word, at) in _COLUMNS.items()})
    items: dict[str, int] = field(default_factory=dict)
    words: list[list[str]] = field(default_factory=list)
    line: int = 1

    def look(self, record: Record) -> None:
        """Learns from one line above the municipalities."""
        cells = [re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)) for cell in record.fields]
        numbers = {cell: at for at, cell in enumerate(cells) if re.fullmatch(r"[0-9]{1,3}(-[0-9]{1,2})?", cell) and at > 4}
        if not self.items and len(numbers) > 1 and "1" in numbers:
            self.items, self.line = numbers, record.line
        elif self.items:
            self.words.append(cells)
        for name, (word, _at) in _COLUMNS.items():
            found = [at for at, cell in enumerate(cells) if cell == fold(word)]
            if found:
                self.places[name] = found[0]

    def labels(self) -> dict[str, list[str]]:
        """The words above each item, from the top down, and its unit; what stands over several columns counts for each of them."""
        found: dict[str, list[str]] = {item: [] for item in self.items}
        for row in self.words[1:]:  # the first says when the data is of
            said = ""
            for at in range(min(self.items.values()), max(self.items.values()) + 1):
                said = row[at] if at < len(row) and row[at] else said
                for item, place in self.items.items():
                    if place == at and said and not re.fullmatch(r"[-\d.,]+", said) and said not in found[item]:
                        found[item].append(said)
        return {item: [LABEL, " ".join(words)[:300]] for item, words in found.items()}


class MunicipalStatistics(Publication):
    """One row for each municipality and year."""

    source, title, licence, licence_name = SOURCE, "在宅医療にかかる地域別データ集", LICENCE, LICENCE_NAME

    def read(self, stream: BinaryIO, file_name: str) -> Iterator[Row | Fault]:
        if not is_workbook(stream):
            raise NotRecognised(_("Excelのファイル（xlsx）として読めません。公表されたままのファイルを選んでください。"))
        with workbook(stream) as book:
            sheets = [(int(found[1]), sheet) for sheet in book.worksheets if (found := _YEAR.search(_plain_title(sheet.title)))]
            if not sheets:
                raise NotRecognised(_("「R6年」のような、年の名前のシートがありません。"))
            for year, sheet in sheets:
                yield from _rows(_Sheet(2018 + year), sheet_rows(sheet))

    def fields(self, said: Sequence[Any]) -> dict[str, Any]:
        values = said[0].values
        shown = {item: state if value is None else value for item, (state, value) in values.get("items", {}).items()}
        return {**shown, "area": values.get("area", "")}

    def label(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def municipality_of(self, values: Mapping[str, Any]) -> str:
        return str(values.get("code", ""))

    def founds(self, row: Row) -> bool:
        return False

    def answers_for(self, row: Row) -> tuple[str, str] | None:
        return (row.service, "") if row.number != ITEMS else None


def _plain_title(title: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(title))).upper()


def _rows(sheet: _Sheet, found: Iterator[Record | Fault]) -> Iterator[Row | Fault]:
    begun = False
    for record in found:
        if isinstance(record, Fault):
            yield record
        elif begun or (_code(sheet, record) and sheet.items):
            if not begun:
                begun = True
                yield Row(sheet.line, ITEMS, str(sheet.year), "", {"items": sheet.labels()})
            yield from _municipality(sheet, record)
        else:
            sheet.look(record)
            if record.line > _HEADS and not sheet.items:
                yield Fault(record.line, _("%(year)d年のシートに、項目番号の行が見つかりません。", year=sheet.year))
                return


def _code(sheet: _Sheet, record: Record) -> str:
    """Five digits with their leading zero, which a workbook may have lost."""
    cell = _at(record, sheet.places["code"])
    return cell.zfill(5) if re.fullmatch(r"[0-9]{4,5}", cell) else ""


def _municipality(sheet: _Sheet, record: Record) -> Iterator[Row | Fault]:
    code, area = _code(sheet, record), _at(record, sheet.places["area"])
    if not code:
        if any(record.fields[: min(sheet.items.values())]) and re.search(r"\d", _at(record, sheet.places["code"])):
            yield Fault(
                record.line, _("市区町村コード「%(code)s」は5けたの番号ではありません。", code=_at(record, sheet.places["code"])[:20])
            )
        return
    if code[:2] not in PREFECTURES:
        yield Fault(record.line, _("市区町村コード「%(code)s」が一覧にありません。", code=code))
        return
    six, name = with_check_digit(code), _at(record, sheet.places["name"])[:40]
    if not name:
        yield Fault(record.line, _("「%(column)s」が空です。", column="市区町村"), (six, str(sheet.year)))
        return
    items: dict[str, list[Any]] = {}
    for item, place in sheet.items.items():
        state = told(_at(record, place))
        if state is None:
            wrong = _("項目%(item)sの「%(cell)s」が、数でも、知っている記号でもありません。", item=item, cell=_at(record, place)[:20])
            yield Fault(record.line, wrong, (six, str(sheet.year)))
            return
        items[item] = [state[0].value, state[1]]
    values = {"code": six, "area": area.zfill(4) if re.fullmatch(r"[0-9]{3,4}", area) else "", "name": name, "items": items}
    yield Row(record.line, six, str(sheet.year), six, values)


def _at(record: Record, place: int) -> str:
    cell = record.fields[place] if place < len(record.fields) else ""
    return unicodedata.normalize("NFKC", cell).strip()
