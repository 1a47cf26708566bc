"""The name of a municipality out of an address, and its code. The code says what kind it is: …1xx a ward, …2xx a city, …3xx a town."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from core.database import db
from core.folding import fold
from region.codes import PREFECTURES
from region.models import Municipality

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
    found = _ward(rest, code, number) if number < 200 else _city(rest) if number < 300 else _town(rest) or _city(rest)
    return found if found and len(found) <= 40 else None


@dataclass
class Gazetteer:
    """The municipalities the directory knows, to be found by an address that no code stands beside. Read once, when first asked."""

    def code_of(self, address: str | None) -> str | None:
        """None where no municipality stands at the beginning, or several of that name do and no prefecture tells them apart."""
        plain = fold(re.sub(r"^〒?[0-9０-９]{3}[-－ー‐]?[0-9０-９]{4}", "", (address or "").strip()))
        prefecture = next((name for name in self._prefectures if plain.startswith(name)), "")
        rest = plain.removeprefix(prefecture)
        for start in (rest, re.sub(r"^.{1,5}?郡", "", rest)):
            for length in range(min(len(start), 12), 1, -1):
                codes = [code for code, where in self._names.get(start[:length], ()) if not prefecture or where == prefecture]
                if codes:
                    return codes[0] if len(codes) == 1 else None
        return None

    def knows(self, code: str | None) -> bool:
        """Is it the code of a municipality of the directory?"""
        return code in self._codes

    @cached_property
    def _codes(self) -> set[str]:
        return {code for told in self._names.values() for code, _where in told}

    @cached_property
    def _names(self) -> dict[str, list[tuple[str, str]]]:
        names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for code, name, prefecture in db.execute(select(Municipality.code, Municipality.name, Municipality.prefecture_name)):
            names[fold(name)].append((code, fold(prefecture)))
        return names

    @cached_property
    def _prefectures(self) -> set[str]:
        return {where for told in self._names.values() for _code, where in told} | {fold(name) for name in PREFECTURES.values()}


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
