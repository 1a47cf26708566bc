"""The columns of 医療情報ネット（ナビイ） オープンデータ, definition v1.0 (厚生労働省, 2024-08-06): six kinds of file.

Columns that repeat a thing for each day stand here as groups: a row keeps each group as one short text, so that nothing is lost and a row
of 153 columns stays small. Flags read as the definition says: 0 is closed, 1 is open, also where the name of the column says 休診.
"""

from __future__ import annotations

from dataclasses import dataclass

WEEK = "月火水木金土日"
WEEK_AND_HOLIDAY = f"{WEEK}祝"
_WIDE = "１２３４５"


@dataclass(frozen=True)
class Group:
    """Columns that belong together: one for each day, or a start and an end for each day."""

    name: str
    columns: tuple[str, ...]
    times: bool = False


@dataclass(frozen=True)
class Layout:
    """One kind of file. `kind` is its name among the sources; `type` what an institution in it is."""

    kind: str
    type: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    beds: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """Columns of the name, its reading, the address, latitude, longitude, web address, and other days off."""


def _days(name: str, days: str, key: str) -> Group:
    return Group(key, tuple(name.format(day) for day in days))


def _times(name: str, key: str) -> Group:
    """「月_{…}」: a start and an end for each day of the week and for holidays."""
    return Group(key, tuple(name.format(day, end) for day in WEEK_AND_HOLIDAY for end in ("開始", "終了")), times=True)


def _weekly(word: str) -> tuple[Group, ...]:
    fixed = [_days(f"決まった週に{word}（定期週）第{week}週（{{}}）", WEEK, f"第{week}週") for week in range(1, 6)]
    return (_days(f"毎週決まった曜日に{word}（{{}}）", WEEK, "毎週"), *fixed)


def _flat(groups: tuple[Group, ...]) -> tuple[str, ...]:
    return tuple(column for group in groups for column in group.columns)


_HEAD = (
    "ID", "正式名称", "正式名称（フリガナ）", "略称", "略称（フリガナ）", "英語表記（ローマ字表記）", "機関区分", "都道府県コード",
    "市区町村コード", "所在地", "所在地座標（緯度）", "所在地座標（経度）", "案内用ホームページアドレス",
)  # fmt: skip
_LONG_TERM = ("一般病床", "療養病床", "療養病床のうち医療保険適用", "療養病床のうち介護保険適用")


def _facility(kind: str, type_: str, word: str, beds: tuple[str, ...] = (), hours: tuple[Group, ...] = ()) -> Layout:
    groups, off = _weekly(word), f"その他の{word}日（GW、お盆等）"
    columns = (*_HEAD, *_flat(groups), f"祝日に{word}", off, *beds, *_flat(hours))
    texts = ("正式名称", "正式名称（フリガナ）", "所在地", "所在地座標（緯度）", "所在地座標（経度）", "案内用ホームページアドレス", off)
    return Layout(kind, type_, columns, (*groups, Group("祝日", (f"祝日に{word}",)), *hours), beds, texts)


_WORK = tuple(_times(f"{{}}_就業時間帯{n}_{{}}時間", f"時間帯{n}") for n in (1, 2, 3))
_RECEPTION = tuple(_times(f"{{}}_外来受付時間帯{n}_{{}}時間", f"受付{n}") for n in (1, 2, 3))

HOSPITAL = _facility("hospital", "hospital", "休診", (*_LONG_TERM, "精神病床", "結核病床", "感染症病床", "合計病床数"))
CLINIC = _facility("clinic", "clinic", "休診", (*_LONG_TERM, "合計病床数"))
DENTAL = _facility("dental", "dental_clinic", "休診")
MATERNITY = _facility("maternity", "maternity_home", "休業", hours=(*_WORK, *_RECEPTION))

_OPEN = _days("営業日（{}）", WEEK_AND_HOLIDAY, "営業日")
_SHUT = (
    _days("定期閉店毎週（{}）", WEEK_AND_HOLIDAY, "毎週"),
    *(_days(f"定期閉店第{wide}週（{{}}）", WEEK, f"第{week}週") for week, wide in enumerate(_WIDE, start=1)),
)
_SHOP = tuple(_times(f"{{}}_開店時間帯{n}_{{}}時間", f"時間帯{n}") for n in (1, 2, 3, 4))
_SHOP_HEAD = (
    "ID", "名称", "フリガナ", "ローマ字", "機関区分", "都道府県コード", "市区町村コード", "所在地", "所在地座標（緯度）",
    "所在地座標（経度）", "薬局のホームページアドレス",
)  # fmt: skip
_SHOP_OFF = "その他の閉店日（GW、お盆等）"
PHARMACY = Layout(
    "pharmacy",
    "pharmacy",
    (*_SHOP_HEAD, *_OPEN.columns, *_flat(_SHUT), "祝日", _SHOP_OFF, *_flat(_SHOP)),
    (_OPEN, *_SHUT, Group("祝日", ("祝日",)), *_SHOP),
    texts=("名称", "フリガナ", "所在地", "所在地座標（緯度）", "所在地座標（経度）", "薬局のホームページアドレス", _SHOP_OFF),
)

HOURS = Layout(
    "hours", "",
    (
        "ID", "診療科目コード", "診療科目名", "診療時間帯", *_times("{}_診療{}時間", "").columns, *_times("{}_外来受付{}時間", "").columns,
    ),
    (_times("{}_診療{}時間", "診療"), _times("{}_外来受付{}時間", "受付")),
)  # fmt: skip

FACILITIES = (HOSPITAL, CLINIC, DENTAL, MATERNITY, PHARMACY)
LAYOUTS = (*FACILITIES, HOURS)
BY_KIND = {layout.kind: layout for layout in LAYOUTS}
