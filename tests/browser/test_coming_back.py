"""A page that was away, for whatever reason and however long, ends in exactly the state of a fresh load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit, stays_loaded
from tests.browser.house import Hand, House
from tests.browser.state import ends_as_a_fresh_load

Away = Callable[[Page], AbstractContextManager[None]]


@dataclass
class Before:
    """What stood on the board before anybody went away."""

    asking: int
    plain: int
    doomed: int
    pinned: int
    reply: int
    bad_reply: int


def stand(hand: Hand) -> Before:
    asking = hand.post(by="kimura", title="発電機の数を教えてください", asks=True)["id"]
    plain = hand.post(by="tanaka", title="往診の日を変えます", body="月曜から火曜へ。")["id"]
    doomed = hand.post(by="tanaka", title="まちがえて出した知らせ", urgency="important")["id"]
    pinned = hand.post(by="kimura", title="当番表")["id"]
    hand.pin(post=pinned, by="kimura")
    reply = hand.reply(post=asking, by="tanaka", body="2台です。")["id"]
    bad_reply = hand.reply(post=asking, by="tanaka", body="4台です。")["id"]
    return Before(asking, plain, doomed, pinned, reply, bad_reply)


def much_happens(hand: Hand, before: Before) -> None:
    """Everything that can happen on a board."""
    fresh = hand.post(by="kimura", title="留守のあいだの知らせ", body="**読んでください。**", asks=True)["id"]
    hand.correct(post=before.plain, by="tanaka", title="往診の日を変えます（訂正）", body="月曜から水曜へ。")
    hand.withdraw(post=before.doomed, by="tanaka", reason="まちがいでした")
    hand.unpin(post=before.pinned, by="kimura")
    hand.pin(post=fresh, by="kimura")
    hand.answer(post=before.asking, by="tanaka", answer="ok")
    hand.answer(post=before.asking, by="ono", answer="call")
    hand.answer(post=fresh, by="tanaka", answer="no")
    hand.reply(post=before.asking, by="kimura", body="ありがとうございます。")
    hand.correct_reply(reply=before.reply, by="tanaka", body="3台です。")
    hand.withdraw_reply(reply=before.bad_reply, by="tanaka", reason="数えまちがい")
    hand.post(by="kimura", title="北町の停電", urgency="urgent")
    hand.post(by="kimura", title="東町の停電", urgency="urgent")
    taken_back = hand.post(by="kimura", title="南町の停電", urgency="urgent")["id"]
    hand.withdraw(post=taken_back, by="kimura", reason="停電していませんでした")


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """In a lift: the phone itself says so."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


@contextmanager
def asleep(page: Page) -> Iterator[None]:
    """In a pocket: nothing of the page runs."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("Page.setWebLifecycleState", {"state": "frozen"})
    yield
    protocol.send("Page.setWebLifecycleState", {"state": "active"})


@contextmanager
def asleep_without_line(page: Page) -> Iterator[None]:
    with offline(page), asleep(page):
        yield


@pytest.mark.parametrize("away", [offline, asleep, asleep_without_line])
def test_a_phone_that_slept_shows_what_a_fresh_load_shows(own_house: House, visit: Visit, away: Away) -> None:
    before = stand(own_house.hand)
    page = visit(own_house, "sato", "/boards/1", width=PHONE)
    expect(page.locator(f"#post-{before.asking}")).to_be_visible()
    with stays_loaded(page):
        with away(page):
            much_happens(own_house.hand, before)
        expect(page.get_by_role("article", name="留守のあいだの知らせ")).to_be_visible()
        ends_as_a_fresh_load(page, "board")


def test_every_open_page_comes_back_after_the_server_was_killed(own_house: House, visit: Visit) -> None:
    before = stand(own_house.hand)
    board = visit(own_house, "sato", "/boards/1", width=PHONE)
    base = visit(own_house, "kimura", f"/posts/{before.asking}/confirmations")
    home = visit(own_house, "ono", "/")
    pages = {"board": board, "grid": base, "home": home, "post": board.context.new_page(), "boards": home.context.new_page()}
    pages["post"].goto(f"/posts/{before.asking}")
    pages["boards"].goto("/boards/")
    for page in pages.values():
        expect(page.locator("#line-state")).to_be_hidden()
    with ExitStack() as all_stay:
        for page in pages.values():
            all_stay.enter_context(stays_loaded(page))
        own_house.kill()
        for page in pages.values():
            expect(page.locator("#line-state")).to_be_visible()
            expect(page.locator("#line-state")).to_contain_text("つながっていません")
        much_happens(own_house.hand, before)
        own_house.start()
        for page in pages.values():
            expect(page.locator("#line-state")).to_be_hidden(timeout=30_000)
        for kind, page in pages.items():
            ends_as_a_fresh_load(page, kind)


def test_what_happens_while_the_server_stays_up_is_the_same_as_a_fresh_load(own_house: House, visit: Visit) -> None:
    before = stand(own_house.hand)
    board = visit(own_house, "sato", "/boards/1", width=PHONE)
    post, grid = board.context.new_page(), visit(own_house, "kimura", f"/posts/{before.asking}/confirmations")
    post.goto(f"/posts/{before.asking}")
    with stays_loaded(board), stays_loaded(post), stays_loaded(grid):
        much_happens(own_house.hand, before)
        for kind, page in (("board", board), ("post", post), ("grid", grid)):
            ends_as_a_fresh_load(page, kind)


def numbers(page: Page) -> list[int]:
    """Of the posts on a board, from above."""
    found: list[int] = page.locator("#posts > .post").evaluate_all("posts => posts.map((one) => Number(one.dataset.seq))")
    return found


@pytest.mark.parametrize("new", [3, 70])
def test_a_long_board_comes_back_whole(own_house: House, visit: Visit, new: int) -> None:
    """More posts than one page holds; an old one moves; then few or very many new ones."""
    old = own_house.hand.post(by="tanaka", title="古い知らせ")["id"]
    for number in range(25):
        own_house.hand.post(by="kimura", title=f"知らせ {number}")
    page = visit(own_house, "sato", "/boards/1", width=PHONE)
    expect(page.get_by_role("article", name="知らせ 24")).to_be_visible()
    with stays_loaded(page):
        with offline(page):
            own_house.hand.reply(post=old, by="kimura", body="いまごろですが。")
            for number in range(new):
                own_house.hand.post(by="kimura", title=f"新しい知らせ {number}")
        expect(page.get_by_role("article", name=f"新しい知らせ {new - 1}")).to_be_visible()
        shown = numbers(page)
    fresh = page.context.new_page()
    fresh.goto("/boards/1")
    assert shown[: len(numbers(fresh))] == numbers(fresh)
    assert shown == own_house.hand.seqs()["newest_first"][: len(shown)], "there is a hole"
    while page.locator("#older").count():
        link = page.locator("#older a").get_attribute("href")
        page.locator("#older a").click()
        expect(page.locator(f"a[href='{link}']")).to_have_count(0)
    assert numbers(page) == own_house.hand.seqs()["newest_first"], "something is missing further below"
