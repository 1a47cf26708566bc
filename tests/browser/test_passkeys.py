"""Passkeys in a real browser with a virtual keychain, under the policy of the house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit, arrives, serving, sign_in
from tests.browser.house import House
from tests.cast import PASSWORD


class NamedHouse(House):
    """Browsers keep passkeys for names only, not for the numbers of an address."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"http://localhost:{self.port}"


@pytest.fixture
def named_house(built: House, tmp_path: Path) -> Iterator[House]:
    built.copied_to(tmp_path / "data")
    yield from serving(NamedHouse(tmp_path / "data"))


def keychain(page: Page, *, checks: bool = True) -> tuple[object, str]:
    """A keychain in this browser, which checks its person (or fails to)."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": checks,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return line, str(line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def signs_out(page: Page) -> None:
    """From a page that is empty by then: one that hears of it would lead elsewhere on its own."""
    token = page.locator("#act input[name=csrf_token]").input_value()
    page.goto("about:blank")
    page.request.post("/sign-out", form={"csrf_token": token})


def test_a_passkey_is_made_and_signs_in_alone_as_second_step_and_when_asked_again(named_house: House, visit: Visit) -> None:
    page = visit(named_house, None, "/sign-in", width=PHONE)
    line, number = keychain(page)
    sign_in(page, "sato")
    page.goto("/account/")
    page.get_by_role("link", name="パスキーを加える").click()
    page.get_by_label("パスキーの名前").fill("わたしの電話")
    page.get_by_role("button", name="この端末でパスキーを作る").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="しまいました。次に進む").click()
    expect(page.locator("main")).to_contain_text("わたしの電話")

    signs_out(page)
    page.goto("/sign-in?next=/people/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    arrives(page, "/people/$")

    signs_out(page)
    page.goto("/sign-in")
    page.locator("input[name=email]").fill("sato@example.jp")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    arrives(page, "/sign-in/second-step")
    page.get_by_role("button", name="パスキーで確かめる").click()
    arrives(page, "/$")

    page.goto("/account/again?next=/people/")
    page.get_by_role("button", name="パスキーで確かめる").click()
    arrives(page, "/people/$")

    line.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})  # type: ignore[attr-defined]
    page.goto("/account/again?next=/boards/")
    page.get_by_role("button", name="パスキーで確かめる").click()
    expect(page.get_by_text("パスキーを使えませんでした。")).to_be_visible()


def test_without_script_the_code_app_works_and_no_button_of_a_passkey_stands_there(named_house: House, visit: Visit) -> None:
    from tests.auth.proofs import code_of, key_on

    page = visit(named_house, "ono", "/account/code-app", script=False)
    page.get_by_label("確認の番号").fill(code_of(key_on(page.content())))
    page.get_by_role("button", name="この番号で確かめる").click()
    expect(page.locator(".codes li")).to_have_count(10)
    code = page.locator(".codes li").first.inner_text()
    page.goto("/account/")
    page.locator("button[formaction='/sign-out']").first.click()
    page.locator("input[name=email]").fill("ono@example.jp")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.locator("[data-passkey]")).to_have_count(0)
    page.get_by_label("確認の番号").fill(code)
    page.get_by_role("button", name="確かめてサインイン").click()
    arrives(page, "/$")
