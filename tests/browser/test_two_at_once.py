"""Two browsers at once: what one does, the other sees within a second or so, without reloading, on whatever page it is."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit, stays_loaded
from tests.browser.house import House

SOON = 15_000
"""Milliseconds: live, not by the look of every 90 seconds. How soon it is, `bench/` measures."""

OPEN = ["/", "/institutions/", "/people/", "/account/password"]

LISTEN_FOR_SOUND = """
window.sounds = 0;
HTMLMediaElement.prototype.play = function () { window.sounds += 1; };
for (const name of ['AudioContext', 'webkitAudioContext']) window[name] = class { constructor() { window.sounds += 1; } };
"""


def write(page: Page, title: str, body: str = "くわしくは電話で。", urgency: str = "通常") -> None:
    page.get_by_label("題名").fill(title)
    page.get_by_label("本文").fill(body)
    page.get_by_role("radio", name=urgency).check()
    page.get_by_role("button", name="投稿する").click()


def unread(page: Page) -> int:
    """What the badge of the first board says."""
    return int(page.locator("[data-unread-of='1']").first.evaluate("one => one.hidden ? 0 : one.firstChild.nodeValue"))


def test_a_notice_appears_in_the_other_browser(house: House, visit: Visit) -> None:
    nurse = visit(house, "sato", "/boards/1", width=PHONE)
    base = visit(house, "kimura", "/boards/1")
    with stays_loaded(nurse), stays_loaded(base):
        write(base, "あすの会議は19時からです")
        notice = nurse.get_by_role("article", name="あすの会議は19時からです")
        expect(notice).to_be_visible(timeout=SOON)
        expect(notice).to_contain_text("木村 葵")
        expect(base.get_by_role("article", name="あすの会議は19時からです")).to_be_visible(timeout=SOON)
        expect(base.get_by_label("題名")).to_have_value("")
    expect(notice.get_by_role("link", name="訂正")).to_be_hidden()
    expect(base.get_by_role("article", name="あすの会議は19時からです").get_by_role("link", name="訂正")).to_be_visible()


def test_an_urgent_notice_stands_over_every_page_without_a_sound(house: House, visit: Visit) -> None:
    base, stranger = visit(house, "kimura", "/boards/1"), visit(house, "suzuki")
    first = visit(house, "tanaka")
    first.context.add_init_script(LISTEN_FOR_SOUND)
    pages = [first.context.new_page() for _ in OPEN]
    for page, path in zip(pages, OPEN, strict=True):
        page.goto(path)
    with ExitStack() as all_stay:
        for page in pages:
            all_stay.enter_context(stays_loaded(page))
        write(base, "北町で停電しています", urgency="緊急")
        for page in pages:
            band = page.locator("#alerts[aria-live=assertive] .emergency", has_text="北町で停電しています")
            expect(band).to_be_in_viewport(timeout=SOON)
            expect(band).to_contain_text("緊急")
            assert page.evaluate("window.sounds") == 0
    assert not stranger.locator(".emergency").count()

    band = pages[0].locator(".emergency")
    band.get_by_role("button", name="読みました。閉じる").click()
    expect(band).to_have_count(0)
    pages[0].reload()
    expect(band).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_unread_count_rises_on_another_page(house: House, visit: Visit, width: int) -> None:
    doctor = visit(house, "tanaka", "/institutions/", width=width)
    total = doctor.locator(".nav-place [data-unread-of=all]")
    before = int(total.evaluate("one => one.firstChild.nodeValue"))
    with stays_loaded(doctor):
        house.hand.post(by="kimura", title=f"当番表を直しました {width}")
        expect(total).to_have_text(f"{before + 1}件の未読", timeout=SOON)
        expect(total).to_be_visible()
    doctor.reload()
    expect(total).to_have_text(f"{before + 1}件の未読")


def test_home_shows_what_is_new_by_itself(house: House, visit: Visit) -> None:
    doctor = visit(house, "tanaka", "/")
    with stays_loaded(doctor):
        house.hand.post(by="kimura", title="ワクチンの在庫を教えてください", asks=True)
        expect(doctor.get_by_role("main")).to_contain_text("ワクチンの在庫を教えてください")


def test_an_answer_on_the_first_page_is_said_in_the_place_of_the_request(house: House, visit: Visit) -> None:
    house.hand.post(by="kimura", title="車を貸してください", asks=True)
    nurse = visit(house, "sato", "/", width=PHONE)
    asked = nurse.locator("#home-owed .post-title").inner_text()
    with stays_loaded(nurse):
        nurse.locator("#home-owed").get_by_role("button", name="対応可").click()
        expect(nurse.get_by_role("status").filter(has_text="「対応可」と返事をしました")).to_be_focused()
        expect(nurse.locator(".home-answered").get_by_role("link", name=asked)).to_be_visible()
        nurse.get_by_text("返事を変える").click()
        nurse.locator(".home-answered").get_by_role("button", name="対応不可").click()
        expect(nurse.get_by_role("status").filter(has_text="「対応不可」と返事をしました")).to_be_focused()


def test_an_answer_is_seen_in_the_open_grid_and_by_colleagues(house: House, visit: Visit) -> None:
    asking = house.hand.post(by="kimura", title="夜間の往診ができますか", asks=True)["id"]
    station = house.hand.places()["institutions"]["訪問看護ステーションきた"]
    nurse = visit(house, "sato", "/boards/1", width=PHONE)
    manager = visit(house, "ono", "/boards/1")
    grid = visit(house, "kimura", f"/posts/{asking}/confirmations")
    row, own = grid.locator(f"#row-{station}"), f"#own-{asking}"
    expect(row).to_have_attribute("data-state", "read")
    expect(manager.locator(own)).to_contain_text("まだお返事していません")
    with stays_loaded(nurse), stays_loaded(manager), stays_loaded(grid):
        nurse.locator(f"#post-{asking}").get_by_role("button", name="対応可").click()
        expect(nurse.locator(own)).to_contain_text("対応可")
        expect(row).to_have_attribute("data-state", "ok", timeout=SOON)
        expect(row).to_contain_text("佐藤 花")
        expect(grid.locator(".tally-main b")).to_have_text("1")
        expect(manager.locator(own)).to_contain_text("対応可", timeout=SOON)
        expect(manager.locator(own)).to_contain_text("佐藤 花")
        expect(manager.locator(f"#post-{asking} .ask-progress")).to_contain_text("1 / ")


def test_an_open_grid_keeps_its_order_and_filter(house: House, visit: Visit) -> None:
    asking = house.hand.post(by="kimura", title="応援に出られますか", asks=True)["id"]
    places = house.hand.places()["institutions"]
    grid = visit(house, "kimura", f"/posts/{asking}/confirmations?state=no")
    with stays_loaded(grid):
        house.hand.answer(post=asking, by="tanaka", answer="ok")
        house.hand.answer(post=asking, by="sato", answer="no")
        expect(grid.locator(f"#row-{places['訪問看護ステーションきた']}")).to_be_visible(timeout=SOON)
        expect(grid.locator(f"#row-{places['田中医院']}")).to_have_count(0)


def test_a_reply_appears_below_the_open_post(house: House, visit: Visit) -> None:
    post = house.hand.post(by="kimura", title="車いすを貸してください")["id"]
    doctor, nurse = visit(house, "tanaka", f"/posts/{post}"), visit(house, "sato", f"/posts/{post}", width=PHONE)
    with stays_loaded(doctor), stays_loaded(nurse):
        nurse.get_by_role("textbox", name="返信").fill("1台あります。")
        nurse.get_by_role("button", name="返信する").click()
        for page in (doctor, nurse):
            expect(page.get_by_role("article", name="佐藤 花の返信")).to_contain_text("1台あります。", timeout=SOON)
