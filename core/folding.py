"""One folding of Japanese text for every search: what looks the same to a reader becomes the same text."""

from __future__ import annotations

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
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def fold(text: str) -> str:
    """NFKC, lower case, variants of kanji and dashes made one, hiragana as katakana, no white space."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA_TO_KATAKANA).translate(_VARIANTS)
    return "".join(folded.split())
