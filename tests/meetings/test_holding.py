"""Holding a meeting: who may, what is written where it arises, and that no text of two writers is ever lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.audit import AuditRow
from core.database import db
from core.rules import RuleBroken
from meetings.models import Attendance, Countermeasure, Entry, EntryKind, Evaluation, Issue, Meeting, Minutes, Presence, Task, course
from region.models import Affiliation
from tests.cast import Cast, as_, says
from tests.meetings.assembly import Assembly, assembled, key, said

KINDS = ("entries", "decisions", "issues", "countermeasures", "homework")
HX = {"HX-Request": "true"}


@pytest.fixture
def world(cast: Cast) -> Assembly:
    return assembled(cast)


@pytest.fixture
def kimura(client: FlaskClient, cast: Cast) -> FlaskClient:
    return as_(client, cast.kimura)


def other(app: Flask, who: Affiliation) -> FlaskClient:
    return as_(app.test_client(), who)


def entries(kind: EntryKind = EntryKind.REMARK) -> list[Entry]:
    return list(db.query(Entry).filter_by(kind=kind, removed_at=None).order_by(Entry.position))


def writes(client: FlaskClient, item: int, what: str = "entries", **fields: object) -> int:
    form = {"client_key": key(), "body": "夜の電話は月31件。", "speaker": "secretariat", "said_as": "remark"} | fields
    return client.post(f"/items/{item}/{what}", data=form, headers=HX).status_code


def test_who_may_do_what(app: Flask, cast: Cast, world: Assembly) -> None:
    entry = said(world.items[0], "文", cast)
    gets = {world.hold: (200, 403, 403, 404), world.follow: (200, 200, 403, 404), f"/entries/{entry.id}": (200, 403, 404, 404),
            f"/entries/{entry.id}/revisions": (200, 200, 404, 404)}  # fmt: skip
    posts = {
        f"/items/{world.items[1].id}/turn": (303, 403, 403, 404), f"/meetings/{world.meeting.id}/presence": (422, 403, 403, 404),
        f"/meetings/{world.meeting.id}/guests": (422, 403, 403, 404), f"/meetings/{world.meeting.id}/listeners": (303, 403, 403, 404),
        f"/meetings/{world.meeting.id}/opening": (303, 403, 403, 404), f"/entries/{entry.id}": (422, 403, 404, 404),
        f"/items/{world.items[2].id}/evaluations/{world.plan.id}": (422, 403, 403, 404),
        **{f"/items/{world.items[0].id}/{kind}": (422, 403, 403, 404) for kind in KINDS},
        f"/entries/{entry.id}/removal": (303, 403, 404, 404), f"/meetings/{world.meeting.id}/closing": (303, 403, 403, 404),
        f"/meetings/{world.meeting.id}/reopening": (303, 403, 403, 404),
    }  # fmt: skip
    browsers = [other(app, who) for who in (cast.kimura, cast.sato, cast.mori, cast.suzuki)]
    for way, asked in (("get", gets), ("post", posts)):
        for address, wanted in asked.items():
            for browser, code in reversed(list(zip(browsers, wanted, strict=True))):
                assert getattr(browser, way)(address).status_code == code, (way, address, code)
            nobody = getattr(app.test_client(), way)(address)
            assert "/sign-in" in nobody.headers.get("Location", "")


def test_who_only_reads_the_group_is_led_from_the_live_page_to_what_they_may_read(app: Flask, cast: Cast, world: Assembly) -> None:
    browser = other(app, cast.mori)
    answer = browser.get(world.follow)
    says(answer, "この画面は、この会議の委員と事務局のものです。", f'href="/meetings/{world.meeting.id}">会議のページへ')
    assert "読むことはできます" not in answer.text
    assert browser.get(f"/meetings/{world.meeting.id}").status_code == 200
    assert "読むことはできます" not in browser.get(world.hold).text


def test_of_a_meeting_that_is_over_its_pages_say_when_it_was_and_no_clock_runs(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    begun = world.meeting.opened_at
    assert begun
    with clock.at(begun + timedelta(minutes=70)):
        course.end(world.meeting, by=cast.kimura)
    db.commit()
    for page in (world.hold, world.follow):
        shown = kimura.get(page)
        says(shown, "（70分）", f"{clock.in_japan(begun):%-H:%M}〜")
        assert "data-clock>" not in shown.text
        assert "開始から" not in shown.text.split("<main")[1]


def test_a_meeting_begins_on_its_day_and_not_before(kimura: FlaskClient, cast: Cast) -> None:
    world = assembled(cast, opened=False)
    opening = f"/meetings/{world.meeting.id}/opening"
    with clock.at(world.meeting.starts_at - timedelta(days=1)):
        early = kimura.get(world.hold).text
        assert opening not in early
        assert "会議の日を直す" in early
        says(kimura.post(opening), "会議の日より前には始められません。")
    with clock.at(world.meeting.starts_at + timedelta(days=1)):
        says(as_(kimura, cast.kimura).get(world.hold), opening, "は過ぎています。")
    with clock.at(world.meeting.starts_at):
        assert "過ぎています" not in as_(kimura, cast.kimura).get(world.hold).text
        assert kimura.post(opening).status_code == 303


def test_the_meeting_begins_with_its_first_item_and_its_end_rests_the_running_one(kimura: FlaskClient, cast: Cast) -> None:
    world = assembled(cast, opened=False)
    says(kimura.get(world.hold), "会議を始める", "会議が始まると、ここに書けます。")
    assert writes(kimura, world.items[0].id) == 409
    kimura.post(f"/meetings/{world.meeting.id}/opening")
    assert [one.state for one in course.on_agenda(db.get_one(Meeting, world.meeting.id))] == ["now", "open", "open"]
    with clock.later(timedelta(minutes=12)):
        says(kimura.get(world.hold), "<b>12</b>/10分<em>2分超過</em>")
        kimura.post(f"/items/{world.items[1].id}/turn")
        kimura.post(f"/items/{world.items[1].id}/turn")
    with clock.later(timedelta(minutes=20)):
        kimura.post(f"/meetings/{world.meeting.id}/closing")
    items = course.on_agenda(db.get_one(Meeting, world.meeting.id))
    assert [(one.state, one.spent_seconds // 60) for one in items] == [("done", 12), ("done", 8), ("open", 0)]
    assert kimura.post(f"/items/{world.items[2].id}/turn").status_code == 409


def test_it_goes_on_the_same_day_until_a_draft_was_sent(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    again = f"/meetings/{world.meeting.id}/reopening"
    assert kimura.post(again).status_code == 409
    course.end(world.meeting, by=cast.kimura)
    db.commit()
    says(kimura.get(world.hold), "会議をつづける（きょうのうち）")
    with clock.later(timedelta(days=1)), pytest.raises(RuleBroken):
        course.go_on(db.get_one(Meeting, world.meeting.id), by=cast.kimura)
    assert kimura.post(again).status_code == 303
    assert db.get_one(Meeting, world.meeting.id).held
    assert db.query(AuditRow).filter_by(verb="meeting.reopened").count() == 1
    course.end(meeting := db.get_one(Meeting, world.meeting.id), by=cast.kimura)
    Minutes.of(meeting).send(correct_by_on=clock.today(), by=cast.kimura)
    db.commit()
    assert kimura.post(again).status_code == 409


def test_a_remark_has_its_speaker_and_is_written_once(kimura: FlaskClient, world: Assembly) -> None:
    same = key()
    for _ in range(2):
        assert writes(kimura, world.items[0].id, client_key=same, speaker=f"m{world.nurse.id}") == 204
    (entry,) = entries()
    assert (entry.speaker, entry.text) == ("佐藤 花", "夜の電話は月31件。")
    assert writes(kimura, world.items[0].id, speaker="other", speaker_name="消防の今井", said_as="report", private="1") == 204
    (report,) = entries(EntryKind.REPORT)
    assert (report.speaker, report.private) == ("消防の今井", True)
    says(kimura.get(world.hold), "佐藤 花", "消防の今井", "非公開")


def test_what_is_wrong_is_said_at_its_field_and_kept(kimura: FlaskClient, world: Assembly) -> None:
    at = f"/items/{world.items[0].id}"
    for headers in (HX, {}):
        answer = kimura.post(f"{at}/entries", data={"body": "", "speaker": "other", "said_as": "remark"}, headers=headers)
        assert answer.status_code == 422
        says(answer, "発言を書いてください。", "だれの発言か、名前を書いてください。")
        answer = kimura.post(f"{at}/issues", data={"body": "救急車が多い", "scene": "x", "speaker": "", "profession": ""}, headers=headers)
        says(answer, 'value="救急車が多い"', "どの場面の課題かを選んでください。")
        answer = kimura.post(
            f"{at}/homework", data={"body": "しらべる", "who": "other", "place": "どこか", "due_on": "あした"}, headers=headers
        )
        says(answer, "しらべる</textarea>", "施設の名簿に見つかりません。", "年月日で入れてください。例 2026-12-11", 'value="あした"')
        answer = kimura.post(f"{at}/countermeasures", data={"body": "やる", "issue": "", "target": "たくさん", "who": ""}, headers=headers)
        says(answer, "どの課題の方策かを選んでください。", "数字だけで書いてください。", "やる</textarea>")
    answer = kimura.post(f"/items/{world.items[2].id}/evaluations/{world.plan.id}", data={"body": "よかった", "verdict": "x"})
    says(answer, "達成・一部達成・未達から選んでください。", "よかった</textarea>")
    assert not db.query(Entry).count()


def test_a_deadline_before_the_meeting_is_a_slip_of_the_year(kimura: FlaskClient, world: Assembly) -> None:
    last_year = {"body": "表を送る", "who": "", "due_on": str(clock.today() - timedelta(days=330))}
    for what in ("homework", "countermeasures"):
        answer = kimura.post(f"/items/{world.items[0].id}/{what}", data=last_year | {"client_key": key(), "issue": str(world.issue.id)})
        assert answer.status_code == 422
        says(answer, "期限が、会議の日", "年を確かめてください。", "表を送る</textarea>")
    assert not db.query(Task).count()


def test_an_issue_arises_with_its_sentence(kimura: FlaskClient, world: Assembly) -> None:
    same, form = key(), {"body": "夜間の処方を受けられる薬局がない", "scene": "sudden", "speaker": f"m{world.chair.id}", "profession": ""}
    assert [writes(kimura, world.items[0].id, "issues", client_key=same, **form) for _ in range(2)] == [204, 204]
    raised = db.query(Issue).filter_by(title=form["body"]).one()
    assert (raised.profession, raised.entry and raised.entry.text, raised.raised_in_id) == ("physician", form["body"], world.meeting.id)
    says(kimura.get(world.hold), f'href="/issues/{raised.id}#issue">{raised.code}', "急変時", "出した人：田中 一郎（医師）")


def test_a_countermeasure_is_decided_for_an_issue_old_or_new(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    form = {
        "issue": str(world.issue.id),
        "who": f"m{world.chair.id}",
        "due_on": str(clock.today() + timedelta(days=20)),
        "indicator": "件数",
        "target": "９０",
        "revises": "",
    }
    same = key()
    for _ in range(2):
        assert writes(kimura, world.items[1].id, "countermeasures", client_key=same, body="土曜を当直が受ける", **form) == 204
    _first, second = db.query(Countermeasure).filter_by(term_id=world.term.id).order_by(Countermeasure.id)
    assert (second.version.what, int(second.version.target or 0), second.version.owners[0].institution_id) == (
        "土曜を当直が受ける",
        90,
        cast.clinic.id,
    )
    new = {
        "issue": "new",
        "issue_title": "薬局が開いていない",
        "scene": "sudden",
        "who": "other",
        "place": "ほし薬局",
        "person": "星 光",
        "revises": "",
    }
    assert writes(kimura, world.items[0].id, "countermeasures", body="当番の薬局を決める", **new) == 204
    raised = db.query(Issue).filter_by(title="薬局が開いていない").one()
    (plan,) = raised.countermeasures
    assert [(one.body, one.person_name) for one in plan.version.owners] == [("ほし薬局", "星 光")]
    assert [one.text for one in entries(EntryKind.ISSUE)] == ["薬局が開いていない"]
    member = {"issue": str(world.issue.id), "who": f"m{world.dentist.id}", "revises": ""}
    assert writes(kimura, world.items[0].id, "countermeasures", body="x", **member) == 204
    last = db.query(Countermeasure).order_by(Countermeasure.id.desc()).first()
    assert last
    assert [(one.institution_id, one.body) for one in last.version.owners] == [(None, world.dentist.institution_name)]


def test_a_further_version_says_why_and_keeps_what_was_left_empty(kimura: FlaskClient, world: Assembly) -> None:
    says(kimura.get(f"{world.hold}?item={world.items[1].id}"), "K-01「当番表をつくる」を直す（第2版）")
    form = {"revises": str(world.plan.id), "body": "当番表を病院にも配る", "who": "", "issue": str(world.issue.id)}
    assert writes(kimura, world.items[1].id, "countermeasures", **form) == 422
    same = key()
    for _ in range(2):
        assert writes(kimura, world.items[1].id, "countermeasures", client_key=same, reason="土曜の空白をうめるため", **form) == 204
    plan = db.get_one(Countermeasure, world.plan.id)
    assert [(one.number, one.what, one.indicator, len(one.owners)) for one in plan.versions] == [
        (1, "当番表をつくる", "つながった割合", 1), (2, "当番表を病院にも配る", "つながった割合", 1)]  # fmt: skip
    says(kimura.get(f"{world.hold}?item={world.items[1].id}"), "<b>第2版</b>：土曜の空白をうめるため")


def test_a_task_is_given_to_who_sits_there_or_works_elsewhere(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    today = clock.today()
    due = f"Ｒ{today.year - 2018}．{today.month}．{today.day}"
    assert writes(kimura, world.items[1].id, "homework", body="表を送る", who=f"m{world.nurse.id}", due_on=due) == 204
    elsewhere = {"who": "other", "place": "きた", "person": "小野　恵"}
    assert writes(kimura, world.items[0].id, "homework", body="数える", **elsewhere) == 204
    assert writes(kimura, world.items[0].id, "homework", body="だれかがする", who="") == 204
    first, second, third = db.query(Task).order_by(Task.id)
    assert (first.affiliation_id, first.issue_id, first.entry and first.entry.text) == (cast.sato.id, world.issue.id, "表を送る")
    assert (second.institution_id, second.affiliation_id) == (cast.station.id, cast.ono.id)
    assert (first.due_on, third.institution_id) == (today, None)


def test_an_evaluation_stands_in_the_minutes_as_a_decision(kimura: FlaskClient, world: Assembly) -> None:
    at = f"{world.hold}?item={world.items[2].id}"
    says(kimura.get(at), "評価する：当番表をつくる")
    form = {"verdict": "partly", "value": "77%", "body": "平日はつながった。", "next_step": "continue", "client_key": key()}
    for _ in range(2):
        assert writes(kimura, world.items[2].id, f"evaluations/{world.plan.id}", **form) == 204
    said_so = db.query(Evaluation).one()
    assert (int(said_so.value or 0), said_so.lesson, said_so.meeting_id) == (77, "平日はつながった。", world.meeting.id)
    assert said_so.entry
    assert said_so.entry.text == "K-01「当番表をつくる」の評価：一部達成（つながった割合 77％）。平日はつながった。\nこのあと：継続"
    says(kimura.get(at), f"/issues/{world.issue.id}#evaluation-{said_so.id}")
    assert writes(kimura, world.items[0].id, f"evaluations/{world.plan.id + 99}", **form) == 404
    late = {**form, "client_key": key(), "next_step": "end"}
    answer = kimura.post(f"/items/{world.items[2].id}/evaluations/{world.plan.id}", data={**late, "made_from": "0"})
    assert answer.status_code == 409
    says(answer, "この間に、ほかの評価が書かれました。", str(form["body"]), 'name="made_from" value="1"')
    assert writes(kimura, world.items[2].id, f"evaluations/{world.plan.id}", **late, made_from="1") == 204
    assert writes(kimura, world.items[2].id, f"evaluations/{world.plan.id}", **{**form, "client_key": key()}) == 409


def test_presence_is_prefilled_in_words_and_noted_by_a_tap(kimura: FlaskClient, cast: Cast) -> None:
    world = assembled(cast, opened=False)
    with clock.later(timedelta(0)):
        Attendance.of(world.meeting, world.nurse).reply(Presence.WEB, by=cast.sato)
    db.commit()
    course.begin(world.meeting, by=cast.kimura)
    db.commit()
    page = kimura.get(world.hold)
    says(page, "返事：Web", "0 / 4人")
    assert 'aria-pressed="true"' not in page.text.partition('id="attend"')[2]
    at, row = f"/meetings/{world.meeting.id}/presence", f"member-{world.nurse.id}"
    assert kimura.post(at, data={row: "substitute", f"substitute-{row}": "中込 誠"}).status_code == 303
    says(kimura.get(world.hold), "1 / 4人", "まだいない職種", "医師・歯科医師", "中込 誠")
    assert kimura.post(at, data={row: "nowhere"}).status_code == 422
    assert kimura.post(at, data={"member-99999": "web"}).status_code == 422
    for _ in range(2):
        kimura.post(f"/meetings/{world.meeting.id}/guests", data={"name": "今井 修", "place": "北消防署"})
    guest = db.query(Attendance).filter_by(member_id=None).one()
    kimura.post(at, data={f"guest-{guest.id}": "absent"})
    assert db.get_one(Attendance, guest.id).presence == Presence.ABSENT
    assert kimura.post(f"/meetings/{world.meeting.id}/listeners", data={"number": "12"}).status_code == 303
    assert db.get_one(Meeting, world.meeting.id).listeners == 12
    for wrong in ("-1", "10000", "9" * 400, "-" + "9" * 400):
        answer = kimura.post(f"/meetings/{world.meeting.id}/listeners", data={"number": wrong})
        says(answer, "人数を、0から9999までの数字で書いてください。")


def test_two_who_change_one_sentence_both_see_both_texts(app: Flask, kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    entry = said(world.items[0], "表が届かない日があった。", cast)
    ono = other(app, cast.ono)
    at = f"/entries/{entry.id}"
    assert ono.post(at, data={"body": "表が届かない日が2回あった。", "made_from": "1"}).status_code == 303
    for headers in (HX, {}):
        refused = kimura.post(at, data={"body": "表が10月に届かなかった。", "made_from": "1"}, headers=headers)
        assert refused.status_code == 409
        says(refused, "同じところを小野 恵さんも書きました", "表が届かない日が2回あった。", "表が10月に届かなかった。</textarea>",
             'name="made_from" value="2"', "小野 恵さんの文にする", "わたしの文のまま")  # fmt: skip
    assert kimura.post(at, data={"body": "表が10月に届かなかった。", "made_from": "2"}).status_code == 303
    says(
        kimura.get(f"{at}/revisions"),
        "表が届かない日があった。",
        "表が届かない日が2回あった。",
        "表が10月に届かなかった。",
        "小野 恵",
        "いまの文",
    )


def test_removing_keeps_the_record(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    entry = said(world.items[0], "言い間違い。", cast)
    for _ in range(2):
        assert kimura.post(f"/entries/{entry.id}/removal").status_code == 303
    assert "言い間違い。" not in kimura.get(world.hold).text
    says(kimura.get(f"/entries/{entry.id}/revisions"), "言い間違い。", "この文は、議事録から消されました。")
    assert kimura.get(f"/entries/{entry.id}").status_code == 303
    assert kimura.post(f"/entries/{entry.id}", data={"body": "別", "made_from": "1"}).status_code == 409
    assert db.query(AuditRow).filter_by(verb="entry.removed").count() == 1


def test_after_the_minutes_are_fixed_nothing_changes(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    entry = said(world.items[0], "文", cast)
    course.end(world.meeting, by=cast.kimura)
    minutes = Minutes.of(world.meeting)
    minutes.send(correct_by_on=clock.today(), by=cast.kimura)
    minutes.fix(by=cast.kimura)
    db.commit()
    answer = kimura.post(f"/entries/{entry.id}", data={"body": "別の文", "made_from": "1"})
    assert answer.status_code == 409
    says(answer, "別の文</textarea>", "議事録は確定しています。")
    assert kimura.post(f"/entries/{entry.id}/removal").status_code == 409
    assert writes(kimura, world.items[0].id) == 409
    assert kimura.post(f"/meetings/{world.meeting.id}/presence", data={f"member-{world.nurse.id}": "web"}).status_code == 409


def test_the_page_of_a_meeting_with_fixed_minutes_asks_for_nothing_more(kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    page_of_it = f"{world.hold}?item={said(world.items[0], '文', cast).item_id}"
    course.end(world.meeting, by=cast.kimura)
    db.commit()
    open_to_change = ("発言を書く</button>", "entry-edit-link", "/presence", "席のない人をたす")
    says(kimura.get(page_of_it), *open_to_change)
    minutes = Minutes.of(world.meeting)
    minutes.send(correct_by_on=clock.today(), by=cast.kimura)
    minutes.fix(by=cast.kimura)
    db.commit()
    page = kimura.get(page_of_it)
    says(page, "議事録が確定したので、ここではもう直せません。", f'href="/meetings/{world.meeting.id}/minutes/errata">訂正を書きたす')
    says(page, "文</p>", "出席している人")
    assert [word for word in open_to_change if word in page.text] == []


def test_another_text_of_an_outcome_leaves_its_record_and_says_so(kimura: FlaskClient, world: Assembly) -> None:
    writes(kimura, world.items[0].id, "issues", body="薬局がない", scene="sudden", speaker="", profession="")
    (entry,) = entries(EntryKind.ISSUE)
    says(kimura.get(f"/entries/{entry.id}"), "ここで直すのは議事録の文だけです。記録「薬局がない」はそのまま残ります。")
    kimura.post(f"/entries/{entry.id}", data={"body": "夜に開く薬局がない", "made_from": "1"})
    assert db.query(Issue).filter_by(entry_id=entry.id).one().title == "薬局がない"
    says(kimura.get(world.hold), "夜に開く薬局がない", "記録の文：薬局がない", "記録を直す")


def test_followers_see_what_stands_and_never_a_way_to_write(app: Flask, kimura: FlaskClient, cast: Cast, world: Assembly) -> None:
    said(world.items[0], "だれに掛けるか迷わなくなった。", cast, member=world.nurse)
    said(world.items[0], "ここだけの話。", cast, private=True)
    writes(kimura, world.items[0].id, "decisions", body="試行を続ける")
    page = other(app, cast.sato).get(world.follow)
    says(
        page, "議題 1 / 3", "前回の決定の確認", "だれに掛けるか迷わなくなった。", "ここだけの話。", "非公開", "試行を続ける", "佐藤 花さん"
    )
    assert "<textarea" not in page.text
    assert "進行の画面へ" not in page.text
    course.end(db.get_one(Meeting, world.meeting.id), by=cast.kimura)
    db.commit()
    says(other(app, cast.sato).get(world.follow), "会議は終わりました", "試行を続ける")


STEPS = st.lists(st.tuples(st.sampled_from(["kimura", "ono"]), st.sampled_from(["read", "write", "keep", "take"])), min_size=2, max_size=12)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_text_of_two_writers_is_ever_lost(app: Flask, cast: Cast, conflict_world: Assembly, steps: list[tuple[str, str]]) -> None:
    """In whatever order two read, write, keep theirs or take the other's: each text typed stands, is a revision, or came back in a 409."""
    browsers, entry = conflict_browsers(app, cast), said(conflict_world.items[0], "はじめの文", cast)
    seen, typed, pending = dict.fromkeys(browsers, 1), {"はじめの文"}, dict.fromkeys(browsers, "")
    given_back: set[str] = set()
    for turn, (who, act) in enumerate(steps):
        browser, text = browsers[who], pending[who] or f"{who}の文 {turn}"
        if act in ("read", "take"):
            seen[who], pending[who] = _revision(entry.id), ""
            continue
        if act == "keep" and not pending[who]:
            continue
        typed.add(text)
        answer = browser.post(f"/entries/{entry.id}", data={"body": text, "made_from": str(seen[who])}, headers=HX)
        pending[who] = text if answer.status_code == 409 else ""
        if answer.status_code == 409:
            assert f"{text}</textarea>" in answer.text
            assert db.get_one(Entry, entry.id).text in answer.text
            given_back.add(text)
        seen[who] = _revision(entry.id)
    db.rollback()
    stands = db.get_one(Entry, entry.id)
    kept = {stands.text, *(one.text for one in stands.revisions)}
    assert typed <= kept | given_back
    assert [one.number for one in stands.revisions] == list(range(1, stands.revision))


@pytest.fixture
def conflict_world(cast: Cast) -> Assembly:
    return assembled(cast)


_signed_in: dict[int, dict[str, FlaskClient]] = {}


def conflict_browsers(app: Flask, cast: Cast) -> dict[str, FlaskClient]:
    """Signed in once for all examples of a run."""
    if id(cast) not in _signed_in:
        _signed_in.clear()
        _signed_in[id(cast)] = {"kimura": other(app, cast.kimura), "ono": other(app, cast.ono)}
    return _signed_in[id(cast)]


def _revision(entry_id: int) -> int:
    db.rollback()
    return db.get_one(Entry, entry_id).revision
