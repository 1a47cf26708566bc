"""介護サービス情報公表システム オープンデータ (厚生労働省, CC BY 4.0): one file for each service, 24 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, BinaryIO

from flask_babel import gettext as _

from core.folding import fold
from region.codes import PREFECTURES, is_corporation_number, is_municipality_code
from region.models.institution_source import CARE_SERVICES as SOURCE
from region.open_data.csv_file import Fault, Record, records
from region.open_data.publication import Publication, Row, publish
from region.open_data.values import narrow, place, telephone, web_address
from region.vocabulary import CARE_SERVICES, main_service

LICENCE = "出典：介護サービス情報公表システム（厚生労働省）"
LICENCE_NAME = "CC BY 4.0"

CODE, PREFECTURE, MUNICIPALITY, NAME, NUMBER, SERVICE = (
    "都道府県コード又は市町村コード",
    "都道府県名",
    "市区町村名",
    "事業所名",
    "事業所番号",
    "サービスの種類",
)
COLUMNS = (
    CODE, "No", PREFECTURE, MUNICIPALITY, NAME, "事業所名カナ", SERVICE, "住所", "方書（ビル名等）", "緯度", "経度", "電話番号", "FAX番号",
    "法人番号", "法人の名称", NUMBER, "利用可能曜日", "利用可能曜日特記事項", "定員", "URL",
    "高齢者の方と障害者の方が同時一体的に利用できるサービス", "介護保険の通常の指定基準を満たしている",
    "障害福祉の通常の指定基準を満たしている", "備考",
)  # fmt: skip
TEXTS = {
    "name": (NAME, 120),
    "name_kana": ("事業所名カナ", 200),
    "address": ("住所", 200),
    "building": ("方書（ビル名等）", 120),
    "corporation_name": ("法人の名称", 120),
}
"""Fields of an institution that are taken as they are written: column and the longest text."""


class _Wrong(Exception):
    """What is wrong with a row."""


CareRow = Row
"""One service of one office, as published. `values` are the non-empty columns by their Japanese names."""


def read(stream: BinaryIO, file_name: str) -> Iterator[CareRow | Fault]:
    """The rows of a published file; the service comes from the row, else from the file's name. Raises NotRecognised."""
    told = re.search(r"jigyosho_(\d{3})", file_name)
    by_file = told[1] if told and told[1] in CARE_SERVICES else None
    for record in records(stream, COLUMNS):
        yield record if isinstance(record, Fault) else _row(record, by_file)


def facts(values: dict[str, str]) -> dict[str, Any]:
    """What a row says about the institution's own fields."""
    said: dict[str, Any] = {field: values.get(column) for field, (column, _limit) in TEXTS.items()}
    corporation = narrow(values.get("法人番号", ""))
    return said | {
        "municipality_code": values[CODE],
        "telephone": telephone(values.get("電話番号")),
        "fax": telephone(values.get("FAX番号")),
        "url": web_address(values.get("URL", "")),
        "corporation_number": corporation if is_corporation_number(corporation) else None,
        **place(values.get("緯度", ""), values.get("経度", "")),
    }


def _row(record: Record, by_file: str | None) -> CareRow | Fault:
    values = {column: text for column, field in zip(COLUMNS, record.fields, strict=True) if (text := _cleaned(column, field))}
    number, service = narrow(values.get(NUMBER, "")), service_of(values.get(SERVICE, ""), by_file)
    try:
        _check(values, number, service)
    except _Wrong as wrong:
        return Fault(record.line, str(wrong), (number, service) if number and service else None)
    values[CODE] = narrow(values[CODE])
    return CareRow(record.line, number, service or "", values[CODE], values)


@lru_cache(maxsize=256)
def service_of(name: str, by_file: str | None) -> str | None:
    """The number of a service: what the row says wins, where several files share its name the file's number decides."""
    meant = [code for code, service in CARE_SERVICES.items() if fold(service.name) == fold(name)]
    return by_file if not meant or by_file in meant else meant[0]


def _check(values: dict[str, str], number: str, service: str | None) -> None:
    code = narrow(values.get(CODE, ""))
    if not is_municipality_code(code):
        raise _Wrong(_("市区町村コード「%(code)s」は、正しい6桁の番号ではありません。", code=code[:20]))
    if values.get(PREFECTURE) != PREFECTURES.get(code[:2]):
        raise _Wrong(_("都道府県名「%(name)s」が、市区町村コード %(code)s と合いません。", name=values.get(PREFECTURE, "")[:20], code=code))
    if not re.fullmatch(r"[0-9A-Z]{10}", number):
        raise _Wrong(_("事業所番号「%(number)s」は10桁ではありません。", number=number[:20]))
    if not service:
        raise _Wrong(_("サービスの種類「%(name)s」を知りません。", name=values.get(SERVICE, "")[:40]))
    _check_texts(values)


def _check_texts(values: dict[str, str]) -> None:
    for column in (NAME, MUNICIPALITY):
        if column not in values:
            raise _Wrong(_("「%(column)s」が空です。", column=column))
    for column, limit in (*TEXTS.values(), (MUNICIPALITY, 40)):
        if len(values.get(column, "")) > limit:
            raise _Wrong(_("「%(column)s」が長すぎます（%(limit)d文字まで）。", column=column, limit=limit))


def _cleaned(column: str, field: str) -> str:
    """The text as published, with real line breaks; a 定員 of 0 means that none was given."""
    text = field.replace("（改行）", "\n").strip()
    return "" if column == "定員" and narrow(text) == "0" else text


class CareServices(Publication):
    """One number with several services is one institution: its main service gives name and type."""

    source, title, licence, licence_name = SOURCE, "介護サービス情報公表システム オープンデータ", LICENCE, LICENCE_NAME
    rank = 20

    def read(self, stream: BinaryIO, file_name: str) -> Iterator[Row | Fault]:
        return read(stream, file_name)

    def fields(self, said: Sequence[Any]) -> dict[str, Any]:
        by_service = {one.service: one.values for one in said}
        main = main_service(list(by_service))
        return facts(by_service[main]) | {"type": CARE_SERVICES[main].type}

    def names(self, row: Row) -> tuple[str, str] | None:
        return row.values[PREFECTURE], row.values[MUNICIPALITY]

    def label(self, values: Mapping[str, Any]) -> str:
        return str(values[NAME])

    def municipality_of(self, values: Mapping[str, Any]) -> str:
        return str(values[CODE])


CARE = publish(CareServices())
