"""Made-up files in the format of 介護サービス情報公表システム; no office in them exists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from region.open_data.care_services import COLUMNS
from region.open_data.intake import Intake, Tally

CITY, TOWN = "199982", "199991"
JUNE = date(2026, 6, 30)
DECEMBER = date(2026, 12, 31)


def office(number: str = "1999900001", **told: str) -> list[str]:
    """One row; `told` overrides columns by their Japanese names."""
    usual = {
        "都道府県コード又は市町村コード": CITY,
        "No": number,
        "都道府県名": "山梨県",
        "市区町村名": "架空市",
        "事業所名": "訪問看護ステーション　そら",
        "事業所名カナ": "ホウモンカンゴステーション　ソラ",
        "サービスの種類": "訪問看護",
        "住所": "架空市空町１－２",
        "緯度": "35.66",
        "経度": "138.57",
        "電話番号": "055-000-0101",
        "FAX番号": "055-000-0102",
        "法人の名称": "株式会社そら（架空）",
        "事業所番号": number,
        "利用可能曜日": "平日,土曜日",
        "備考": "架空の事業所（テスト用）",
    }
    said = usual | told
    return [said.get(column, "") for column in COLUMNS]


def file_of(rows: Iterable[list[str]], *, encoding: str = "utf-8-sig", header: Iterable[str] = COLUMNS) -> bytes:
    """The bytes of a file as the ministry writes it: BOM, CRLF, quotes only where needed."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(header), *rows])
    return text.getvalue().encode(encoding)


def take_in(content: bytes, name: str = "jigyosho_130.csv", *, on: date = JUNE) -> Tally:
    """Writes a file into the directory."""
    return Intake(io.BytesIO(content), name, on).write()


def plan(content: bytes, name: str = "jigyosho_130.csv", *, on: date = JUNE) -> Tally:
    """What writing it would do."""
    return Intake(io.BytesIO(content), name, on).plan()
