"""Every text has its English, and every text can be shown."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = ["_", "gettext", "ngettext:1,2", "lazy_gettext", "RuleBroken"]


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Every message id in code and templates."""
    methods, options = parse_mapping_cfg(io.StringIO((ROOT / "babel.cfg").read_text("utf-8")))  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(ROOT), methods, options, keywords=parse_keywords(KEYWORDS), comment_tags=())
    return {
        message if isinstance(message, str) else message[0]
        for name, _, message, _, _ in found
        if not name.startswith((".venv", "node_modules", "tests"))
    }


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def test_every_text_has_its_english(texts: set[str], english: Catalog) -> None:
    assert len(texts) > 100
    missing = sorted(text for text in texts if text and not ((entry := english.get(text)) and entry.string and not entry.fuzzy))
    assert not missing, f"{len(missing)} texts have no English:\n" + "\n".join(missing)


def test_no_english_is_left_over(texts: set[str], english: Catalog) -> None:
    assert not sorted(
        str(entry.id) for entry in english if entry.id and (entry.id if isinstance(entry.id, str) else entry.id[0]) not in texts
    )


def test_no_english_text_is_still_japanese(english: Catalog) -> None:
    japanese = re.compile(r"[぀-ヿ一-鿿]")
    allowed = {"連携 Renkei", "日本語"}
    assert not [
        entry.string for entry in english if isinstance(entry.string, str) and japanese.search(entry.string) and entry.id not in allowed
    ]


def test_every_text_can_be_shown(texts: set[str], english: Catalog) -> None:
    for text in texts:
        entry = english.get(text)
        for shown in (text, str(entry.string) if entry else ""):
            names = set(re.findall(r"%\((\w+)\)", shown))
            if names:
                assert names == set(re.findall(r"%\((\w+)\)", text)), text
            if "%" in shown:  # a lone one raises here, and would be a 500 where the text is shown
                assert "%(" not in shown % (dict.fromkeys(names, 1) if names else ())
