"""Invitations: a letter with a date, an answer with one tap, a link for who has no account, a list of those who are called."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from core import clock, jobs, tokens
from core.audit import AuditRow
from core.database import db
from core.delivering import send_due
from meetings.groups import inviting
from meetings.groups.late_letters import write
from meetings.models import Attendance, Group, Meeting, Presence
from region.models import Affiliation
from tests.cast import Cast, says
from tests.core.postbox import Postbox
from tests.house.everybody import signed_in
from tests.meetings.overtaking import overtaken
from tests.meetings.test_groups import MEMBER, a_group, a_guest, ladder

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
AT = datetime(2026, 6, 12, 19, 0, tzinfo=clock.JAPAN)
SECRET = "鎮静剤の引きつぎ"


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """Eleven days before the meeting."""
    with clock.at(NOW):
        yield


def a_meeting(group: Group, cast: Cast) -> Meeting:
    planned = Meeting.plan(
        group, theme=SECRET, starts_at=AT, ends_at=AT + timedelta(minutes=90), place="医師会館2階", web_url="https://web.example.jp/1",
        by=cast.kimura,
    )  # fmt: skip
    db.commit()
    return planned


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """第1回 with Tanaka (account), 星 (address) and 川 (neither)."""
    group = a_group(cast)
    a_guest(group, cast, email="hoshi@example.com", institution=cast.hoshi)
    a_guest(group, cast, name="川 太郎", institution_name="市民")
    return a_meeting(group, cast)


def line_of(meeting: Meeting, name: str) -> Attendance:
    db.expire_all()
    return next(one for one in inviting.invited(db.get_one(Meeting, meeting.id)) if one.name == name)


def invite(client: FlaskClient, cast: Cast, meeting: Meeting) -> FlaskClient:
    browser = signed_in(client.application, cast.kimura)
    assert browser.post(f"/meetings/{meeting.id}/invitations").status_code == 303
    return browser


def calendar_in(letter: EmailMessage) -> Any:
    (part,) = (one for one in letter.walk() if one.get_content_type() == "text/calendar")
    content: Any = part.get_payload(decode=True)
    return Calendar.from_ical(content.decode())


def link_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body
    found = re.search(r"http://localhost(/\S+)", body.get_content())
    assert found
    return found[1]


@pytest.mark.usefixtures("postbox")
def test_only_the_secretariat_invites_and_prints_letters(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    ladder(client, cast, f"/meetings/{meeting.id}/invitations", works=cast.kimura, ok=303, data={})
    ladder(client, cast, f"/meetings/{meeting.id}/letters", works=cast.kimura)
    page = signed_in(client.application, cast.kimura).get(f"/meetings/{meeting.id}/letters")
    says(page, "川 太郎", "会議のご案内", "医師会館2階")
    assert "星 明子" not in page.text
    assert SECRET not in page.text
    assert signed_in(client.application, cast.kimura).post(f"/meetings/{meeting.id}/invitations").status_code == 409


def test_the_letter_carries_a_date_and_nothing_of_what_is_discussed(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    invite(client, cast, meeting)
    assert send_due(app).sent == 2
    assert sorted(str(one["To"]) for one in postbox.letters) == ["hoshi@example.com", "tanaka@example.jp"]
    for letter in postbox.letters:
        assert SECRET not in letter.as_string()
        assert SECRET not in str(letter.get_body(("plain",)))
        date = calendar_in(letter)
        event = date.events[0]
        assert (date["METHOD"], event["UID"], event["SEQUENCE"]) == ("REQUEST", f"meeting-{meeting.id}@localhost", 0)
        assert event["DTSTART"].params["TZID"] == "Asia/Tokyo"
        assert event["DTSTART"].dt == AT
        assert [one["TZID"] for one in date.walk("VTIMEZONE")] == ["Asia/Tokyo"]
        assert event["ATTENDEE"] == f"mailto:{letter['To']}"
        assert event["ORGANIZER"] == "mailto:renkei@example.jp"
        assert event["LOCATION"] == "医師会館2階・Web"
        assert SECRET not in date.to_ical().decode()
    assert send_due(app).sent == 0


def test_who_was_invited_before_mail_was_set_up_is_written_to_with_one_press_once(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    at, set_up = f"/meetings/{meeting.id}", app.config["RENKEI"]
    app.config["RENKEI"] = replace(set_up, smtp_url=None)
    browser = invite(client, cast, meeting)
    assert "まだ届いていない人へ案内を送る" not in browser.get(at).text
    assert browser.post(f"{at}/letters").status_code == 409
    app.config["RENKEI"] = set_up
    a_guest(meeting.group, cast, name="小林 一郎", email="kobayashi@example.com")
    db.commit()
    assert browser.post(f"{at}/answer?member={line_of(meeting, '星 明子').member_id}", data={"answer": "attend"}).status_code == 303
    says(browser.get(at), "まだ届いていない人へ案内を送る", "まだ届いていない人 1人：田中")
    for who, code in ((cast.suzuki, 404), (cast.sato, 403), (cast.tanaka, 403)):
        assert signed_in(client.application, who).post(f"{at}/letters").status_code == code
    pressed = {"client_key": str(uuid.uuid4())}
    assert [browser.post(f"{at}/letters", data=pressed).status_code for _ in range(2)] == [303, 303]
    assert send_due(app).sent == 1
    assert [str(one["To"]) for one in postbox.letters] == ["tanaka@example.jp"]
    assert calendar_in(postbox.letters[0]).events[0]["UID"] == f"meeting-{meeting.id}@localhost"
    page = browser.get(at)
    says(page, "まだ届いていなかった1人へ、案内のメールを送りました。")
    assert "まだ届いていない人へ案内を送る" not in page.text
    assert browser.post(f"{at}/letters").status_code == 409


def test_of_two_who_write_to_them_at_the_same_moment_the_second_finds_nobody(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    number, set_up = meeting.id, app.config["RENKEI"]
    app.config["RENKEI"] = replace(set_up, smtp_url=None)
    invite(client, cast, meeting)
    app.config["RENKEI"] = set_up

    def press(_: object = None) -> None:
        write(db.get_one(Meeting, number), by=db.get_one(Affiliation, cast.kimura.id))

    assert str(overtaken(app, lambda: None, press, press)) == "案内がまだ届いていない人は、もういません。"
    assert db.query(AuditRow).filter_by(verb="meeting.written_later").count() == 1


def test_moving_and_cancelling_replace_what_calendars_hold(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    browser = invite(client, cast, meeting)
    send_due(app)
    postbox.letters.clear()
    said = {"theme": SECRET, "day": "2026-06-19", "starts": "19:00", "ends": "20:30", "openness": "open", "place": "市役所"}
    browser.post(f"/meetings/{meeting.id}/edit", data=said)
    browser.post(f"/meetings/{meeting.id}/edit", data=said | {"day": "2026-06-26"})
    assert send_due(app).sent == 2  # what the second change made untrue is not sent
    assert {(one["METHOD"], one.events[0]["SEQUENCE"], one.events[0]["DTSTART"].dt.day) for one in map(calendar_in, postbox.letters)} == {
        ("REQUEST", 2, 26)
    }
    postbox.letters.clear()
    browser.post(f"/meetings/{meeting.id}/cancellation", data={"reason": f"{SECRET}のため"})
    assert send_due(app).sent == 2
    (date, _other) = map(calendar_in, postbox.letters)
    assert (date["METHOD"], date.events[0]["SEQUENCE"], date.events[0]["STATUS"]) == ("CANCEL", 3, "CANCELLED")
    assert date.events[0]["UID"] == f"meeting-{meeting.id}@localhost"
    assert SECRET not in postbox.letters[0].as_string()


def test_who_has_left_gets_no_letter(client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> None:
    invite(client, cast, meeting)
    line = line_of(meeting, "田中 一郎")
    assert line.member
    line.member.leave(until_on=clock.today(), by=cast.kimura)
    db.commit()
    assert send_due(app).dropped == 1
    assert [str(one["To"]) for one in postbox.letters] == ["hoshi@example.com"]


def test_who_is_invited_answers_with_one_tap_and_changes_it(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    invite(client, cast, meeting)
    browser = signed_in(client.application, cast.tanaka)
    says(browser.get("/meetings/"), "お返事がまだです", f"/meetings/{meeting.id}/answer?from=list")
    for said in ("attend", "web", "absent", "attend"):
        assert browser.post(f"/meetings/{meeting.id}/answer?from=list", data={"answer": said}).location.startswith("/meetings/#")
        assert line_of(meeting, "田中 一郎").answer == said
    assert browser.post(f"/meetings/{meeting.id}/answer?from=list", data={"answer": "substitute"}).location.endswith("#own")
    says(browser.get(f"/meetings/{meeting.id}"), "代理の方の名前がまだです")
    browser.post(f"/meetings/{meeting.id}/answer", data={"answer": "substitute", "substitute": "山 花子", "note": "おくれます"})
    assert line_of(meeting, "田中 一郎").substitute == "山 花子"
    for bad in ({"answer": "maybe"}, {"answer": ""}, {"answer": "attend", "note": "あ" * 201}):
        assert browser.post(f"/meetings/{meeting.id}/answer", data=bad).status_code == 422
    assert "meeting.answered" in {row.verb for row in db.query(AuditRow)}


def test_others_do_not_answer_and_colleagues_do(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    invite(client, cast, meeting)
    tanaka, hoshi = (line_of(meeting, name).member_id for name in ("田中 一郎", "星 明子"))
    path = f"/meetings/{meeting.id}/answer"
    ladder(client, cast, path, works=cast.tanaka, ok=303, data={"answer": "attend"})
    ladder(client, cast, f"{path}?member={hoshi}", works=cast.kimura, ok=303, data={"answer": "absent"})
    db.get_one(Attendance, line_of(meeting, "星 明子").id).member.institution = cast.station  # type: ignore[union-attr]
    db.commit()
    sato = signed_in(client.application, cast.sato)
    assert sato.post(f"{path}?member={hoshi}", data={"answer": "substitute"}).status_code == 303
    assert line_of(meeting, "星 明子").substitute == "佐藤 花"
    assert sato.post(f"{path}?member={tanaka}", data={"answer": "absent"}).status_code == 403
    assert sato.post(f"{path}?member=999", data={"answer": "absent"}).status_code == 404
    assert sato.post(f"{path}?member=x", data={"answer": "absent"}).status_code == 403


def test_readers_see_the_meeting_and_its_people_see_the_answers(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    invite(client, cast, meeting)
    for who, sees in ((cast.sato, False), (cast.mori, False), (cast.tanaka, True), (cast.kimura, True)):
        page = signed_in(client.application, who).get(f"/meetings/{meeting.id}").text
        assert ("星 明子" in page) is sees
        assert ("web.example.jp" in page) is sees
        assert ("電話・FAXで聞く人" in page) is (who is cast.kimura)
    assert signed_in(client.application, cast.suzuki).get(f"/meetings/{meeting.id}").status_code == 404
    assert client.get(f"/meetings/{meeting.id}").status_code == 303
    file = signed_in(client.application, cast.sato).get(f"/meetings/{meeting.id}/invite.ics")
    assert Calendar.from_ical(file.data.decode())["METHOD"] == "PUBLISH"


def test_who_has_no_account_answers_by_the_link(client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> None:
    invite(client, cast, meeting)
    send_due(app)
    (letter,) = (one for one in postbox.letters if one["To"] == "hoshi@example.com")
    link, stranger = link_in(letter), client.application.test_client()
    page = stranger.get(link)
    says(page, "星 明子", "医師会館2階", "返事をする")
    assert SECRET not in page.text
    assert "川 太郎" not in page.text
    assert line_of(meeting, "星 明子").answer is None
    answer = stranger.post(link, data={"answer": "substitute", "substitute": "星 次郎"})
    says(stranger.get(answer.location), "お返事を受けとりました")
    assert (line_of(meeting, "星 明子").answer, line_of(meeting, "星 明子").substitute) == (Presence.SUBSTITUTE, "星 次郎")
    bad = stranger.post(link, data={"answer": "maybe", "note": "おくれます"})
    assert bad.status_code == 422
    says(bad, "4つの中から", "おくれます")
    with clock.later(timedelta(days=12)):
        assert stranger.get(link).status_code == 410
        assert stranger.post(link, data={"answer": "absent"}).status_code == 410
    assert line_of(meeting, "星 明子").answer == Presence.SUBSTITUTE


def test_a_forged_or_foreign_link_opens_nothing(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    invite(client, cast, meeting)
    line = line_of(meeting, "星 明子")
    good = tokens.sign(inviting.PURPOSE, attendance=line.id)
    forged = [good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:], tokens.sign("other", attendance=line.id), "x", "a" * 700]
    forged += [tokens.sign(inviting.PURPOSE, **{name: said}) for name, said in (("attendance", 9999), ("attendance", "x"), ("other", 1))]
    for token in forged:
        assert client.get(f"/meeting-answers/{token}").status_code == 404
        assert client.post(f"/meeting-answers/{token}", data={"answer": "attend"}).status_code == 404
    with clock.later(inviting.LIFE + timedelta(days=1)):
        assert client.get(f"/meeting-answers/{good}").status_code == 404


def test_an_opened_meeting_takes_no_more_answers(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    invite(client, cast, meeting)
    token = tokens.sign(inviting.PURPOSE, attendance=line_of(meeting, "星 明子").id)
    with clock.at(meeting.starts_at):
        db.get_one(Meeting, meeting.id).open(by=cast.kimura)
    db.commit()
    assert client.application.test_client().post(f"/meeting-answers/{token}", data={"answer": "attend"}).status_code == 410
    browser = signed_in(client.application, cast.tanaka)
    assert browser.post(f"/meetings/{meeting.id}/answer", data={"answer": "attend"}).status_code == 409
    says(browser.get("/meetings/"), "いま開かれています", f"/meetings/{meeting.id}/follow")
    assert "いま開かれています" not in signed_in(client.application, cast.sato).get("/meetings/").text


def test_on_its_day_a_meeting_stands_first_on_the_first_page_with_the_way_in(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    invite(client, cast, meeting)
    app = client.application
    assert "会議の画面で待つ" not in signed_in(app, cast.tanaka).get(f"/meetings/{meeting.id}").text
    with clock.at(AT - timedelta(hours=9)):
        browser, stranger = signed_in(app, cast.tanaka), signed_in(app, cast.sato)
        first, later = browser.get("/").text.split('id="home-owed"')
        assert "きょうの会議" in first
        assert "出欠の返事がまだです" in first
        assert "https://web.example.jp/1" in first
        assert "会議に入る" not in first
        assert "つぎの会議" not in later
        says(browser.get(f"/meetings/{meeting.id}"), "会議の画面で待つ", f"/meetings/{meeting.id}/follow", "https://web.example.jp/1")
        assert "きょうの会議" not in stranger.get("/").text
    with clock.at(AT):
        browser, stranger = signed_in(app, cast.tanaka), signed_in(app, cast.sato)
        db.get_one(Meeting, meeting.id).open(by=cast.kimura)
        db.commit()
        first = browser.get("/").text.split('id="home-owed"')[0]
        assert "いま開かれています" in first
        assert f'href="/meetings/{meeting.id}/follow"' in first
        assert "いま開かれています" not in stranger.get("/").text
        says(browser.get(f"/meetings/{meeting.id}/follow"), "議題と資料を見る", f"/meetings/{meeting.id}#h-agenda")


def test_three_days_before_only_the_silent_are_reminded_and_once(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    invite(client, cast, meeting)
    signed_in(client.application, cast.tanaka).post(f"/meetings/{meeting.id}/answer", data={"answer": "attend"})
    send_due(app)
    postbox.letters.clear()
    job = jobs.registered["meetings.answers"]
    assert not jobs.run_if_due(app, job)
    with clock.later(timedelta(days=9)):
        assert jobs.run_if_due(app, job)
        assert send_due(app).sent == 1
        assert "出欠をお知らせください" in postbox.letters[0]["Subject"]
        assert str(postbox.letters[0]["To"]) == "hoshi@example.com"
    with clock.later(timedelta(days=9, hours=2)):
        assert not jobs.run_if_due(app, job)
        assert send_due(app).sent == 0


def test_without_a_mail_server_who_has_only_an_address_is_to_be_called_and_not_counted_as_told(
    client: FlaskClient, cast: Cast, meeting: Meeting, request: pytest.FixtureRequest
) -> None:
    browser, why = signed_in(client.application, cast.kimura), "メールの設定がないので、届いていません"
    page = browser.post(f"/meetings/{meeting.id}/invitations", follow_redirects=True)
    says(page, "3人を招待しました（メール 0通）。このうち2人には、まだ届いていません。", "電話・FAXで聞く人", why)
    says(page, "メールの設定がないので、電話かFAXで知らせてください：星 明子")
    says(page, "メールがわからないので、電話かFAXで知らせてください：川 太郎")
    letters = browser.get(f"/meetings/{meeting.id}/letters").text
    assert ("星 明子" in letters, "田中 一郎" in letters) == (True, False)
    says(browser.get(f"/groups/{meeting.group_id}/members"), "アカウントなし（メールの設定がないので、電話・FAX）")
    says(browser.post(f"/meetings/{meeting.id}/cancellation", data={"reason": "大雪"}, follow_redirects=True), "知らせてください：星 明子")
    request.getfixturevalue("postbox")
    assert why not in browser.get(f"/meetings/{meeting.id}").text
    assert "星 明子" not in browser.get(f"/meetings/{meeting.id}/letters").text


def test_a_member_who_came_later_is_invited_alone(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    browser = invite(client, cast, meeting)
    browser.post(f"/groups/{meeting.group_id}/members", data=MEMBER | {"name": "野 三郎", "from_on": "2026-06-01"})
    says(browser.get(f"/meetings/{meeting.id}"), "招待をまだ送っていない人 1人", "野 三郎")
    nobody = browser.post(f"/meetings/{meeting.id}/invitations", data={"chosen": "1"})
    assert nobody.status_code == 409
    says(nobody, "招待する人を選んでください")
    browser.post(f"/meetings/{meeting.id}/invitations")
    assert db.query(Attendance).filter(Attendance.invited_at.is_not(None)).count() == 4


def test_a_tap_loses_no_word_that_was_added_and_no_name_of_who_comes_instead(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    browser = invite(client, cast, meeting)
    member = line_of(meeting, "川 太郎").member_id
    address = f"/meetings/{meeting.id}/answer?member={member}"
    assert browser.post(address, data={"answer": "substitute"}).status_code == 303
    assert f'action="{address}"' in browser.get(f"/meetings/{meeting.id}").text
    browser.post(address, data={"answer": "substitute", "substitute": "谷 次郎", "note": "おくれます"})
    browser.post(address, data={"answer": "substitute"})
    assert (line_of(meeting, "川 太郎").substitute, line_of(meeting, "川 太郎").note) == ("谷 次郎", "おくれます")
    browser.post(address, data={"answer": "attend"})
    assert (line_of(meeting, "川 太郎").substitute, line_of(meeting, "川 太郎").note) == ("", "おくれます")


def test_after_the_meeting_its_page_says_who_was_there_and_not_who_had_answered(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    browser = invite(client, cast, meeting)
    browser.post(f"/meetings/{meeting.id}/answer?member={line_of(meeting, '川 太郎').member_id}", data={"answer": "absent"})
    with clock.at(AT):
        line = line_of(meeting, "川 太郎")
        line.meeting.open(by=cast.kimura)
        line.note_presence(Presence.ATTEND, by=cast.kimura)
        line.meeting.close(by=cast.kimura)
        db.commit()
        page = signed_in(client.application, cast.kimura).get(f"/meetings/{meeting.id}")
    says(page, "1人が出席", "出欠の記録なし")
    assert "返事なし" not in page.text
    assert "欠席" not in page.text
