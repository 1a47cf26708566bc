"""Real browsers before a real server. Nothing here sleeps: every wait is for a condition."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.house import House
from tests.cast import PASSWORD

Visit = Callable[..., Page]

PHONE, DESK = 390, 1280
expect.set_options(timeout=40_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("RENKEI_TEST_CHROMIUM") or "/usr/bin/chromium",
            args=[*(["--no-sandbox"] if os.geteuid() == 0 else []), *os.environ.get("RENKEI_CHROME_FLAGS", "").split()],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation with the cast, before anybody has come."""
    house = House(tmp_path_factory.mktemp("built"))
    house.hand.begin()
    house.close()
    return house


@pytest.fixture(scope="module")
def house(built: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation for the tests of one file."""
    yield from serving(built.copied_to(tmp_path_factory.mktemp("house") / "data"))


@pytest.fixture
def own_house(built: House, tmp_path: Path) -> Iterator[House]:
    """An installation for one test that kills its server, or shuts somebody out."""
    yield from serving(built.copied_to(tmp_path / "data"))


def serving(house: House) -> Iterator[House]:
    house.start()
    yield house
    house.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """`visit(house, "sato")` is a page of a browser of her own, signed in through the real form; without a name it is nobody's."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        house: House, who: str | None = None, path: str = "/", *, width: int = DESK, language: str = "ja", script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=house.url, viewport={"width": width, "height": 844}, locale="ja-JP", timezone_id="Asia/Tokyo",
            has_touch=width == PHONE, is_mobile=width == PHONE, java_script_enabled=script,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(40_000)
        context.add_cookies([{"name": "lang", "value": language, "url": house.url}])
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda message: wrong.append(message.text) if _breaks_the_policy(message) else None)
        page = context.new_page()
        if who:
            sign_in(page, who)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def sign_in(page: Page, who: str) -> None:
    """Through the form, as everybody does."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(f"{who}@example.jp")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button:not([type=button])").click()
    arrives(page, "/$")


def arrives(page: Page, path: str) -> None:
    """Waits until the page shows an address of this house whose path begins as the regular expression says, whatever ways it was led."""
    expect(page).to_have_url(re.compile("^http://[^/]+" + path))
    page.wait_for_load_state()


def without_real_time(page: Page) -> None:
    """Loads the page again, deaf: it hears of nothing, a sign-out least of all, until it asks. (No route reaches a WebSocket.)"""
    page.add_init_script("delete window.WebSocket")
    page.route("**/socket.io/**", lambda route: route.abort())
    page.reload()


def sign_out_elsewhere(page: Page) -> None:
    """As from another tab: the page itself is told nothing."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    page.context.request.post("/sign-out", form={"csrf_token": token})


@contextmanager
def stays_loaded(page: Page) -> Iterator[None]:
    """What happens to the page while this is open, happens without a reload."""
    page.evaluate("window.loadedBefore = true")
    yield
    assert page.evaluate("window.loadedBefore === true"), f"{page.url} was loaded again"


def _breaks_the_policy(message: ConsoleMessage) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
