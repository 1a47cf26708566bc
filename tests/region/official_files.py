"""Made-up files of every kind the directory takes in; no institution, number or figure in them is real. Run it to renew fixtures/."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from region.open_data.disability import COLUMNS as DISABILITY_COLUMNS
from region.open_data.medical_columns import CLINIC, DENTAL, HOSPITAL, HOURS, MATERNITY, PHARMACY, Layout

JUNE = date(2026, 6, 1)
FIXTURES = Path(__file__).parent / "fixtures"
PREFECTURE, CITY, TOWN = "19", "298", "499"
"""山梨県, and a city and a town that do not exist (192988, 194999)."""


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8-sig", quote: bool = True) -> bytes:
    """A file as the ministry writes it: BOM, CRLF, every field in quotes. GW is written small, as in the real files."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    writer.writerow([column.replace("GW", "gw") for column in columns])
    writer.writerows([[row.get(column, "") for column in columns] for row in rows])
    return text.getvalue().encode(encoding)


def facility(layout: Layout, number: str, name: str, **told: str) -> dict[str, str]:
    """One institution; open from Monday to Friday, unless told otherwise."""
    name_column, kana, address, north, east, url, _off = layout.texts
    usual = {
        "ID": number, name_column: name, kana: "カクウ", address: "山梨県架空市空町１－２", north: "35.66", east: "138.57",
        url: "https://kakuu.example/", "機関区分": "2", "都道府県コード": PREFECTURE, "市区町村コード": CITY,
    }  # fmt: skip
    for group in layout.groups:
        if not group.times:
            usual |= {column: "0" if at in (5, 6, 7) else "1" for at, column in enumerate(group.columns)}
    usual |= {column: "0" for column in layout.columns if column.startswith("祝日")}
    return usual | dict.fromkeys(layout.beds, "0") | told


def times(layout: Layout, key: str, start: str, end: str, days: str = "月火水木金") -> dict[str, str]:
    """The same hours on these days in one group of columns."""
    group = next(group for group in layout.groups if group.name == key)
    told = zip(group.columns[::2], group.columns[1::2], strict=True)
    return {column: time for begin, until in told if begin[0] in days for column, time in ((begin, start), (until, end))}


def department(
    number: str, code: str, name: str, slot: str = "1", start: str = "09:00", end: str = "12:00", days: str = "月火水木金"
) -> dict[str, str]:
    """One line of an hours file."""
    return {"ID": number, "診療科目コード": code, "診療科目名": name, "診療時間帯": slot} | times(HOURS, "診療", start, end, days)


def disability_office(number: str = "1919900001", service: str = "生活介護", **told: str) -> dict[str, str]:
    """One service of one office."""
    usual = {
        "都道府県コード又は市区町村コード": "192988", "NO（※システム内の固有の番号、連番）": "1", "法人の名称": "福祉法人かくう（架空）",
        "サービス種別": service, "事業所の名称": "かくう作業所（架空）", "事業所の名称_かな": "かくうさぎょうしょ", "事業所番号": number,
        "事業所住所（市区町村）": "山梨県架空市", "事業所住所（番地以降）": "空町３－４", "事業所電話番号": "055-000-0301",
        "事業所緯度": "35.6", "事業所経度": "138.5", "利用可能な時間帯（平日）": "9:00～17:30", "利用可能な時間帯（土曜）": "9時から12時",
        "定休日": "日曜・祝日", "定員": "20",
    }  # fmt: skip
    return usual | told


def telephone_sheet(
    rows: Iterable[Sequence[str]], header: Sequence[str] = ("項番", "医療機関番号", "医療機関名称", "医療機関所在地", "電話番号")
) -> bytes:
    """A bureau's list as a workbook: two lines of title above the header."""
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (["コード内容別医療機関一覧表（架空）"], ["令和8年6月1日現在"], list(header), *rows):
        sheet.append(list(row))
    return _bytes(book)


def statistics(sheets: Mapping[str, Sequence[Sequence[object]]], *, items: Sequence[int] = (1, 2, 5, 13)) -> bytes:
    """地域別データ集: rows of (prefecture, area, code, prefecture's name, name, kind, figures…) below the head of eight rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        names = {1: "総人口", 2: "65歳以上", 5: "在宅療養支援病院", 13: "訪問診療を実施する病院"}
        sheet.append([None, None, None, None, None, None, None, *items])
        sheet.append([None, None, None, None, None, None, None, *("R6.1.1" for _item in items)])
        sheet.append(
            [None, "都道府県コード", "二次医療圏コード", "市区町村コード", "都道府県", "市区町村", "区分", "人口", None, "医療施設", None]
        )
        sheet.append([None, None, None, None, None, None, None, *(names.get(item, f"項目{item}") for item in items)])
        sheet.append([])
        sheet.append([])
        sheet.append([None, None, None, None, "全国計", None, None, *(100 for _item in items)])
        sheet.append([None, None, None, None, None, None, None, *("人" for _item in items)])
        for row in rows:
            sheet.append([None, *row])
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fixtures() -> dict[str, bytes]:
    """Every synthetic file by its name."""
    nowhere = {"所在地座標（緯度）": "0.0", "所在地座標（経度）": "0.0"}
    clinics = [
        facility(CLINIC, "1911990000011", "かくう内科医院（架空）", 合計病床数="0"),
        facility(CLINIC, "1911990000012", "かくう外科（架空・有床）", 一般病床="19", 合計病床数="19"),
        facility(CLINIC, "911990013", "そらまち診療所（架空）", 市区町村コード=TOWN, 所在地="山梨県架空郡架空町５", **nowhere),
    ]
    clinic_hours = [
        department("1911990000011", "01001", "内科"),
        department("1911990000011", "01001", "内科", "2", "14:00", "18:00", "月火木金"),
        department("1911990000012", "02001", "外科", days="月水金"),
        department("1911990000011", "03001", "小児科", "1", "09:00", "11:30", "土"),
    ]
    hours = times(PHARMACY, "時間帯1", "09:00", "18:00") | times(PHARMACY, "時間帯2", "20:00", "02:00", "金")
    hours |= times(PHARMACY, "時間帯3", "00:00", "24:00", "土") | {"機関区分": "5", "定期閉店第２週（金）": "0"}
    pharmacy = facility(PHARMACY, "1931990000021", "かくう薬局（架空）", **hours, **{"営業日（土）": "1", "定期閉店毎週（土）": "1"})
    maternity = facility(MATERNITY, "1941990000031", "かくう助産所（架空）", 機関区分="4", **times(MATERNITY, "時間帯1", "10:00", "16:00"))
    offices = [
        disability_office(),
        disability_office(service="短期入所", 定員="0"),
        disability_office("1919900002", "計画相談支援", 事業所の名称="かくう相談室（架空）", 定員="", 事業所電話番号="055-000-0302"),
    ]
    hospital = facility(HOSPITAL, "1911990000001", "かくう病院（架空）", 一般病床="120", 療養病床="30", 合計病床数="150", 機関区分="1")
    listed = ["1", "19,9900,1", "かくう内科医院（架空）", "山梨県架空市空町１－２", "０５５－０００－０１１１"]
    sheets: dict[str, list[list[object]]] = {
        "R６年": [
            [19, 1901, 19201, "山梨県", "甲府市", "市", 180000, 53000, 4, None],
            [19, 1902, 19204, "山梨県", "都留市", "市", 29000, "*", 0, "－"],
        ],
        "R５年": [[1, 101, 1202, "北海道", "函館市", "市", 240000, 88000, 12, 7]],
    }
    return {
        "hospital_facility_synthetic.csv": written(HOSPITAL.columns, [hospital]),
        "hospital_hours_synthetic.csv": written(HOURS.columns, [department("1911990000001", "01001", "内科")]),
        "clinic_facility_synthetic.csv": written(CLINIC.columns, clinics),
        "clinic_hours_synthetic.csv": written(HOURS.columns, clinic_hours),
        "dental_facility_synthetic.csv": written(DENTAL.columns, [facility(DENTAL, "1921990000041", "かくう歯科（架空）", 機関区分="3")]),
        "dental_hours_synthetic.csv": written(HOURS.columns, [department("1921990000041", "08001", "歯科", end="13:00")]),
        "maternity_home_synthetic.csv": written(MATERNITY.columns, [maternity]),
        "pharmacy_synthetic.csv": written(PHARMACY.columns, [pharmacy]),
        "disability_synthetic.csv": written(DISABILITY_COLUMNS, offices, encoding="cp932", quote=False),
        "telephones_synthetic.xlsx": telephone_sheet([listed]),
        "statistics_synthetic.xlsx": statistics(sheets),
    }


if __name__ == "__main__":
    for name, content in fixtures().items():
        (FIXTURES / name).write_bytes(content)
