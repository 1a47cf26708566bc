"""Every page at both widths, in both languages and in the largest text: axe finds nothing, and nothing is wider than the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.house import ROOT, House

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHORTEST = 320
"""CSS pixels: a desk screen enlarged to 400 %, as WCAG 1.4.10 asks."""

WIDE = """sizes => {
    const html = document.documentElement, before = html.getAttribute('data-text');
    const wide = sizes.map(size => { html.dataset.text = size; return html.scrollWidth });
    if (before === null) html.removeAttribute('data-text'); else html.setAttribute('data-text', before);
    return wide;
}"""
"""How wide the page is in each of these sizes of text; it is left as it was."""

ADDRESSES = {
    "kimura": [
        "/", "/boards/", "/boards/{board}", "/boards/{board}?show=unread", "/boards/{board}?show=waiting", "/boards/{empty}",
        "/boards/{board}/posts/new", "/boards/{board}/rights", "/posts/{asking}", "/posts/{mine}/correction", "/posts/{mine}/withdrawal",
        "/posts/{mine}/versions", "/posts/{withdrawn}", "/posts/{asking}/confirmations",
        "/posts/{asking}/confirmations?state=call&type=hospital", "/posts/{asking}/confirmations/{station}",
        "/replies/{reply}/correction", "/replies/{reply}/withdrawal", "/replies/{reply}/versions",
        "/institutions/", "/institutions/?q=ないことば",
        "/institutions/?type=pharmacy&can=aseptic&day=sat", "/institutions/gaps/", "/institutions/list?type=pharmacy",
        "/institutions/{hoshi}/sheet",
        "/institutions/{station}", "/institutions/{hoshi}", "/institutions/new",
        "/institutions/{station}/edit", "/institutions/{station}/closure", "/institutions/{station}/people",
        "/institutions/{station}/invitations/new",
        "/institutions/{station}/confirmation", "/institutions/{station}/facts/procedures", "/institutions/{station}/statuses/",
        "/institutions/{station}/self-check/", "/institutions/{station}/self-check/edit",
        "/affiliations/{sato}/role", "/affiliations/{sato}/ending", "/people/{sato_person}/disabling", "/people/", "/account/",
        "/account/name", "/account/password", "/account/second-factor", "/account/code-app", "/account/passkeys/new",
        "/account/again", "/people/second-factors", "/no-such-page",
    ],
    "sato": ["/", "/boards/{board}", "/posts/{asking}", "/people/", "/boards/{board}/rights", "/posts/{mine}/correction"],
    "gone": ["/", "/boards/", "/people/", "/account/"],
    None: [
        "/sign-in", "/forgotten-password", "/forgotten-password/asked", "/forgotten-password/x",
        "/invitations/{open}", "/invitations/{spent}", "/password/{link}", "/password/0000-0000-0000-0000", "/asks/{ask}",
        "/no-such-page",
    ],
}  # fmt: skip
"""What each of them opens; `/posts/{mine}/correction` is 403 for Sato."""


@dataclass
class Looker:
    """Looks at one page in every way, and keeps what is wrong. `narrow`: on a phone only, as enough for a second language."""

    page: Page
    narrow: bool = False
    found: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        """Only on a phone, the narrow widths are measured in the largest text alone: longer words hurt there. Each width is set once."""
        asked, sizes = ((PHONE,), ("larger",)) if self.narrow else ((PHONE, DESK), ("normal", "larger"))
        for width in sorted({SHORTEST, *asked}, reverse=True):
            self.page.set_viewport_size({"width": width, "height": 844})
            if width in asked:
                self.found += [f"{name} [{width}] {wrong}" for wrong in self._axe()]
            wide = self.page.evaluate(WIDE, sizes)
            self.found += [f"{name} [{width}, {size}] is {found} wide" for size, found in zip(sizes, wide, strict=True) if found > width]

    def _axe(self) -> list[str]:
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE)
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        said: dict[str, Any] = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{one['id']}: {one['help']}: "
            + " | ".join(node["html"][:160] + " " + node["failureSummary"][:200] for node in one["nodes"][:3])
            for one in said["violations"]
        ]


@pytest.fixture(scope="module")
def things(house: House) -> dict[str, int | str]:
    """A house with some of everything, and where it stands."""
    hand, places = house.hand, house.hand.places()
    asking = hand.post(
        by="kimura",
        title="人工呼吸器をお使いの方の停電への備え",
        body="- 外部バッテリー\n- 発電機\n\n**きょう中に**確かめてください。",
        urgency="urgent",
        asks=True,
    )["id"]
    mine = hand.post(by="kimura", title="手指消毒液の共同購入", body="1本からです。", urgency="important")["id"]
    withdrawn = hand.post(by="sato", title="手袋", body="50箱")["id"]
    hand.correct(
        post=mine,
        by="kimura",
        title="手指消毒液と手袋の共同購入",
        body="1箱からです。https://example.jp/a-very-long-address-that-nobody-can-read/on-a-phone",
    )
    hand.withdraw(post=withdrawn, by="sato", reason="もらい手が決まりました")
    hand.pin(post=mine, by="kimura")
    for who, said in (("sato", "noted"), ("sato", "ok"), ("tanaka", "call")):
        hand.answer(post=asking, by=who, answer=said)
    reply = hand.reply(post=asking, by="kimura", body="発電機は3台あります。")["id"]
    gone = hand.reply(post=asking, by="sato", body="まちがい")["id"]
    hand.correct_reply(reply=reply, by="kimura", body="発電機は4台あります。")
    hand.withdraw_reply(reply=gone, by="sato", reason="まちがえました")
    station = places["institutions"]["訪問看護ステーションきた"]
    hand.edit_institution(institution=station, by="kimura")
    hand.publish_data(institution=station)
    ask = hand.know_institution(institution=station, by="kimura", manager="ono")["token"]
    spent = hand.invite(name="谷口 初", email="spent@example.jp", by="ono")["token"]
    hand.withdraw_invitations(by="ono")
    hand.newcomer(name="gone", by="ono")
    return {
        "board": places["boards"]["notice"], "empty": places["boards"]["training"], "asking": asking, "mine": mine, "withdrawn": withdrawn,
        "reply": reply, "station": station, "hoshi": places["institutions"]["ほし薬局"], "sato": places["affiliations"]["sato"],
        "sato_person": places["people"]["sato"], "spent": spent, "ask": ask,
        "open": hand.invite(name="谷口 初", email="hatsu@example.jp", by="ono")["token"],
        "link": hand.password_link(of="tanaka", by="kimura")["token"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "language"),
    [("kimura", "ja"), pytest.param("kimura", "en", marks=pytest.mark.long), ("sato", "ja"), ("gone", "en"), (None, "ja"), (None, "en")],
)
def test_a_page_hinders_nobody(house: House, visit: Visit, things: dict[str, int | str], who: str | None, language: str) -> None:
    page = visit(house, who, language=language, path="/sign-in" if who is None else "/")
    looker = Looker(page, narrow=language != "ja")
    for address in ADDRESSES[who]:
        page.goto(address.format(**things))
        looker.look(address)
    assert not looker.found, "\n".join(looker.found)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_shown_after_sending_hinders_nobody(house: House, visit: Visit, things: dict[str, int | str], language: str) -> None:
    page = visit(house, "kimura", language=language, path=f"/boards/{things['board']}/rights")
    looker = Looker(page, narrow=language != "ja")
    page.locator("button[formaction$='/removal']").first.click()  # the only right to read
    expect(page.locator(".blank-code")).to_contain_text("409")
    looker.look("409")

    for address, name in (
        (f"/institutions/{things['station']}/invitations/new", "422 invitation"), ("/institutions/new", "422 institution"),
        (f"/posts/{things['mine']}/withdrawal", "422 withdrawal"), ("/account/password", "422 password"),
    ):  # fmt: skip
        page.goto(address)
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.locator("main form").first.locator("button:not([type=button])").first.click()
        expect(page.get_by_role("alert").first).to_be_visible()
        looker.look(name)

    page.goto(f"/institutions/{things['station']}/invitations/new")
    page.locator("input[name=name]").fill("谷口 初")
    page.locator("input[name=email]").fill(f"hatsu-{language}@example.jp")
    page.locator("main form .chips label").first.click()
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text(f"{house.url}/invitations/")
    looker.look("invitation made")

    page.goto(f"/institutions/{things['station']}/people")
    page.locator("tr", has_text="佐藤").locator("summary").click()
    page.locator("tr", has_text="佐藤").locator("button[formaction$='/password-links']").click()
    expect(page.locator("main")).to_contain_text(f"{house.url}/password/")
    looker.look("password link made")
    assert not looker.found, "\n".join(looker.found)


def test_what_a_meeting_needs_hinders_nobody(house: House, visit: Visit) -> None:
    """On a phone, in the language with the longer words."""
    meeting = house.hand.assembly()
    page = visit(house, "kimura", language="en", path="/meetings/", width=PHONE)
    looker, group = Looker(page, narrow=True), meeting["propose"].removesuffix("/proposals/new")
    page.goto(group)
    board = page.locator("main a[href*='/years/']").first.get_attribute("href") or ""
    at = f"/meetings/{meeting['id']}"
    for address in (
        "/meetings/", group, board.replace("years", "plan"), at, f"{at}/agenda", meeting["hold"], meeting["follow"], f"{at}/minutes",
        meeting["issue"], board,
    ):  # fmt: skip
        page.goto(address)
        looker.look(address)
    assert not looker.found, "\n".join(looker.found)
