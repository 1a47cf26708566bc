"""Files chosen in a real browser: seen on the board at once, and neither they nor the text are lost when the line breaks."""

from __future__ import annotations

import os
import random

from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.board.papers import pdf, photo
from tests.browser.conftest import PHONE, Visit, arrives, sign_in, sign_out_elsewhere, stays_loaded, without_real_time
from tests.browser.house import House
from tests.browser.test_nothing_is_lost import send, stands_once, type_post

LARGE = pdf(tail=b"%" + os.urandom(600_000).replace(b"\n", b" ") + b"\n%%EOF\n")
"""Three pieces."""


def choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    chosen = [{"name": name, "mimeType": mime, "buffer": content} for name, mime, content in files]
    page.locator("input[type=file][multiple]").set_input_files(chosen)  # type: ignore[arg-type]


def broken_after(page: Page, pieces: int) -> list[bool]:
    """So many pieces pass, then the line is away until the list says True."""
    passed, mended = [0], [False]

    def piece(route: Route) -> None:
        passed[0] += 1
        if passed[0] > pieces and not mended[0]:
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads", piece)
    return mended


def test_a_photograph_and_a_paper_stand_on_the_board(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    with stays_loaded(page):
        type_post(page, "棚のようすです")
        choose(page, ("棚.jpg", "image/jpeg", photo(900, 600)), ("ちらし.pdf", "application/pdf", pdf()))
        expect(page.get_by_text("送りました")).to_have_count(2)
        send(page)
        stands_once(house, page, "棚のようすです")
        post = page.get_by_role("article", name="棚のようすです")
        picture = post.get_by_role("img", name="写真：棚.jpg")
        expect(picture).to_be_visible()
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth === 480", arg=picture.element_handle())
        expect(post.get_by_role("link", name="ちらし.pdf")).to_be_visible()
        expect(page.locator(".attach-row")).to_have_count(0)
    with page.expect_download() as download:
        post.get_by_role("link", name="ちらし.pdf").click()
    assert download.value.suggested_filename == "ちらし.pdf"


def test_who_watches_the_board_sees_the_picture_without_loading(house: House, visit: Visit) -> None:
    watcher = visit(house, "tanaka", "/boards/1")
    page = visit(house, "sato", "/boards/1")
    with stays_loaded(watcher):
        type_post(page, "道がふさがっています")
        choose(page, ("道.png", "image/png", photo(300, 200, kind="PNG")))
        send(page)
        expect(watcher.get_by_role("img", name="写真：道.png")).to_be_visible()


def test_a_line_cut_in_the_middle_of_a_file_loses_neither_text_nor_file(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    mended = broken_after(page, 1)
    with stays_loaded(page):
        type_post(page, "長い書類です")
        choose(page, ("書類.pdf", "application/pdf", LARGE))
        expect(page.get_by_text("電波を待っています")).to_be_visible()
        send(page)
        expect(page.get_by_text("ファイルが届いたら、自動で送ります")).to_be_visible()
        expect(page.get_by_label("題名")).to_have_value("長い書類です")
        mended[0] = True
        page.evaluate("dispatchEvent(new Event('online'))")
        stands_once(house, page, "長い書類です")
    address = page.get_by_role("article", name="長い書類です").get_by_role("link", name="書類.pdf").get_attribute("href")
    assert page.request.get(f"{house.url}{address}").body() == LARGE


def test_a_page_closed_in_the_middle_of_a_file_goes_on_when_it_is_opened_again(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    broken_after(page, 1)
    type_post(page, "読みこみなおしても")
    choose(page, ("書類.pdf", "application/pdf", LARGE))
    expect(page.get_by_text("電波を待っています")).to_be_visible()
    page.unroute("**/uploads")
    page.reload()
    expect(page.get_by_label("題名")).to_have_value("読みこみなおしても")
    expect(page.locator(".attach-row")).to_contain_text("書類.pdf")
    expect(page.get_by_text("送りました")).to_be_visible()
    send(page)
    stands_once(house, page, "読みこみなおしても")
    expect(page.get_by_role("article", name="読みこみなおしても").get_by_role("link", name="書類.pdf")).to_be_visible()


def test_who_was_signed_out_meanwhile_signs_in_and_the_file_goes_on(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1")
    without_real_time(page)
    type_post(page, "サインインしなおして")
    sign_out_elsewhere(page)
    choose(page, ("書類.pdf", "application/pdf", LARGE))
    arrives(page, "/sign-in")
    sign_in(page, "sato")
    page.goto("/boards/1")
    expect(page.get_by_text("送りました")).to_be_visible()
    send(page)
    stands_once(house, page, "サインインしなおして")


def test_on_a_slow_line_the_way_to_the_sign_in_is_begun_once(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1")
    without_real_time(page)
    sign_out_elsewhere(page)
    begun: list[Route] = []

    def held(route: Route) -> None:
        begun.append(route)

    page.route("**/sign-in**", held)
    for time in range(3):  # the file asks again and again while the sign-in is still on its way
        with page.expect_response("**/uploads"):
            if time == 0:
                choose(page, ("書類.pdf", "application/pdf", LARGE))
    assert len(begun) == 1
    begun[0].continue_()
    arrives(page, r"/sign-in\?next=(/|%2F)boards(/|%2F)1$")


def test_what_is_not_taken_says_why_and_the_rest_is_posted(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    type_post(page, "二つのうち一つ")
    choose(page, ("x.pdf", "application/pdf", b"MZ" + bytes(300)), ("棚.jpg", "image/jpeg", photo()))
    expect(page.get_by_text("この種類のファイルは受けとれません")).to_be_visible()
    page.get_by_role("button", name="x.pdf をはずす").click()
    expect(page.get_by_text("この種類のファイルは受けとれません")).to_have_count(0)
    expect(page.get_by_text("送りました")).to_have_count(1)
    send(page)
    stands_once(house, page, "二つのうち一つ")
    expect(page.get_by_role("article", name="二つのうち一つ").get_by_role("img")).to_have_count(1)


def test_a_file_is_taken_out_before_sending(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    type_post(page, "やはり写真なしで")
    choose(page, ("棚.jpg", "image/jpeg", photo()))
    expect(page.get_by_text("送りました")).to_be_visible()
    page.get_by_role("button", name="棚.jpg をはずす").click()
    send(page)
    stands_once(house, page, "やはり写真なしで")
    expect(page.get_by_role("article", name="やはり写真なしで").get_by_role("img")).to_have_count(0)


def test_a_correction_waits_for_its_files(house: House, visit: Visit) -> None:
    post = house.hand.post(by="sato", title="地図を足します")["id"]
    page = visit(house, "sato", f"/posts/{post}/correction")
    choose(page, ("地図.pdf", "application/pdf", LARGE))
    page.get_by_role("button", name="訂正する").click()
    expect(page.get_by_role("link", name="地図.pdf")).to_be_visible()


def test_files_come_without_script(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", script=False)
    type_post(page, "スクリプトなし")
    choose(page, ("棚.jpg", "image/jpeg", photo()), ("ちらし.pdf", "application/pdf", pdf()))
    send(page)
    expect(page.get_by_role("article", name="スクリプトなし").get_by_role("img", name="写真：棚.jpg")).to_be_visible()


def test_a_large_photograph_is_made_smaller_before_it_is_sent(house: House, visit: Visit) -> None:
    dots = random.Random(1).randbytes(1300 * 1000 * 3)
    noise = Image.frombytes("RGB", (1300, 1000), dots).resize((3900, 3000), Image.Resampling.NEAREST)
    import io

    into = io.BytesIO()
    noise.save(into, "JPEG", quality=90)
    page = visit(house, "sato", "/boards/1", width=PHONE)
    sizes: list[int] = []
    page.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")) if request.url.endswith("/uploads") else None)
    type_post(page, "大きな写真")
    choose(page, ("大.jpg", "image/jpeg", into.getvalue()))
    expect(page.get_by_text("送りました")).to_be_visible()
    assert sum(sizes) < len(into.getvalue()) * 0.7
