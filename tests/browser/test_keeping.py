"""A form of its own page loses nothing either: a reload, a cut line, a refusal, another person on the same device, a press by mistake."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, Visit, arrives, sign_in, stays_loaded
from tests.browser.house import House
from tests.cast import PASSWORD

GROW_OLD = """() => {
  const key = Object.keys(localStorage).find((one) => one.startsWith('renkei:kept:'));
  const kept = JSON.parse(localStorage.getItem(key));
  localStorage.setItem(key, JSON.stringify({ ...kept, at: kept.at - 15 * 24 * 3600 * 1000 }));
}"""
TEXT = "休日に麻薬の処方を受けられる薬局が少ない。"


@pytest.fixture(scope="module")
def meeting(house: House) -> Any:
    return house.hand.assembly()


def propose(page: Page, title: str, text: str = TEXT) -> None:
    page.get_by_label("取り上げてほしいこと").fill(title)
    page.get_by_label("くわしく").fill(text)


def press(page: Page) -> None:
    page.get_by_role("button", name="提案する").click()


def line(page: Page) -> Locator:
    return page.locator("form[data-keep] [role=status].draft-state")


def drafts(page: Page) -> int:
    kept: int = page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('renkei:kept:')).length")
    return kept


def test_what_is_typed_outlives_a_reload_until_it_is_sent(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "sato", meeting["propose"])
    propose(page, "休日の麻薬処方")
    page.get_by_label("場面").select_option("sudden")
    expect(line(page)).to_contain_text("下書きを保存しました（この端末に ")
    page.reload()
    expect(page.get_by_label("取り上げてほしいこと")).to_have_value("休日の麻薬処方")
    expect(page.get_by_label("場面")).to_have_value("sudden")
    expect(line(page)).to_contain_text("下書きを保存しました")
    expect(page.get_by_label("取り上げてほしいこと")).not_to_be_focused()
    press(page)
    arrives(page, "/.*/backlog")
    assert drafts(page) == 0
    assert house.hand.proposals_called(title="休日の麻薬処方") == {"texts": [TEXT]}
    page.goto(meeting["propose"])
    expect(page.get_by_label("取り上げてほしいこと")).to_have_value("")


def test_what_is_sent_without_a_line_stays_and_is_sent_once(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "sato", meeting["propose"], width=PHONE)
    propose(page, "線のない提案")
    with stays_loaded(page):
        page.context.set_offline(True)
        press(page)
        expect(line(page)).to_contain_text("まだ届いていません。つながったら自動で送ります。")
        expect(page.get_by_label("くわしく")).to_have_value(TEXT)
    page.context.set_offline(False)
    arrives(page, "/.*/backlog")
    assert house.hand.proposals_called(title="線のない提案") == {"texts": [TEXT]}


def test_an_answer_lost_on_the_way_back_does_not_make_two(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "sato", meeting["propose"], width=PHONE)

    def arrives_but_is_not_answered(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/proposals", arrives_but_is_not_answered, times=1)
    propose(page, "答えのない提案")
    press(page)
    expect(line(page)).to_contain_text("自動で送ります")
    page.reload()
    arrives(page, "/.*/backlog")
    assert house.hand.proposals_called(title="答えのない提案") == {"texts": [TEXT]}


def test_a_form_that_cannot_be_sent_twice_waits_for_its_writer(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "kimura", meeting["propose"].replace("proposals/new", "edit"), width=PHONE)
    name, purpose = page.get_by_label("会議体の名前"), page.get_by_label("何のための会議か")
    name.fill("")
    purpose.fill("夜間の救急搬送を減らす")
    with stays_loaded(page):
        page.context.set_offline(True)
        page.get_by_role("button", name="保存する").click()
        expect(line(page)).to_contain_text("電波がもどったら、もう一度押してください。書いたものは、この端末に残っています。")
        page.context.set_offline(False)
        page.get_by_role("button", name="保存する").click()  # its name is missing
        expect(page.get_by_role("alert")).to_contain_text("まだ保存していません")
        expect(purpose).to_have_value("夜間の救急搬送を減らす")
        name.fill("夜の電話先")
    page.reload()
    expect(name).to_have_value("夜の電話先")
    expect(purpose).to_have_value("夜間の救急搬送を減らす")


def test_a_refusal_keeps_what_was_typed_and_says_why(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "sato", meeting["propose"], width=PHONE)
    with stays_loaded(page):
        propose(page, "")
        press(page)
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_label("取り上げてほしいこと")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("くわしく")).to_have_value(TEXT)
    assert drafts(page) == 1
    page.reload()
    expect(page.get_by_label("くわしく")).to_have_value(TEXT)


def test_a_draft_waits_for_its_writer_to_sign_in_again_and_for_nobody_else(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "sato", meeting["propose"])
    propose(page, "サインアウトした佐藤の提案")
    page.context.clear_cookies()
    press(page)
    arrives(page, r"/sign-in\?next=")
    page.locator("input[name=email]").fill("sato@example.jp")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button:not([type=button])").click()
    arrives(page, "/.*/backlog")  # it was pressed: once she is known again it goes
    assert house.hand.proposals_called(title="サインアウトした佐藤の提案") == {"texts": [TEXT]}
    page.goto(meeting["propose"])
    propose(page, "佐藤の書きかけ")
    page.get_by_role("button", name="サインアウト").first.click()
    sign_in(page, "tanaka")
    page.goto(meeting["propose"])
    expect(page.get_by_label("取り上げてほしいこと")).to_have_value("")
    assert drafts(page) == 1  # it waits for its writer: two who share a computer lose nothing to each other


def test_a_draft_dropped_by_mistake_comes_back(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "sato", meeting["propose"])
    propose(page, "いらない提案")
    page.get_by_role("button", name="下書きを消す").click()
    expect(page.get_by_label("取り上げてほしいこと")).to_have_value("")
    assert drafts(page) == 0
    page.get_by_role("button", name="もとにもどす").click()
    expect(page.get_by_label("取り上げてほしいこと")).to_have_value("いらない提案")
    page.evaluate(GROW_OLD)
    page.reload()
    expect(page.get_by_label("取り上げてほしいこと")).to_have_value("")
    assert drafts(page) == 0


def test_a_post_that_waited_and_is_refused_on_another_page_is_a_draft_again(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    page.route("**/posts", lambda route: route.abort())
    page.get_by_label("本文").fill("題名のない知らせ。")
    page.get_by_role("button", name="投稿する").click()
    expect(page.get_by_role("region", name="送信待ち")).to_be_visible()
    page.unroute("**/posts")
    with page.expect_response("**/posts") as refused:
        page.goto("/")
    assert refused.value.status == 422
    expect(page.get_by_role("region", name="送信待ち")).to_be_hidden()
    page.goto("/boards/1")
    expect(page.get_by_label("本文")).to_have_value("題名のない知らせ。")
