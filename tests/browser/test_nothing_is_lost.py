"""What somebody has written is never lost and never sent twice: no line, no answer, a reload, a refusal, a sign-in that has ended."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Visit, arrives, sign_in, sign_out_elsewhere, stays_loaded, without_real_time
from tests.browser.house import House


def type_post(page: Page, title: str, body: str = "薬局の在庫は30箱です。") -> None:
    page.get_by_label("題名").fill(title)
    page.get_by_label("本文").fill(body)


def send(page: Page) -> None:
    page.get_by_role("button", name="投稿する").click()


def waits(page: Page, title: str) -> None:
    """It is said that this is kept and will be sent."""
    queue = page.get_by_role("region", name="送信待ち")
    expect(queue).to_be_visible()
    expect(queue).to_contain_text(title)


def stands_once(house: House, page: Page, title: str) -> None:
    expect(page.get_by_role("article", name=title)).to_have_count(1)
    expect(page.get_by_role("region", name="送信待ち")).to_be_hidden()
    assert house.hand.posts_called(title=title) == {"count": 1}


def test_what_is_sent_without_a_line_waits_and_arrives_once(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    with stays_loaded(page):
        type_post(page, "手袋があります")
        expect(page.get_by_text("下書きを保存しました")).to_be_visible()
        page.context.set_offline(True)
        send(page)
        waits(page, "手袋があります")
        expect(page.get_by_label("題名")).to_have_value("")
        page.context.set_offline(False)
        stands_once(house, page, "手袋があります")


def test_what_waits_survives_a_reload_and_is_sent_from_another_page(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    page.route("**/posts", lambda route: route.abort())
    type_post(page, "ガーゼがあります")
    send(page)
    waits(page, "ガーゼがあります")
    page.unroute("**/posts")
    page.goto("/")
    expect(page.get_by_role("region", name="送信待ち")).to_be_hidden()
    page.goto("/boards/1")
    stands_once(house, page, "ガーゼがあります")


def test_an_answer_lost_on_the_way_back_does_not_make_two(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)

    def arrives_but_is_not_answered(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/posts", arrives_but_is_not_answered, times=1)
    type_post(page, "包帯があります")
    send(page)
    waits(page, "包帯があります")
    page.get_by_role("button", name="いま送る").click()
    stands_once(house, page, "包帯があります")


def test_what_waits_can_be_taken_back_and_changed(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    page.context.set_offline(True)
    type_post(page, "体温計が5本あります")
    send(page)
    page.get_by_role("button", name="下書きにもどす").click()
    expect(page.get_by_role("region", name="送信待ち")).to_be_hidden()
    expect(page.get_by_label("題名")).to_have_value("体温計が5本あります")
    page.get_by_label("題名").fill("体温計が3本あります")
    page.context.set_offline(False)
    send(page)
    stands_once(house, page, "体温計が3本あります")
    assert house.hand.posts_called(title="体温計が5本あります") == {"count": 0}


def test_a_draft_outlives_a_reload_until_it_is_sent(house: House, visit: Visit) -> None:
    page = visit(house, "kimura", "/boards/1")
    type_post(page, "書きかけの知らせ", "まだ途中です")
    page.get_by_role("radio", name="重要").check()
    page.get_by_label("施設ごとの返事").select_option(index=2)
    chosen = page.get_by_label("施設ごとの返事").input_value()
    expect(page.get_by_text("下書きを保存しました")).to_be_visible()
    page.reload()
    expect(page.get_by_label("題名")).to_have_value("書きかけの知らせ")
    expect(page.get_by_label("本文")).to_have_value("まだ途中です")
    expect(page.get_by_role("radio", name="重要")).to_be_checked()
    expect(page.get_by_label("施設ごとの返事")).to_have_value(chosen)
    send(page)
    stands_once(house, page, "書きかけの知らせ")
    page.reload()
    expect(page.get_by_label("題名")).to_have_value("")


def test_a_draft_belongs_to_its_writer_alone(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1")
    type_post(page, "佐藤の下書き")
    expect(page.get_by_text("下書きを保存しました")).to_be_visible()
    page.get_by_role("button", name="サインアウト").first.click()
    sign_in(page, "ono")
    page.goto("/boards/1")
    expect(page.get_by_label("題名")).to_have_value("")


def test_what_is_refused_is_kept_with_a_sentence_at_its_field(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", width=PHONE)
    title, body = page.get_by_label("題名"), page.get_by_label("本文")
    with stays_loaded(page):
        type_post(page, "")
        send(page)
        expect(title).to_have_attribute("aria-invalid", "true")
        expect(title).to_have_accessible_description("題名を書いてください。何の知らせか、ひと目で分かるように。")
        expect(title).to_be_focused()
        expect(body).to_have_value("薬局の在庫は30箱です。")
        type_post(page, "短くしました")
        send(page)
        stands_once(house, page, "短くしました")


def test_an_answer_given_without_a_line_arrives(house: House, visit: Visit) -> None:
    asking = house.hand.post(by="kimura", title="あす出られますか", asks=True)["id"]
    page = visit(house, "sato", "/boards/1", width=PHONE)
    page.context.set_offline(True)
    page.locator(f"#post-{asking}").get_by_role("button", name="対応可").click()
    waits(page, "あす出られますか")
    page.context.set_offline(False)
    expect(page.locator(f"#own-{asking}")).to_contain_text("対応可")
    expect(page.get_by_role("region", name="送信待ち")).to_be_hidden()


def test_a_reply_without_a_line_arrives(house: House, visit: Visit) -> None:
    post = house.hand.post(by="kimura", title="だれか行けますか")["id"]
    page = visit(house, "sato", f"/posts/{post}", width=PHONE)
    page.context.set_offline(True)
    page.get_by_role("textbox", name="返信").fill("行けます。")
    page.get_by_role("button", name="返信する").click()
    waits(page, "行けます。")
    page.context.set_offline(False)
    expect(page.get_by_role("article", name="佐藤 花の返信")).to_contain_text("行けます。")


def test_who_was_signed_out_meanwhile_signs_in_and_it_is_sent(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1")
    without_real_time(page)
    type_post(page, "湿布があります")
    sign_out_elsewhere(page)
    send(page)
    arrives(page, "/sign-in")
    sign_in(page, "sato")
    page.goto("/boards/1")
    stands_once(house, page, "湿布があります")
