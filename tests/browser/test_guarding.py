"""Words that may tell who a patient is are shown while one writes, below the field; a bad line is no trouble."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.house import House


def test_it_warns_after_a_pause_and_is_silent_when_the_line_is_down(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/issues/generalise", width=PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/guard") else None)
    what, place = page.get_by_label("何が起きたか"), page.locator("#what-guard[role=status]")

    what.press_sequentially("小野寺ハル様（83歳）が急変した")
    expect(place.locator("mark")).to_have_text(["小野寺ハル様", "83歳"])
    assert len(asked) == 1, "asked once, after typing stopped"

    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/guard")):
        what.fill("302号室")
    expect(place.locator("mark")).to_have_text(["小野寺ハル様", "83歳"])

    page.context.set_offline(False)
    what.press_sequentially("で")
    expect(place.locator("mark")).to_have_text(["302号室"])
    what.fill("夜間に連絡がつかない")
    expect(place).to_be_empty()


def test_without_script_the_same_is_said_after_sending(house: House, visit: Visit) -> None:
    page = visit(house, "sato", "/issues/generalise", script=False)
    page.get_by_label("何が起きたか").fill("小野寺ハル様が急変した")
    page.get_by_role("button", name="みんなの課題の文を作る").click()
    expect(page.locator("#what-guard mark")).to_have_text("小野寺ハル様")
    expect(page.get_by_label("何が起きたか")).to_have_value("小野寺ハル様が急変した")
