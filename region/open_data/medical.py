"""医療情報ネット（ナビイ） オープンデータ (厚生労働省, PDL1.0): hospitals, clinics, dentists, maternity homes, pharmacies, and their hours.

The files have no telephone numbers and no 開設者. A row of a facility file makes an institution; the rows of an hours file are gathered by
institution (they may stand anywhere in it) and only say more about one that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, BinaryIO

from flask_babel import gettext as _

from region.codes import PREFECTURES, with_check_digit
from region.models.institution_source import MEDICAL as SOURCE
from region.open_data.csv_file import Fault, Record, header_of, nearest, records
from region.open_data.gathering import gathered
from region.open_data.medical_columns import BY_KIND, HOURS, LAYOUTS, Layout
from region.open_data.medical_facts import facts_of
from region.open_data.municipality_names import municipality_in
from region.open_data.opening import pack
from region.open_data.publication import Facts, Publication, Row, publish
from region.open_data.values import count, narrow, place, web_address

LICENCE = "出典：医療情報ネット（ナビイ）（厚生労働省）"
LICENCE_NAME = "公共データ利用規約（PDL1.0）"
ID, KIND, PREFECTURE, MUNICIPALITY = "ID", "機関区分", "都道府県コード", "市区町村コード"
LIMITS = (200, 200, 400)
"""The longest name, reading and address."""
MOST_LINES = 600
"""Lines of hours of one institution; 127 departments with three times each are 381."""


class Medical(Publication):
    """One ID is one institution: its facility row, and beside it its hours."""

    source, title, licence, licence_name, rank = SOURCE, "医療情報ネット（ナビイ） オープンデータ", LICENCE, LICENCE_NAME, 10

    def order(self, stream: BinaryIO) -> int:
        return 1 if _layout(stream) is HOURS else 0

    def read(self, stream: BinaryIO, file_name: str) -> Iterator[Row | Fault]:
        layout = _layout(stream)
        if layout is HOURS:
            yield from _hours(stream)
            return
        for record in records(stream, layout.columns):
            yield record if isinstance(record, Fault) else _facility(record, layout)

    def fields(self, said: Sequence[Any]) -> dict[str, Any]:
        facility = next((one for one in said if one.service != HOURS.kind), None)
        return _fields(BY_KIND[facility.service], facility.values) if facility else {}

    def facts(self, said: Sequence[Any]) -> Facts:
        return facts_of(said)

    def names(self, row: Row) -> tuple[str, str] | None:
        address = BY_KIND[row.service].texts[2]
        name = municipality_in(row.values.get(address, ""), row.municipality_code)
        return (PREFECTURES[row.municipality_code[:2]], name) if name else None

    def label(self, values: Mapping[str, Any]) -> str:
        return str(values.get("正式名称") or values.get("名称") or _("診療時間"))

    def municipality_of(self, values: Mapping[str, Any]) -> str:
        code = f"{values.get(PREFECTURE, '')}{values.get(MUNICIPALITY, '')}"
        return with_check_digit(code) if len(code) == 5 else ""

    def founds(self, row: Row) -> bool:
        return row.service != HOURS.kind

    def answers_for(self, row: Row) -> tuple[str, str] | None:
        return (row.service, row.municipality_code) if self.founds(row) else None


def _layout(stream: BinaryIO) -> Layout:
    """Which kind of file this is, by its header. Raises NotRecognised where that cannot be read at all."""
    columns = nearest(header_of(stream), [layout.columns for layout in LAYOUTS])
    return next(layout for layout in LAYOUTS if layout.columns == columns)


def _facility(record: Record, layout: Layout) -> Row | Fault:
    cells = dict(zip(layout.columns, (_tidy(field) for field in record.fields), strict=True))
    number = narrow(cells[ID])
    key = (number, layout.kind) if re.fullmatch(r"[0-9A-Za-z]{1,20}", number) else None
    wrong = _wrong(cells, layout, key)
    if wrong or not key:
        return Fault(record.line, wrong, key)
    code = with_check_digit(narrow(cells[PREFECTURE]) + narrow(cells[MUNICIPALITY]))
    return Row(record.line, number, layout.kind, code, _kept(cells, layout))


def _wrong(cells: Mapping[str, str], layout: Layout, key: tuple[str, str] | None) -> str:
    """What is wrong with a row; nothing of most."""
    prefecture, municipality = narrow(cells[PREFECTURE]), narrow(cells[MUNICIPALITY])
    if not key:
        return str(_("IDの「%(id)s」は、20けたまでの番号ではありません。", id=cells[ID][:30]))
    if prefecture not in PREFECTURES:
        return str(_("都道府県コード「%(code)s」が一覧にありません。", code=prefecture[:20]))
    if not re.fullmatch(r"[0-9]{3}", municipality):
        return str(_("市区町村コード「%(code)s」は3けたの番号ではありません。", code=municipality[:20]))
    if not cells[layout.texts[0]]:
        return str(_("「%(column)s」が空です。", column=layout.texts[0]))
    for column, limit in zip(layout.texts, LIMITS, strict=False):
        if len(cells[column]) > limit:
            return str(_("「%(column)s」が長すぎます（%(limit)d文字まで）。", column=column, limit=limit))
    return ""


def _kept(cells: Mapping[str, str], layout: Layout) -> dict[str, Any]:
    """Every column that says something: single ones by their names, groups as one text."""
    grouped = {column for group in layout.groups for column in group.columns}
    kept: dict[str, Any] = {column: text for column, text in cells.items() if text and column not in grouped and column != ID}
    for group in layout.groups:
        told = [narrow(cells[column]) for column in group.columns]
        packed = pack([_plain(one) for one in told]) if group.times else "".join(one if one in ("0", "1") else "-" for one in told)
        if packed.strip("-"):
            kept[group.name] = packed
    return kept | {name: narrow(kept[name]) for name in (PREFECTURE, MUNICIPALITY)}


def _fields(layout: Layout, values: Mapping[str, Any]) -> dict[str, Any]:
    name, kana, address, north, east, url, _off = layout.texts
    has_beds = layout.kind == "clinic" and bool(count(values.get("合計病床数", "")))
    return {
        "name": values.get(name),
        "name_kana": values.get(kana),
        "type": "clinic_with_beds" if has_beds else layout.type,
        "municipality_code": with_check_digit(values[PREFECTURE] + values[MUNICIPALITY]),
        "address": values.get(address),
        "url": web_address(values.get(url, "")),
        **place(values.get(north, ""), values.get(east, "")),
    }


def _hours(stream: BinaryIO) -> Iterator[Row | Fault]:
    """One row for each institution: its departments with their times, wherever they stand in the file."""
    with gathered(records(stream, HOURS.columns), by=lambda record: narrow(record.fields[0])) as (faults, told):
        yield from faults
        for number, lines in groupby(told, key=lambda pair: pair[0]):
            found = [record for _number, record in islice(lines, MOST_LINES)]
            yield from (Fault(one.line, _("同じIDの行が多すぎます（%(most)d行まで）。", most=MOST_LINES)) for _number, one in lines)
            if not re.fullmatch(r"[0-9A-Za-z]{1,20}", number):
                yield from (Fault(one.line, _("IDの「%(id)s」は、20けたまでの番号ではありません。", id=number[:30])) for one in found)
                continue
            departments, wrong = _departments(found)
            yield from wrong
            if departments:
                yield Row(found[0].line, number, HOURS.kind, "", departments)


def _departments(found: Sequence[Record]) -> tuple[dict[str, Any], list[Fault]]:
    """By code: the name, and times by slot."""
    departments: dict[str, Any] = {}
    wrong: list[Fault] = []
    for record in found:
        cells = [_tidy(field) for field in record.fields]
        code, name, slot = narrow(cells[1]), cells[2], narrow(cells[3])
        if not re.fullmatch(r"[0-9A-Z]{1,5}", code) or not name or slot not in ("1", "2", "3"):
            wrong.append(Fault(record.line, _("診療科目か診療時間帯が読めません。")))
            continue
        times = [pack([_plain(narrow(cell)) for cell in cells[start : start + 16]]) for start in (4, 20)]
        entry = departments.setdefault(code, {"name": name[:200]})
        entry |= {key: told for key, told in zip((slot, f"受付{slot}"), times, strict=True) if told}
    return departments, wrong


def _tidy(field: str) -> str:
    return field.replace("\xa0", " ").strip()


def _plain(time: str) -> str:
    """A time as it is written, but never what would be taken for the edge of another."""
    return time.translate({ord(","): "", ord("-"): ""})[:5]


MEDICAL = publish(Medical())
