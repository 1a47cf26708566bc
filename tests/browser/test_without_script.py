"""Old machines, strict networks, a script that did not arrive: reading, writing and answering need none."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.house import House


def test_everything_needed_can_be_done_without_script(house: House, visit: Visit) -> None:
    asking = house.hand.post(by="kimura", title="酸素ボンベの残りを教えてください", asks=True)
    page = visit(house, "sato", script=False, width=PHONE)

    page.get_by_role("link", name="掲示板").first.click()
    page.get_by_role("main").get_by_role("link", name="お知らせ").click()
    article = page.locator(f"#post-{asking['id']}")
    expect(article).to_contain_text("酸素ボンベの残りを教えてください")

    article.get_by_role("button", name="対応可").click()
    expect(page.locator(f"#own-{asking['id']}")).to_contain_text("対応可")
    expect(page.locator(f"#own-{asking['id']}")).to_contain_text("佐藤 花")

    page.get_by_label("題名").fill("手袋があまっています")
    page.get_by_label("本文").fill("Mサイズ **50箱** です。")
    page.get_by_role("button", name="投稿する").click()
    written = page.get_by_role("article", name="手袋があまっています")
    expect(written.locator("strong")).to_have_text("50箱")

    written.get_by_role("link", name="手袋があまっています").click()
    page.get_by_role("textbox", name="返信").fill("まだ30箱あります。")
    page.get_by_role("button", name="返信する").click()
    expect(page.get_by_role("article", name="佐藤 花の返信")).to_contain_text("まだ30箱あります。")

    page.get_by_text("メニュー").click()
    page.get_by_role("button", name="サインアウト").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")


def test_what_is_refused_is_kept_without_script(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/boards/1", script=False)
    page.get_by_label("本文").fill("題名をわすれました。")
    page.get_by_role("button", name="投稿する").click()
    expect(page.get_by_label("本文")).to_have_value("題名をわすれました。")
    expect(page.get_by_label("題名")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("題名を書いてください。")
