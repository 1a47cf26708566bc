"""The name of a municipality out of an address. The code says what kind it is: …1xx a ward, …2xx a city, …3xx and more a town."""

from __future__ import annotations

import re

from core.folding import fold
from region.codes import PREFECTURES

_DOUBLED = ("四日市", "野々市", "廿日市")
"""Cities whose name holds 市 before its end."""
_TOWN = re.compile(r"(?:.{1,5}?郡)?(.[^郡]{0,7}?[町村])")
_DOUBLED_TOWNS = ("大町町", "玉村町")


def municipality_in(address: str, code: str) -> str | None:
    """「宮崎県東諸県郡国富町…」 and 453820 give 国富町; None where the address does not tell."""
    prefecture = PREFECTURES.get(code[:2], "")
    rest = re.sub(r"\s", "", address)
    rest = rest[len(prefecture) :] if fold(rest).startswith(fold(prefecture)) else rest
    number = int(code[2:5]) if code[2:5].isdigit() else 999
    found = _ward(rest, code, number) if number < 200 else _city(rest) if number < 300 else _town(rest)
    return found if found and len(found) <= 40 else None


def _ward(rest: str, code: str, number: int) -> str | None:
    if number % 10 == 0 and code[:2] != "13":
        return _city(rest)
    found = re.match(r"[^市]{1,6}区" if code[:2] == "13" else r".{1,6}?市.{1,5}?区", rest)
    return found[0] if found else None


def _city(rest: str) -> str | None:
    found = re.match(r".{1,8}?市", rest)
    if not found:
        return None
    return f"{found[0]}市" if found[0] in _DOUBLED and rest.startswith(f"{found[0]}市") else found[0]


def _town(rest: str) -> str | None:
    found = _TOWN.match(rest)
    if not found:
        return None
    return next((name for name in _DOUBLED_TOWNS if rest[found.start(1) :].startswith(name)), found[1])
