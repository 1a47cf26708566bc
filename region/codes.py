"""Codes of the state and their check digits. They are strings: a leading zero counts."""

from __future__ import annotations

import re


def is_municipality_code(code: str) -> bool:
    """Six digits of 全国地方公共団体コード whose last one fits: (11 − (6a+5b+4c+3d+2e) mod 11) mod 10."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    return (11 - weighed % 11) % 10 == int(code[5])


def is_corporation_number(number: str) -> bool:
    """Thirteen digits of 法人番号 whose first one fits: 9 − (Σ Pn·Qn mod 9), Pn from the lowest digit, Qn 1 for odd n and 2 for even."""
    if not re.fullmatch(r"[0-9]{13}", number):
        return False
    weighed = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(number[1:]), start=1))
    return 9 - weighed % 9 == int(number[0])
