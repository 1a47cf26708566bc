"""A button pressed without a line counts: what was written goes by itself and once, also from another page, and a refusal says why."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.board.papers import photo
from tests.browser.conftest import PHONE, Visit, arrives, stays_loaded
from tests.browser.house import House

WAITS = "まだ届いていません。つながったら自動で送ります。"


@pytest.fixture(scope="module")
def meeting(house: House) -> Any:
    return house.hand.assembly()


def line(page: Page) -> Locator:
    return page.locator("form[data-keep] .draft-state").filter(visible=True)


def waiting(page: Page) -> Locator:
    return page.get_by_role("region", name="送信待ち")


def count(page: Page, value: str, note: str) -> None:
    page.get_by_label("数", exact=True).fill(value)
    page.get_by_label("ひとこと").fill(note)
    page.get_by_role("button", name="数を書く").click()


def arrives_but_is_not_answered(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort()


def test_a_number_pressed_without_a_line_arrives_once_when_it_returns(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "tanaka", meeting["values"], width=PHONE)
    with stays_loaded(page):
        page.context.set_offline(True)
        count(page, "24", "線のない数")
        expect(line(page)).to_contain_text(WAITS)
        expect(page.get_by_label("ひとこと")).to_have_value("線のない数")
    page.context.set_offline(False)
    arrives(page, "/issues/")
    expect(page.get_by_role("status").filter(has_text="数を書きました。")).to_be_visible()
    assert house.hand.values_saying(note="線のない数") == {"values": ["24"]}


def test_what_waits_goes_from_another_page_after_its_own_was_closed(house: House, visit: Visit, meeting: Any) -> None:
    first = visit(house, "tanaka", meeting["values"], width=PHONE)
    first.route("**/values", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    count(first, "25", "閉じた画面の数")
    expect(line(first)).to_contain_text(WAITS)
    first.reload()
    expect(line(first)).to_contain_text(WAITS)
    expect(first.get_by_label("数", exact=True)).to_have_value("25")
    page = first.context.new_page()
    first.close()
    with page.expect_response("**/values"):
        page.goto("/institutions/")
    expect(waiting(page)).to_have_count(0)
    assert house.hand.values_saying(note="閉じた画面の数") == {"values": ["25"]}
    page.goto(meeting["values"])
    expect(page.get_by_label("数", exact=True)).to_have_value("")
    expect(line(page)).to_have_count(0)


def test_what_is_changed_after_its_answer_was_lost_is_not_taken_for_the_same(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "tanaka", meeting["values"], width=PHONE)
    page.route("**/values", arrives_but_is_not_answered, times=1)
    count(page, "26", "はじめの数")
    expect(line(page)).to_contain_text(WAITS)
    count(page, "27", "直した数")
    arrives(page, "/issues/")
    assert [house.hand.values_saying(note=one) for one in ("はじめの数", "直した数")] == [{"values": ["26"]}, {"values": ["27"]}]


def test_an_item_is_changed_once_and_by_itself_when_the_line_is_back(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "kimura", f"/items/{meeting['items'][2]}/edit", width=PHONE)
    with stays_loaded(page):
        page.context.set_offline(True)
        page.get_by_label("くわしく").fill("夜間の救急搬送は年31件")
        page.get_by_role("button", name="保存する").click()
        expect(line(page)).to_contain_text(WAITS)
    page.route("**/edit", arrives_but_is_not_answered, times=1)
    with page.expect_event("requestfailed"):
        page.context.set_offline(False)
    page.reload()
    arrives(page, "/meetings/[0-9]+/agenda")
    assert house.hand.item_says(item=meeting["items"][2]) == {"detail": "夜間の救急搬送は年31件", "changes": 1}


def test_a_homework_is_done_once_though_its_answer_was_lost(house: House, visit: Visit, meeting: Any) -> None:
    task = house.hand.homework(meeting=meeting["id"], what="当番表を送る")["id"]
    page = visit(house, "sato", "/tasks/", width=PHONE)
    page.route("**/done", arrives_but_is_not_answered, times=1)
    page.locator("details summary", has_text="済みにする").click()
    page.get_by_role("button", name="済みにする").click()
    expect(line(page)).to_contain_text(WAITS)
    assert house.hand.done_with(task=task) == {"note": ""}
    page.goto("/boards/1")
    expect(waiting(page)).to_be_hidden()
    page.goto("/tasks/")
    expect(page.get_by_text("「済み」にしました。")).to_be_visible()


def test_an_evaluation_and_a_photograph_go_once_though_their_page_was_closed(house: House, visit: Visit, meeting: Any) -> None:
    first, at = visit(house, "kimura", meeting["values"].replace("values", "evaluations"), width=PHONE), meeting["values"]
    first.context.route("**/countermeasures/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    first.get_by_role("radio", name="一部達成").check(force=True)
    first.get_by_label("分かったこと").fill("線のない評価")
    first.get_by_role("radio", name="継続").check()
    first.get_by_role("button", name="この評価にする").click()
    expect(line(first)).to_contain_text(WAITS)
    first.goto(at.replace("values", "implementations"))
    expect(waiting(first)).to_contain_text("一部達成　線のない評価　継続")
    first.get_by_label("したこと").fill("線のない実施")
    first.locator("input[type=file]").set_input_files({"name": "棚.jpg", "mimeType": "image/jpeg", "buffer": photo(900, 600)})
    first.get_by_role("button", name="実施を書く").click()
    expect(line(first)).to_contain_text(WAITS)
    first.reload()
    expect(line(first)).to_contain_text(WAITS)
    assert first.locator("input[type=file]").evaluate("box => [...box.files].map(one => one.name)") == ["棚.jpg"]
    page = first.context.new_page()
    first.close()
    page.goto("/account/")
    expect(waiting(page)).to_contain_text("線のない実施　棚.jpg")
    page.context.unroute_all()
    with page.expect_response("**/implementations"):
        page.goto("/institutions/")
    expect(waiting(page)).to_have_count(0)
    assert house.hand.evaluations_saying(lesson="線のない評価") == {"verdicts": ["partly"]}
    assert house.hand.reports_saying(what="線のない実施") == {"files": [1]}


def test_a_refusal_is_said_where_one_is_and_leads_back_to_the_form(house: House, visit: Visit, meeting: Any) -> None:
    page = visit(house, "tanaka", meeting["values"], width=PHONE)
    page.context.set_offline(True)
    count(page, "たくさん", "書きまちがい")
    expect(line(page)).to_contain_text(WAITS)
    with stays_loaded(page):
        page.context.set_offline(False)
        expect(page.get_by_role("alert")).to_contain_text("数字だけで書いてください")
        expect(page.get_by_label("ひとこと")).to_have_value("書きまちがい")
    page.route("**/values", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="数を書く").click()
    expect(line(page)).to_contain_text(WAITS)
    page.unroute_all()
    with page.expect_response("**/values"):
        page.goto("/institutions/")
    expect(waiting(page)).to_contain_text("受けつけられませんでした。数：数字だけで書いてください。")
    waiting(page).get_by_role("link", name="書いたところを開く").click()
    expect(page.get_by_label("ひとこと")).to_have_value("書きまちがい")
    expect(line(page)).to_contain_text("数字だけで書いてください")
    page.goto("/institutions/")
    expect(waiting(page)).to_have_count(0)
    assert house.hand.values_saying(note="書きまちがい") == {"values": []}


def test_who_has_no_account_answers_an_invitation_without_a_line_too(house: House, visit: Visit, meeting: Any) -> None:
    asked = house.hand.invitation(meeting=meeting["id"])
    page = visit(house, None, asked["link"], width=PHONE)
    page.context.set_offline(True)
    page.get_by_role("radio", name="Web").check(force=True)
    page.get_by_role("button", name="返事をする").click()
    expect(line(page)).to_contain_text(WAITS)
    assert house.hand.answer_of(line=asked["line"]) == {"answer": None}
    page.context.set_offline(False)
    expect(page.get_by_text("お返事を受けとりました。")).to_be_visible()
    assert house.hand.answer_of(line=asked["line"]) == {"answer": "web"}
