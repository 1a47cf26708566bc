"""障害福祉サービス等情報公表システム オープンデータ (WAM NET): 29 columns, one row for each office and kind of service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from flask_babel import gettext as _

from core.folding import fold
from region.codes import PREFECTURES, is_corporation_number, is_municipality_code, with_check_digit
from region.models.institution_source import DISABILITY as SOURCE
from region.open_data.csv_file import Fault, Record, header_of, records
from region.open_data.municipality_names import municipality_in
from region.open_data.opening import Span, hours, span
from region.open_data.publication import Facts, Publication, Row, publish
from region.open_data.values import narrow, place, telephone, web_address

LICENCE = "出典：障害福祉サービス等情報公表システム（独立行政法人福祉医療機構 WAM NET）"
LICENCE_NAME = "WAM NETの利用規約による"
CODE, SERVICE, NAME, KANA, NUMBER = "都道府県コード又は市区町村コード", "サービス種別", "事業所の名称", "事業所の名称_かな", "事業所番号"
TOWN, REST = "事業所住所（市区町村）", "事業所住所（番地以降）"
TIMES = {"平日": range(5), "土曜": (5,), "日曜": (6,), "祝日": (7,)}
COLUMNS = (
    CODE, "NO（※システム内の固有の番号、連番）", "指定機関名", "法人の名称", "法人の名称_かな", "法人番号", "法人住所（市区町村）",
    "法人住所（番地以降）", "法人電話番号", "法人FAX番号", "法人URL", SERVICE, NAME, KANA, NUMBER, TOWN, REST, "事業所電話番号",
    "事業所FAX番号", "事業所URL", "事業所緯度", "事業所経度", *(f"利用可能な時間帯（{day}）" for day in TIMES), "定休日",
    "利用可能曜日特記事項（留意事項）", "定員",
)  # fmt: skip
LIMITS = {NAME: 200, KANA: 200, "法人の名称": 200, SERVICE: 40}
_CONSULTING = re.compile("相談支援")
_RANGE = re.compile(r"(\d{1,2})[:時](\d{2})?分?(?:[~\-からー])+(\d{1,2})[:時](\d{2})?")


class Disability(Publication):
    """One office number is one institution; each kind of service keeps its own row."""

    source, title, licence, licence_name, rank = SOURCE, "障害福祉サービス等情報公表システム オープンデータ", LICENCE, LICENCE_NAME, 30

    def read(self, stream: BinaryIO, file_name: str) -> Iterator[Row | Fault]:
        for record in records(stream, _spelled(header_of(stream))):
            yield record if isinstance(record, Fault) else _row(record)

    def fields(self, said: Sequence[Any]) -> dict[str, Any]:
        first = min(said, key=lambda one: (bool(_CONSULTING.search(one.service)), one.service))
        return _fields(first.values, consults=all(_CONSULTING.search(one.service) for one in said))

    def facts(self, said: Sequence[Any]) -> Facts:
        rows = sorted(said, key=lambda one: one.service)
        if not rows:
            return {}
        places = [f"{one.values['定員']}人（{one.values[SERVICE]}）" for one in rows if one.values.get("定員")]
        told = {
            "opening_hours": _hours(rows[0].values),
            "services": {"text": "、".join(dict.fromkeys(one.values[SERVICE] for one in rows))},
            "size": {"text": f"定員 {'・'.join(places)}"} if places else None,
        }
        return {item: value for item, value in told.items() if value}

    def names(self, row: Row) -> tuple[str, str] | None:
        name = municipality_in(row.values.get(TOWN, ""), row.municipality_code)
        return (PREFECTURES[row.municipality_code[:2]], name) if name and row.municipality_code else None

    def label(self, values: Mapping[str, Any]) -> str:
        return str(values[NAME])

    def municipality_of(self, values: Mapping[str, Any]) -> str:
        return _six(values[CODE]) or narrow(values[CODE])[:2]

    def answers_for(self, row: Row) -> tuple[str, str] | None:
        return row.service, self.municipality_of(row.values)


def _spelled(found: Sequence[str]) -> Sequence[str]:
    """Our columns; remarks in brackets that begin with ※ are written one way or another."""
    plain = {re.sub(r"[（(]※[^）)]*[）)]", "", fold(name)): name for name in found}
    return [plain.get(re.sub(r"[（(]※[^）)]*[）)]", "", fold(name)), name) for name in COLUMNS]


def _row(record: Record) -> Row | Fault:
    cells = dict(zip(COLUMNS, (field.replace("（改行）", "\n").strip() for field in record.fields), strict=True))
    number, service = narrow(cells[NUMBER]), narrow(cells[SERVICE])
    key = (number, service) if re.fullmatch(r"[0-9A-Z]{10}", number) and service else None
    wrong = _wrong(cells, number, service)
    if wrong:
        return Fault(record.line, wrong, key)
    kept = {column: text for column, text in cells.items() if text and not (column == "定員" and narrow(text) == "0")}
    return Row(record.line, number, service, _six(cells[CODE]), kept)


def _wrong(cells: Mapping[str, str], number: str, service: str) -> str:
    code = narrow(cells[CODE])
    if code[:2] not in PREFECTURES or not re.fullmatch(r"[0-9]{2}|[0-9]{5,6}", code) or (len(code) == 6 and not is_municipality_code(code)):
        return str(_("市区町村コード「%(code)s」は、正しい番号ではありません。", code=code[:20]))
    if not re.fullmatch(r"[0-9A-Z]{10}", number):
        return str(_("事業所番号「%(number)s」は10桁ではありません。", number=number[:20]))
    if not service:
        return str(_("「%(column)s」が空です。", column=SERVICE))
    if not cells[NAME]:
        return str(_("「%(column)s」が空です。", column=NAME))
    for column, limit in LIMITS.items():
        if max(len(cells[column]), len(service) if column == SERVICE else 0) > limit:
            return str(_("「%(column)s」が長すぎます（%(limit)d文字まで）。", column=column, limit=limit))
    return str(_("住所が長すぎます。")) if len(cells[TOWN] + cells[REST]) > 400 else ""


def _six(written: str) -> str:
    """Six digits of five or six; nothing for a prefecture, whose offices stand somewhere in it."""
    code = narrow(written)
    six = with_check_digit(code[:5]) if len(code) in (5, 6) and code.isascii() and code.isdigit() else ""
    return "" if six[2:5] == "000" else six


def _fields(values: Mapping[str, Any], *, consults: bool) -> dict[str, Any]:
    corporation = narrow(values.get("法人番号", ""))
    return {
        "name": values[NAME],
        "name_kana": values.get(KANA),
        "type": "consultation_office" if consults else "disability_service",
        "municipality_code": _six(values[CODE]) or None,
        "address": values.get(TOWN, "") + values.get(REST, "") or None,
        "telephone": telephone(values.get("事業所電話番号")),
        "fax": telephone(values.get("事業所FAX番号")),
        "url": web_address(values.get("事業所URL", "")),
        "corporation_name": values.get("法人の名称"),
        "corporation_number": corporation if is_corporation_number(corporation) else None,
        **place(values.get("事業所緯度", ""), values.get("事業所経度", "")),
    }


def _hours(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Hours as far as they are written as times; everything else stays in the note."""
    told: list[tuple[int, Span]] = []
    unread: list[str] = []
    for name, days in TIMES.items():
        said = values.get(f"利用可能な時間帯（{name}）", "")
        ranges = [found for one in _RANGE.findall(re.sub(r"\s", "", narrow(said))) if (found := _span(*one))]
        told += [(day, one) for day in days for one in ranges]
        unread += [f"{name} {said}"] if said and not ranges else []
    off, about = values.get("定休日", ""), values.get("利用可能曜日特記事項（留意事項）", "")
    note = ["　".join(unread), f"定休日：{off}" if off else "", about.replace("\n", " ")]
    return hours(told, note=note)


def _span(hour: str, minute: str, until_hour: str, until_minute: str) -> Span | None:
    return span(f"{hour}:{minute or '00'}", f"{until_hour}:{until_minute or '00'}")


DISABILITY = publish(Disability())
