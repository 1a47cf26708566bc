"""Codes of the state and their check digits. They are strings: a leading zero counts."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
    "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
    "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
)
PREFECTURES = {f"{number:02}": name for number, name in enumerate(_NAMES.split(), start=1)}
"""Names of the 47 prefectures by their two digits."""

_CITIES = (
    "011002 041009 111007 121002 141003 141305 141500 151009 221007 221309 231002 261009 271004 271403 281000 331007 341002 401005 "
    "401307 431001"
)
DESIGNATED_CITIES = tuple(_CITIES.split())
"""The cities that have wards (政令指定都市), by their six digits. The wards' codes follow the city's own."""


def is_municipality_code(code: str) -> bool:
    """Six digits of 全国地方公共団体コード whose last one fits: (11 − (6a+5b+4c+3d+2e) mod 11) mod 10."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return False
    return with_check_digit(code[:5]) == code


def with_check_digit(five: str) -> str:
    """The six digits of a municipality that a file names by prefecture (2) and number (3)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return f"{five}{(11 - weighed % 11) % 10}"


def city_of(code: str) -> str | None:
    """The designated city a ward lies in; None for what is no ward. The special wards of Tokyo are municipalities of their own."""
    if code in DESIGNATED_CITIES:
        return None
    return next((city for city in reversed(DESIGNATED_CITIES) if city[:3] == code[:3] and city[:5] < code[:5]), None)


def with_cities(codes: Iterable[str]) -> set[str]:
    """These municipalities, and the cities whose wards are among them: some figures are told of whole cities only."""
    told = set(codes)
    return told | {city for code in told if (city := city_of(code))}


def is_corporation_number(number: str) -> bool:
    """Thirteen digits of 法人番号 whose first one fits: 9 − (Σ Pn·Qn mod 9), Pn from the lowest digit, Qn 1 for odd n and 2 for even."""
    if not re.fullmatch(r"[0-9]{13}", number):
        return False
    weighed = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(number[1:]), start=1))
    return 9 - weighed % 9 == int(number[0])
