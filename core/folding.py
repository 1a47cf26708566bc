"""One folding of Japanese text for every search: what looks the same to a reader becomes the same text."""

from __future__ import annotations

import re
import unicodedata

# Variants that NFKC leaves apart although readers, and the same office in two files, write either.
_VARIANTS = str.maketrans(
    {
        "髙": "高",
        "﨑": "崎",
        "嵜": "崎",
        "邉": "辺",
        "邊": "辺",
        "齋": "斎",
        "齊": "斉",
        "濵": "浜",
        "濱": "浜",
        "德": "徳",
        "惠": "恵",
        "廣": "広",
        "嶋": "島",
        "澤": "沢",
        "櫻": "桜",
        "ヶ": "ケ",
        "〜": "~",
        "～": "~",
        "−": "-",
        "‐": "-",
        "―": "-",
        "–": "-",
        "—": "-",
    }
)
_NUMBERS = [re.compile(pattern) for pattern in (r"(?:\+|0|\(0)(?:[-ー().]?\d){8,}", r"(?:\+|0|\(0)(?:[-ー(). ]{0,2}\d){8,}", r"\d{3,}")]
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def fold(text: str) -> str:
    """NFKC, lower case, variants of kanji and dashes made one, hiragana as katakana, no white space."""
    while (folded := _once(text)) != text:  # what is left may compose anew: う and ゛ become ヴ; folded text folds to itself
        text = folded
    return text


def _once(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA_TO_KATAKANA).translate(_VARIANTS)
    return "".join(folded.split())


def dialled(written: str | None) -> str | None:
    """The digits to dial of a telephone number as people write it: full-width, with dashes, brackets, words; None when there are none."""
    told = unicodedata.normalize("NFKC", written or "").translate(_VARIANTS)
    for number in _NUMBERS:
        if found := number.search(told):
            return re.sub(r"[^\d+]", "", found[0])
    return None
