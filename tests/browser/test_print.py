"""Clinics still fax: pages print on A4, with what is said and without what is pressed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.house import House

A4_WITHOUT_MARGINS = 703
"""CSS pixels: 210 mm less 12 mm on each side."""

PRESSED = ["サインアウト", "投稿する", "メニュー", "印刷する", "この条件で見る", "わたしの施設の人", "English"]
"""Words of buttons and navigation, which have no place on paper."""


@pytest.fixture(scope="module")
def asking(house: House) -> int:
    post: int = house.hand.post(by="kimura", title="停電への備えを教えてください", body="- 発電機\n- 外部バッテリー", asks=True)["id"]
    house.hand.answer(post=post, by="sato", answer="call")
    return post


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/boards/1", ["お知らせ", "停電への備えを教えてください", "外部バッテリー", "木村 葵"]),
        (
            "/posts/{asking}/confirmations",
            ["停電への備えを教えてください", "訪問看護ステーションきた", "電話ください", "ほし薬局", "055-000-0203", "未登録"],
        ),
        ("/institutions/", ["ほし薬局", "055-000-0203", "田中医院"]),
        ("/account/", ["木村 葵"]),
    ],
)  # fmt: skip
def test_a_page_prints_on_a4(house: House, visit: Visit, asking: int, tmp_path: Path, path: str, said: list[str]) -> None:
    page = visit(house, "kimura", path.format(asking=asking))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WITHOUT_MARGINS, "height": 1000})
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("main")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_WITHOUT_MARGINS
    words = printed(page, tmp_path / "page.pdf") if shutil.which("pdftotext") else page.locator("body").inner_text()
    together = "".join(words.split())
    for sentence in said:
        assert "".join(sentence.split()) in together, f"{sentence} is not on paper:\n{words}"
    for word in PRESSED:
        assert word not in together, f"{word} is on paper"


def test_the_grid_of_a_hundred_institutions_repeats_its_heading_on_every_sheet(
    house: House, visit: Visit, asking: int, tmp_path: Path
) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("sheets are counted with pdftotext (poppler-utils)")
    house.hand.many_institutions(count=100)
    post = house.hand.post(by="kimura", title="全施設に聞きます", asks=True)["id"]
    page = visit(house, "kimura", f"/posts/{post}/confirmations")
    sheets = [sheet for sheet in printed(page, tmp_path / "grid.pdf").split("\f") if sheet.strip()]
    assert len(sheets) > 1
    for sheet in sheets:
        assert "いつ・だれが" in "".join(sheet.split())


def printed(page: Page, file: Path) -> str:
    """The words on paper, sheets parted by form feeds."""
    page.emulate_media(media=None)
    page.pdf(path=file, prefer_css_page_size=True)
    size = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert "A4" in size, size
    return subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
