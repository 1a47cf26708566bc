"""Without a mouse: from the skip link through sign-in to a posted notice. Where one is, is always seen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.house import House
from tests.cast import PASSWORD

SHOWN = """(element) => {
  const box = element.getBoundingClientRect();
  const faces = element.matches('input[type=radio]') ? [element, element.nextElementSibling] : [element];
  const marked = ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return faces.some((face) => marked(getComputedStyle(face)))
    && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""
"""Has it an outline, within the window? What one chooses by radio button is drawn beside the button."""


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def tab_to(page: Page, wanted: Locator, *, steps: int = 60) -> None:
    """Presses Tab until it is there; every stop on the way must be seen."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        if not focused(page).count():
            continue  # the browser's own bar
        assert focused(page).evaluate(SHOWN), focused(page).evaluate("element => element.outerHTML.slice(0, 300)")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def test_a_notice_is_posted_with_the_keyboard_alone(house: House, visit: Visit) -> None:
    page = visit(house, path="/sign-in")
    keyboard = page.keyboard

    tab_to(page, page.get_by_role("link", name="本文へ進む"), steps=1)
    keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, page.get_by_label("メールアドレス"), steps=3)
    keyboard.type("kimura@example.jp")
    tab_to(page, page.get_by_role("textbox", name="パスワード"), steps=2)
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("きょうの連携")

    tab_to(page, page.get_by_role("navigation").get_by_role("link", name="お知らせ"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("お知らせ")

    tab_to(page, page.get_by_label("題名"))
    keyboard.type("断水のお知らせ")
    tab_to(page, page.get_by_label("本文"), steps=1)
    keyboard.type("北町で断水しています。")
    tab_to(page, page.get_by_label("通常"), steps=1)
    keyboard.press("ArrowRight")
    expect(page.get_by_label("重要")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="投稿する"), steps=4)
    keyboard.press("Enter")

    written = page.get_by_role("article", name="断水のお知らせ")
    expect(written).to_contain_text("北町で断水しています。")
    expect(written).to_contain_text("重要")
    expect(page.get_by_label("題名")).to_have_value("")
    for _ in range(60):
        keyboard.press("Tab")
        assert not focused(page).count() or focused(page).evaluate(SHOWN), focused(page).evaluate("e => e.outerHTML.slice(0, 300)")
