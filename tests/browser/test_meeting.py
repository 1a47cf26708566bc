"""A meeting in browsers: the secretary writes, a member's phone follows, the line is cut and returns, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from core.folding import fold
from tests.browser.conftest import PHONE, Visit, arrives, sign_in, sign_out_elsewhere, stays_loaded, without_real_time
from tests.browser.house import House
from tests.browser.state import STATE
from tests.cast import PASSWORD

SOON = 15_000


@pytest.fixture
def meeting(house: House) -> Any:
    return house.hand.assembly()


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="発言", exact=True)


def says(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Control+Enter")


def adds(page: Page, word: str) -> Locator:
    """The form behind ＋課題, ＋方策, ＋決定, ＋宿題, opened."""
    folded = page.locator(".outcome-add details", has=page.locator("summary", has_text=word))
    folded.locator("summary").click()
    return folded.locator("form")


def test_the_secretary_writes_and_a_members_phone_follows(house: House, visit: Visit, meeting: Any) -> None:
    base, nurse = visit(house, "kimura", meeting["hold"]), visit(house, "sato", meeting["follow"], width=PHONE)
    with stays_loaded(nurse):
        with stays_loaded(base):
            says(base, "夜の電話は月31件。")
            expect(nurse.locator(".entry", has_text="夜の電話は月31件。")).to_be_visible(timeout=SOON)
            expect(field(base)).to_be_focused()
            expect(field(base)).to_have_value("")
            expect(base.locator(".entry", has_text="夜の電話は月31件。")).to_have_count(1)
            base.get_by_role("group", name="佐藤 花").get_by_role("button", name="Web").click()
            expect(base.locator("#there")).to_have_text("1 / 4人")
            expect(nurse.locator(".follow-me")).to_contain_text("Web", timeout=SOON)
            base.get_by_text("席のない人をたす").click()
            base.locator(".guest-form [name=name]").fill("山本 健")
            base.get_by_role("button", name="出席にたす").click()
            expect(base.get_by_role("group", name="山本 健")).to_be_visible(timeout=SOON)
            adds(base, "決定").get_by_label("決まったこと").fill("試行を2月末まで続ける。")
            base.get_by_role("button", name="決定を書く").click()
            expect(base.locator(".outcome-add summary", has_text="決定")).to_be_focused()
            expect(nurse.locator(".outcome", has_text="試行を2月末まで続ける。")).to_contain_text("いま書かれました", timeout=SOON)
            raised = adds(base, "課題")
            raised.locator("[name=body]").fill("夜に開く薬局がない")
            raised.get_by_label("場面").select_option("sudden")
            base.get_by_role("button", name="課題を書く").click()
            expect(nurse.locator(".outcome", has_text="夜に開く薬局がない")).to_contain_text("急変時", timeout=SOON)
            expect(base.locator("select[name=issue] option", has_text="夜に開く薬局がない")).to_have_count(1)
        base.get_by_role("button", name="つぎの議題へ").click()
        expect(nurse.get_by_role("heading", level=1)).to_contain_text("当番表の試行", timeout=SOON)
        expect(nurse.locator(".outcome")).to_have_count(0)
    expect(nurse.locator("textarea")).to_have_count(0)
    nurse.locator("#now").evaluate("one => { one.dataset.since = String(Date.now() / 1000 + 3600); }")
    expect(nurse.locator("#now .full")).to_have_attribute("width", "0.0")


def test_what_is_written_while_the_line_is_cut_arrives_once_and_in_order(house: House, visit: Visit, meeting: Any) -> None:
    base, nurse = visit(house, "kimura", meeting["hold"]), visit(house, "sato", meeting["follow"], width=PHONE)
    with stays_loaded(base), stays_loaded(nurse):
        base.context.set_offline(True)
        nurse.context.set_offline(True)
        for number in (1, 2, 3):
            says(base, f"線が切れた間の発言 {number}")
            expect(field(base)).to_have_value("")
        base.get_by_role("group", name="田中 一郎").get_by_role("button", name="会場").click()
        queue = base.get_by_role("region", name="送信待ち")
        expect(queue).to_contain_text("線が切れた間の発言 1")
        expect(queue.locator("[data-item]")).to_have_count(4)
        expect(base.get_by_text("送信待ちがあります")).to_be_visible()
        expect(base.get_by_text("すべて保存済み")).to_be_hidden()
        expect(nurse.get_by_text("つながっていません", exact=True)).to_be_visible()
        expect(nurse.get_by_text("つながっています", exact=True)).to_be_hidden()
        assert house.hand.entries_saying(text="線が切れた間") == {"texts": []}
        house.hand.remark(item=meeting["items"][0], by="ono", text="ほかの人が書いた")
        base.context.set_offline(False)
        expect(base.locator(".entry", has_text="線が切れた間の発言")).to_have_count(3)
        expect(base.locator(".entry", has_text="ほかの人が書いた")).to_be_visible()
        expect(queue).to_be_hidden()
        expect(base.get_by_text("すべて保存済み")).to_be_visible()
        nurse.context.set_offline(False)
        expect(nurse.locator(".entry", has_text="線が切れた間の発言")).to_have_count(3)
        expect(nurse.get_by_text("つながっています", exact=True)).to_be_visible()
        _ends_as_a_fresh_load(nurse)
    assert house.hand.entries_saying(text="線が切れた間") == {"texts": [f"線が切れた間の発言 {number}" for number in (1, 2, 3)]}
    base.reload()
    expect(base.get_by_role("group", name="田中 一郎").get_by_role("button", name="会場")).to_have_attribute("aria-pressed", "true")


def test_who_wants_to_speak_is_seen_at_once_and_chosen_with_one_tap_and_without_a_line_it_is_said_not_to_have_arrived(
    house: House, visit: Visit, meeting: Any
) -> None:
    base, nurse = visit(house, "kimura", meeting["hold"]), visit(house, "sato", meeting["follow"], width=PHONE)
    with stays_loaded(base), stays_loaded(nurse):
        nurse.context.set_offline(True)
        nurse.get_by_role("button", name="発言したい").click()
        expect(nurse.get_by_role("alert").filter(has_text="届いていません。")).to_contain_text("あとから自動では送りません。")
        nurse.context.set_offline(False)
        expect(base.get_by_role("region", name="発言したい人")).to_be_hidden()
        field(base).fill("書きかけの発言")
        base.context.set_offline(True)
        base.get_by_text("手を挙げた人をたす").click()
        base.get_by_label("発言したい人", exact=True).select_option(label="田中 一郎")
        base.get_by_role("button", name="発言したい人にたす").click()
        expect(base.get_by_role("status").filter(has_text="つながっていません")).to_be_visible()
        base.context.set_offline(False)
        base.get_by_role("button", name="発言したい人にたす").click()
        hands = base.get_by_role("region", name="発言したい人").get_by_role("listitem")
        expect(hands).to_contain_text("田中 一郎", timeout=SOON)
        hands.get_by_role("button", name="発言しました").click()
        expect(hands).to_have_count(0, timeout=SOON)
        nurse.get_by_role("button", name="発言したい").click()
        expect(nurse.locator(".wish")).to_be_focused(timeout=SOON)
        expect(nurse.locator(".wish")).to_contain_text("発言したいと伝えました（1番目）")
        row = base.get_by_role("region", name="発言したい人").get_by_role("listitem")
        expect(row).to_contain_text("佐藤 花", timeout=SOON)
        row.get_by_role("link", name="この人の発言を書く").click()
        expect(base.get_by_role("combobox", name="発言した人").locator("option:checked")).to_contain_text("佐藤 花")
        expect(field(base)).to_have_value("書きかけの発言")
        expect(field(base)).to_be_focused()
        field(base).press("Control+Enter")
        expect(row).to_have_count(0)
        said = nurse.locator(".entry", has_text="書きかけの発言")
        expect(said.get_by_role("link", name="直してもらう")).to_be_visible(timeout=SOON)
        expect(nurse.get_by_role("button", name="発言したい")).to_be_visible()


def test_what_a_member_reads_stays_under_the_finger_also_where_the_browser_does_not_see_to_it(
    house: House, visit: Visit, meeting: Any
) -> None:
    for number in range(12):
        house.hand.remark(item=meeting["items"][0], by="ono", text=f"前に書かれた発言 {number}。")
    nurse = visit(house, "sato", meeting["follow"], width=PHONE)
    with stays_loaded(nurse):
        nurse.evaluate("for (const one of [document.documentElement, document.body]) one.style.overflowAnchor = 'none'")
        read = nurse.locator(".entry", has_text="前に書かれた発言 3。")
        read.evaluate("one => one.scrollIntoView({ block: 'center' })")
        before = read.evaluate("one => one.getBoundingClientRect().top")
        house.hand.remark(item=meeting["items"][0], by="ono", text="いま来た発言。")
        expect(nurse.locator(".entry", has_text="いま来た発言。")).to_have_count(1, timeout=SOON)
        assert abs(read.evaluate("one => one.getBoundingClientRect().top") - before) < 2


def test_the_page_of_a_meeting_says_by_itself_that_it_has_begun_and_moves_nothing(house: House, visit: Visit) -> None:
    meeting = house.hand.assembly(opened=False)
    nurse, base = visit(house, "sato", f"/meetings/{meeting['id']}", width=PHONE), visit(house, "kimura", meeting["hold"])
    with stays_loaded(nurse):
        expect(nurse.get_by_text("会議が始まりました")).to_have_count(0)
        before = nurse.locator("#h-agenda").bounding_box()
        base.get_by_role("button", name="会議を始める").click()
        expect(nurse.get_by_text("会議が始まりました")).to_be_in_viewport(timeout=SOON)
        assert nurse.locator("#h-agenda").bounding_box() == before
    nurse.get_by_role("link", name="会議に入る").click()
    arrives(nurse, meeting["follow"])


def test_on_a_phone_the_names_of_who_came_stand_behind_one_line_and_on_paper_they_stand_there(
    house: House, visit: Visit, meeting: Any
) -> None:
    page = visit(house, "kimura", f"/meetings/{meeting['id']}/minutes", width=PHONE, script=False)
    name = page.get_by_role("rowheader", name="田中 一郎", include_hidden=True)
    expect(name).to_be_hidden()
    page.emulate_media(media="print")
    expect(name).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_text("出席した人の名前を見る").click()
    expect(name).to_be_visible()
    expect(visit(house, "sato", f"/meetings/{meeting['id']}/minutes").get_by_role("rowheader", name="田中 一郎")).to_be_visible()


def test_a_letters_link_leads_to_its_place_through_the_sign_in(house: House, visit: Visit) -> None:
    page = visit(house, path="/meetings/#h-next")
    page.locator("input[name=email]").fill("sato@example.jp")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button:not([type=button])").click()
    arrives(page, "/meetings/#h-next")


def test_a_long_list_of_institutions_narrows_while_one_types_and_nothing_chosen_goes(house: House, visit: Visit, meeting: Any) -> None:
    house.hand.many_pharmacies()
    page = visit(house, "kimura", meeting["values"].replace("values", "versions"), width=PHONE)
    row = page.get_by_role("group", name="担当1")
    words, who = row.get_by_role("searchbox", name="施設の名前でしぼる"), row.get_by_role("combobox", name="施設・人")
    before, every = who.input_value(), who.locator("option").all_text_contents()
    words.fill("みどり ０")
    expect(row.get_by_role("status")).to_have_text("のこり13件")
    expect(who).to_have_value(before)
    words.fill("やまだ")
    expect(row.get_by_role("status")).to_have_text("のこり1件　山田薬局")
    words.press("Enter")
    expect(who).to_be_focused()
    expect(who.locator("option:checked")).to_have_text("山田薬局")
    words.fill("どこにもない")
    expect(row.get_by_role("status")).to_have_text("一覧に、その名前はありません")
    expect(who.locator("option")).to_have_text(["選んでください", "山田薬局"])
    page.get_by_role("button", name="下書きを消す").click()
    expect(who).to_have_value(before)
    expect(who.locator("option")).to_have_text(every)
    said = "髙﨑嵜邉邊齋齊濵濱德惠廣嶋澤櫻ヶゖ〜～−‐―–— ﾔﾏﾀﾞ　ゐＡb①"
    assert page.evaluate("said => renkei.narrow.fold(said)", said) == fold(said)
    without = visit(house, "kimura", meeting["values"].replace("values", "versions"), script=False)
    expect(without.get_by_role("searchbox", name="施設の名前でしぼる")).to_have_count(0)
    expect(without.get_by_label("施設・人").first.locator("option")).to_have_text(every)


def test_two_who_change_one_sentence_both_see_both_texts(house: House, visit: Visit, meeting: Any) -> None:
    entry = house.hand.remark(item=meeting["items"][0], by="ono", text="表が届かない日があった。")["id"]
    base = visit(house, "kimura", meeting["hold"])
    with stays_loaded(base):
        base.locator(f"#entry-{entry}").get_by_role("link", name="直す").click()
        mine = base.locator(f"#editing-{entry} textarea")
        mine.fill("表が10月に届かなかった。")
        house.hand.change_entry(entry=entry, by="ono", text="表が届かない日が2回あった。")
        expect(base.locator(f"#entry-{entry}")).to_contain_text("2回あった。", timeout=SOON)
        expect(mine).to_have_value("表が10月に届かなかった。")
        base.get_by_role("button", name="この文にする").click()
        box = base.get_by_role("alert").filter(has_text="同じところを小野 恵さんも書きました")
        expect(box).to_contain_text("表が届かない日が2回あった。")
        expect(mine).to_have_value("表が10月に届かなかった。")
        base.get_by_role("button", name="わたしの文のまま").click()
        expect(base.locator(f"#entry-{entry}")).to_contain_text("表が10月に届かなかった。")
        expect(base.locator(f"#editing-{entry}")).to_have_count(0)


def test_what_was_being_typed_is_there_after_a_reload_and_after_signing_in_again(house: House, visit: Visit, meeting: Any) -> None:
    entry = house.hand.remark(item=meeting["items"][0], by="ono", text="もとの文")["id"]
    base = visit(house, "kimura", meeting["hold"])
    field(base).fill("書きかけの発言")
    adds(base, "決定").get_by_label("決まったこと").fill("書きかけの決定")
    base.locator(f"#entry-{entry}").get_by_role("link", name="直す").click()
    base.locator(f"#editing-{entry} textarea").fill("直しかけの文")
    without_real_time(base)
    for text in ("書きかけの発言", "書きかけの決定", "直しかけの文"):
        expect(base.locator("textarea").filter(visible=True)).to_have_count(3)
        assert text in base.locator("textarea").evaluate_all("all => all.map((one) => one.value)")
    sign_out_elsewhere(base)
    field(base).press("Control+Enter")
    arrives(base, "/sign-in")
    sign_in(base, "kimura")
    base.goto(meeting["hold"])
    expect(base.locator(".entry", has_text="書きかけの発言")).to_have_count(1)
    expect(base.get_by_label("決まったこと")).to_have_value("書きかけの決定")


def test_an_invitation_is_answered_in_one_tap_also_without_a_line(house: House, visit: Visit, meeting: Any) -> None:
    line = house.hand.invitation(meeting=meeting["id"])["line"]
    nurse = visit(house, "sato", "/meetings/", width=PHONE)
    nurse.context.set_offline(True)
    nurse.get_by_role("button", name="出席").click()
    expect(nurse.get_by_role("region", name="送信待ち")).to_contain_text("24時間の病診連携 WG　第2回　出席")
    nurse.get_by_role("button", name="Web").click()
    expect(nurse.locator(".queue-item")).to_have_count(1)
    assert house.hand.answer_of(line=line) == {"answer": None}
    nurse.context.set_offline(False)
    expect(nurse.get_by_text("あなたのお返事")).to_be_visible()
    assert house.hand.answer_of(line=line) == {"answer": "web"}
    expect(nurse.get_by_role("region", name="送信待ち")).to_be_hidden()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    nurse.route("**/meetings/*/answer*", hold)  # a slow line: what was pressed is seen at once
    nurse.get_by_role("button", name="欠席").click()
    own = nurse.locator(".own-answer .taken")
    expect(own).to_have_attribute("aria-busy", "true")
    expect(own.locator("[aria-pressed=true]")).to_have_text("欠席")
    held[0].continue_()
    expect(own).not_to_have_attribute("aria-busy", "true")
    expect(own.locator("[aria-pressed=true]")).to_have_text("欠席")
    assert house.hand.answer_of(line=line) == {"answer": "absent"}


def _ends_as_a_fresh_load(page: Page) -> None:
    """All but the minutes that pass."""
    shown = "#big, #decided, #follow-agenda"
    fresh = page.context.new_page()
    fresh.goto(page.url)
    wanted = fresh.evaluate(STATE, shown)
    fresh.close()
    page.wait_for_function(f"([selector, wanted]) => ({STATE})(selector) === wanted", arg=[shown, wanted], polling=100)
