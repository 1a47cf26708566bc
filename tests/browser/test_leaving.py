"""Who has left hears nothing more, on pages that are still open too, and is led to where they may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Visit, arrives
from tests.browser.house import House

SIGN_IN = r"/sign-in\?next="
Said = TypeVar("Said")


def once_there(page: Page, ask: Callable[[], Said]) -> Said:
    """What a page answers; one that is just led elsewhere cannot be asked on the way, so it is asked when it is there."""
    try:
        return ask()
    except Error as wrong:
        if "navigat" not in wrong.message:
            raise
    page.wait_for_load_state()
    return once_there(page, ask)


def holds(page: Page, text: str) -> bool:
    """Whether the text stands anywhere in the page, shown or not."""
    return text in once_there(page, page.content)


def wake(page: Page) -> None:
    """As when the phone is taken up again: the page asks at once instead of within a minute and a half."""
    once_there(page, lambda: page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"))


def test_who_works_here_no_longer_hears_nothing_more(own_house: House, visit: Visit) -> None:
    left, witness = visit(own_house, "sato", "/boards/1"), visit(own_house, "tanaka", "/boards/1")
    own_house.hand.post(by="kimura", title="まだみんなに")
    for page in (left, witness):
        expect(page.get_by_role("article", name="まだみんなに")).to_be_visible()

    own_house.hand.end_affiliation(of="sato", by="ono")
    own_house.hand.post(by="kimura", title="もう関係者だけに", urgency="urgent")
    expect(witness.get_by_role("article", name="もう関係者だけに")).to_be_visible()
    expect(witness.locator(".emergency")).to_be_visible()
    assert not holds(left, "もう関係者だけに")

    wake(left)
    expect(left.get_by_role("heading", level=1)).to_have_text("このページは見つかりません")
    left.goto("/")
    assert not holds(left, "もう関係者だけに")


def test_a_secretary_who_is_moved_while_she_writes_is_told_why_and_loses_no_word(own_house: House, visit: Visit) -> None:
    meeting = own_house.hand.assembly()
    base = visit(own_house, "kimura", meeting["hold"])
    base.get_by_role("textbox", name="発言", exact=True).fill("書きかけの発言")
    expect(base.locator("#line-state")).to_be_hidden()
    own_house.hand.end_affiliation(of="kimura", by="ono")
    expect(base.get_by_role("status").filter(has_text="開いていた画面を、もう見られなくなりました。")).to_be_visible()
    own_house.hand.remark(item=meeting["items"][0], by="ono", text="もう関係者だけに")
    assert not holds(base, "もう関係者だけに")
    assert "書きかけの発言" in base.evaluate("Object.values(localStorage).join()")


def test_a_right_that_ends_ends_on_open_pages(own_house: House, visit: Visit) -> None:
    nurse, base = visit(own_house, "sato", "/boards/1"), visit(own_house, "kimura", "/boards/1/rights")
    base.get_by_role("radio", name="読む").check()
    base.get_by_role("combobox", name="施設の種類").select_option("clinic")
    base.get_by_role("button", name="足す").click()
    readers = base.get_by_role("region", name="読める人")
    expect(readers.get_by_role("button")).to_have_count(2)
    readers.get_by_role("button").first.click()
    expect(readers.get_by_role("button")).to_have_count(1)
    expect(readers).to_contain_text("診療所（医科）")
    witness = visit(own_house, "tanaka", "/boards/1")
    own_house.hand.post(by="kimura", title="診療所のみなさんに")
    expect(witness.get_by_role("article", name="診療所のみなさんに")).to_be_visible()
    assert not holds(nurse, "診療所のみなさんに")
    wake(nurse)
    expect(nurse.get_by_role("heading", level=1)).to_have_text("このページは見つかりません")


def test_who_signs_out_in_one_tab_is_signed_out_in_all(own_house: House, visit: Visit) -> None:
    first = visit(own_house, "sato", "/boards/1")
    second, third = first.context.new_page(), first.context.new_page()
    second.goto("/institutions/")
    third.goto("/")
    elsewhere = visit(own_house, "sato", "/boards/1")
    third.get_by_role("button", name="サインアウト").first.click()
    for page in (first, second):
        arrives(page, SIGN_IN)
        expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    own_house.hand.post(by="kimura", title="ほかの端末には届く")
    expect(elsewhere.get_by_role("article", name="ほかの端末には届く")).to_be_visible()


def test_a_stopped_account_ends_on_every_open_page(own_house: House, visit: Visit) -> None:
    nurse, base = visit(own_house, "sato", "/boards/1"), visit(own_house, "kimura", "/institutions/1/people")
    row = base.get_by_role("row", name="佐藤 花")
    row.locator("summary").click()
    row.get_by_role("link", name="アカウントを止める").click()
    base.get_by_role("button", name="アカウントを止める").click()
    expect(base.get_by_role("main")).to_contain_text("佐藤 花さんのアカウントを止めました")
    arrives(nurse, SIGN_IN)
    expect(nurse.get_by_role("main")).to_contain_text("このアカウントは、いま使えません。")


def test_after_signing_in_again_one_is_back_where_one_was(own_house: House, visit: Visit) -> None:
    page = visit(own_house, "sato", "/boards/1?show=unread")
    other = visit(own_house, "sato", "/account/")
    other.get_by_role("button", name="ほかの1台をすべてサインアウトさせる").click()
    arrives(page, SIGN_IN)
    page.get_by_label("メールアドレス").fill("sato@example.jp")
    page.locator("input[name=password]").fill("kita-no-hoshi-2026")
    page.keyboard.press("Enter")
    arrives(page, r"/boards/1\?show=unread")
