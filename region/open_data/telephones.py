"""Telephone numbers of medical institutions from lists of the regional bureaus (コード内容別医療機関一覧表), each laid out in its own way.

Which column holds what is told by whoever imports. A list makes no institution: it fills the telephone where every other source has none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from flask_babel import gettext as _

from core.folding import fold
from region.models.institution_source import TELEPHONES as SOURCE
from region.open_data.csv_file import Fault, NotRecognised, Record
from region.open_data.publication import Publication, Row, publish
from region.open_data.tables import table_rows
from region.open_data.values import narrow, telephone

LICENCE = "出典：地方厚生局 コード内容別医療機関一覧表"
LICENCE_NAME = "各厚生局の利用規約による"
NUMBER, NAME, ADDRESS, TELEPHONE = "number", "name", "address", "telephone"
USUAL = {
    NUMBER: ("医療機関番号", "医療機関コード", "保険医療機関番号", "薬局番号", "番号"),
    NAME: ("医療機関名称", "医療機関名", "名称", "薬局名称", "施設名"),
    ADDRESS: ("医療機関所在地", "所在地", "住所", "薬局所在地"),
    TELEPHONE: ("電話番号", "医療機関電話番号", "電話", "TEL"),
}
"""What columns are called as a rule, where nobody says otherwise."""
TITLE_LINES = 30
"""Lines above the header that may hold a title, a date, a bureau's name."""


@dataclass(frozen=True)
class Telephones(Publication):
    """A list with its columns. `columns` names those that are called otherwise than usual."""

    columns: Mapping[str, str] = field(default_factory=dict)
    source, title, licence, licence_name, rank = SOURCE, "電話番号の名簿", LICENCE, LICENCE_NAME, 90

    def read(self, stream: BinaryIO, file_name: str) -> Iterator[Row | Fault]:
        with closing(table_rows(stream)) as rows:
            places = self._header(rows)
            for record in rows:
                if isinstance(record, Fault):
                    yield record
                elif any(fold(cell) for cell in record.fields):
                    yield _row(record, places)

    def fields(self, said: Sequence[Any]) -> dict[str, Any]:
        return {"telephone": said[0].values[TELEPHONE]}

    def candidate(self, row: Row) -> dict[str, Any]:
        return {name: row.values.get(name) for name in (NAME, ADDRESS, TELEPHONE)}

    def label(self, values: Mapping[str, Any]) -> str:
        return str(values[NAME])

    def municipality_of(self, values: Mapping[str, Any]) -> str:
        return ""

    def founds(self, row: Row) -> bool:
        return False

    def answers_for(self, row: Row) -> None:
        return None

    def _header(self, rows: Iterator[Record | Fault]) -> dict[str, int]:
        """Where each thing stands. Raises NotRecognised, naming what was looked for."""
        for _number, record in zip(range(TITLE_LINES), rows, strict=False):
            if not isinstance(record, Record):
                continue
            names = [fold(cell) for cell in record.fields]
            places = {what: at for what in USUAL if (at := self._place(what, names)) is not None}
            if {NAME, TELEPHONE} <= places.keys() and self.columns.keys() <= places.keys():
                return places
        wanted = "、".join(self.columns.get(what) or USUAL[what][0] for what in (NAME, TELEPHONE))
        raise NotRecognised(_("「%(names)s」の列が、はじめの%(count)d行に見つかりません。", names=wanted, count=TITLE_LINES))

    def _place(self, what: str, names: Sequence[str]) -> int | None:
        wanted = [self.columns[what]] if self.columns.get(what) else USUAL[what]
        return next((names.index(fold(name)) for name in wanted if fold(name) in names), None)


def _row(record: Record, places: Mapping[str, int]) -> Row | Fault:
    said = {what: record.fields[at].strip() for what, at in places.items() if at < len(record.fields) and record.fields[at].strip()}
    number = re.sub(r"[^0-9A-Z]", "", narrow(said.get(NUMBER, "")).upper())
    called = telephone(said.get(TELEPHONE, "").split("\n")[0].strip() or None)
    if not said.get(NAME):
        return Fault(record.line, _("名前がありません。"))
    if not called:
        return Fault(record.line, _("電話番号がありません。"))
    if max(len(said[NAME]), len(said.get(ADDRESS, "")) // 2) > 200 or len(number) > 20:
        return Fault(record.line, _("名前・住所・番号が長すぎます。"))
    told = f"{fold(said[NAME])}|{fold(said.get(ADDRESS, ''))}"
    key = number or f"x{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    return Row(record.line, key, SOURCE, "", {**said, TELEPHONE: called})


TELEPHONES = publish(Telephones())
