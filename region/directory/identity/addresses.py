"""An address as its town and its numbers: 「大字北町一丁目２番地の３ 山下ビル2階」 is 「北町」, ("1", "2", "3"), 「山下ビル2階」."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from core.folding import fold

COUNTY = 7
"""Letters of the longest 郡 with its 「郡」."""
_PREFECTURE = re.compile(r"^(?:北海道|東京都|京都府|大阪府|.{2,3}?県)")
_KANJI = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(rf"([{_KANJI}十百]+)(?=丁目|番|号|条)")
_JOINTS = "丁目|番地|番|号|ノ|-"
_NUMBERS = re.compile(rf"(\d+)(?!\d|条|線|軒|番町|番街)((?:(?:{_JOINTS})+\d+)*)(?:{_JOINTS})*")
_BIG = re.compile(r"大字|字(?=.)")
_BETWEEN = re.compile(r"(?<=[一-龠々])[ケガカノツ](?=[一-龠々])")
"""霞ヶ関, 霞が関, 霞ケ関; 井の頭, 井之頭."""


class Place(NamedTuple):
    """Folded; empty where nothing is known."""

    town: str
    blocks: tuple[str, ...]
    building: str


@lru_cache(maxsize=20_000)
def placed(address: str | None, municipality: str = "", prefecture: str = "") -> Place:
    """Town, numbers and building of an address; its prefecture and municipality are left out when they are named at its beginning."""
    said = fold(_digits(address or "")).replace("−", "-")
    said = _PREFECTURE.sub("", said.removeprefix(fold(prefecture)))
    said = _without(said, fold(municipality))
    found = _NUMBERS.search(said)
    if not found:
        return Place(_town(said), (), "")
    blocks = tuple(str(int(one)) for one in re.findall(r"\d+", found[0]))
    return Place(_town(said[: found.start()]), blocks, said[found.end() :].strip("-、, "))


def _town(text: str) -> str:
    return _BETWEEN.sub("", _BIG.sub("", text)).replace("之", "").strip("-、, ")


def _without(said: str, municipality: str) -> str:
    """「大阪市北区」 may be written whole, or only its end; 「東諸県郡」 may stand before 「国富町」."""
    if municipality and 0 <= (at := said.find(municipality)) <= COUNTY:
        return said[at + len(municipality) :]
    for start in range(len(municipality) - 1):
        if said.startswith(municipality[start:]):
            return said[len(municipality) - start :]
    return said


def _digits(text: str) -> str:
    """Kanji before 丁目, 番, 号 and 条 as digits; every dash as one."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"(?<=\d)\s*[‐‑‒–—―−－ーｰ─の之ノ]\s*(?=\d)", "-", plain)
    return _KANJI_NUMBER.sub(lambda found: str(_number(found[1])), plain)


def _number(kanji: str) -> int:
    total = digit = 0
    for sign in kanji:
        if sign in "十百":
            total, digit = total + (digit or 1) * (10 if sign == "十" else 100), 0
        else:
            digit = digit * 10 + _KANJI.index(sign)
    return total + digit
