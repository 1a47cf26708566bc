"""Seats change while invitations are out: calendars of who leaves lose the date, who joins gets it, and nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.models import Person
from core import clock, jobs, tokens
from core.audit import AuditRow
from core.database import db
from core.delivering import send_due
from meetings.groups import inviting
from meetings.groups.coming_and_going import left_out_of
from meetings.models import Attendance, Group, Meeting, Member, Presence
from region.directory import merges
from region.models import Affiliation, Institution, InstitutionMerge, Role
from tests.cast import Cast, says
from tests.core.postbox import Postbox
from tests.house.everybody import signed_in
from tests.meetings.counting import statements
from tests.meetings.test_groups import MEMBER, a_group, a_guest, ladder
from tests.meetings.test_invitations import AT, NOW, a_meeting, calendar_in, invite, line_of

TODAY = "2026-06-01"


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """Eleven days before the meeting."""
    with clock.at(NOW):
        yield


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """第1回 with Tanaka (account), 星 (address) and 川 (neither)."""
    group = a_group(cast)
    a_guest(group, cast, email="hoshi@example.com", institution=cast.hoshi)
    a_guest(group, cast, name="川 太郎", institution_name="市民")
    return a_meeting(group, cast)


@pytest.fixture
def base(client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> FlaskClient:
    """The secretariat, when the invitations have arrived."""
    browser = invite(client, cast, meeting)
    assert send_due(app).sent == 2
    postbox.letters.clear()
    return browser


def received(postbox: Postbox, app: Flask) -> list[EmailMessage]:
    """What has come since one looked last."""
    send_due(app)
    letters = sorted(postbox.letters, key=lambda one: str(one["To"]))
    postbox.letters.clear()
    return letters


def member_called(name: str) -> Member:
    db.expire_all()
    return db.query(Member).filter_by(name=name).order_by(Member.id.desc()).first()  # type: ignore[return-value]


def line_with(name: str) -> Attendance:
    """Also one that was taken back."""
    return db.query(Attendance).filter_by(member_id=member_called(name).id).one()


def leave(browser: FlaskClient, name: str, day: str = TODAY) -> str:
    answer = browser.post(f"/members/{member_called(name).id}/leave", data={"until_on": day})
    assert answer.status_code == 303
    return browser.get(answer.location).text


def test_who_leaves_before_the_meeting_loses_the_date_and_the_others_hear_nothing(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    assert "これからの会議への招待を1件取り消しました（メール 1通）" in leave(base, "星 明子")
    (letter,) = received(postbox, app)
    assert (letter["To"], "会議のご案内を取り消します" in letter["Subject"]) == ("hoshi@example.com", True)
    date_ = calendar_in(letter)
    (event,) = date_.events
    assert (date_["METHOD"], event["UID"], event["SEQUENCE"]) == ("CANCEL", f"meeting-{meeting.id}@localhost", 1)
    assert (event["ATTENDEE"], event["ORGANIZER"]) == ("mailto:hoshi@example.com", "mailto:renkei@example.jp")
    assert not {"STATUS", "LOCATION", "URL", "DESCRIPTION"} & set(event)  # the meeting is on; where and the link are of those who come
    assert "医師会館" not in str(letter.get_body(("plain",)))
    leave(base, "星 明子")
    assert received(postbox, app) == []
    page = base.get(f"/meetings/{meeting.id}").text
    assert "返事なし <b>2</b>" in page
    assert "星 明子" not in page
    assert "meeting.uninvited" in {row.verb for row in db.query(AuditRow)}


def test_a_link_that_was_taken_back_says_so_and_takes_no_answer(base: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    link = f"/meeting-answers/{tokens.sign(inviting.PURPOSE, attendance=line_of(meeting, '星 明子').id)}"
    member = member_called("星 明子").id
    leave(base, "星 明子")
    stranger = base.application.test_client()
    page = stranger.get(link)
    assert page.status_code == 410
    says(page, "取り消されました")
    assert "医師会館" not in page.text
    assert stranger.post(link, data={"answer": "attend"}).status_code == 410
    assert base.post(f"/meetings/{meeting.id}/answer?member={member}", data={"answer": "attend"}).status_code == 409
    assert line_with("星 明子").answer is None


def test_who_stays_until_after_the_meeting_keeps_it(base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> None:
    assert "取り消しました" not in leave(base, "星 明子", "2026-06-12")
    assert received(postbox, app) == []
    assert "取り消しました" in leave(base, "星 明子", "2026-06-11")
    assert len(received(postbox, app)) == 1


def test_who_can_only_be_called_is_named_to_the_secretariat(base: FlaskClient, cast: Cast, postbox: Postbox, app: Flask) -> None:
    page = leave(base, "川 太郎")
    assert "電話かFAXで知らせてください：川 太郎" in page
    assert received(postbox, app) == []


def test_an_invitation_that_never_left_is_not_taken_back_by_letter(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    browser = invite(client, cast, meeting)
    leave(browser, "星 明子")
    assert [str(one["To"]) for one in received(postbox, app)] == ["tanaka@example.jp"]


def test_who_comes_back_gets_the_date_again_and_it_is_newer_than_what_took_it_out(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    base.post(f"/meetings/{meeting.id}/answer?member={member_called('星 明子').id}", data={"answer": "attend"})
    leave(base, "星 明子")
    received(postbox, app)
    again = MEMBER | {"email": "hoshi@example.com", "from_on": TODAY, "invite": "y"}
    answer = base.post(f"/groups/{meeting.group_id}/members", data=again)
    says(base.get(answer.location), "これからの会議1回に招待しました（メール 1通）")
    (letter,) = received(postbox, app)
    assert (calendar_in(letter)["METHOD"], calendar_in(letter).events[0]["SEQUENCE"]) == ("REQUEST", 2)
    assert line_of(meeting, "星 明子").answer is None
    said = {"theme": "x", "day": "2026-06-19", "starts": "19:00", "ends": "20:30", "openness": "open"}
    base.post(f"/meetings/{meeting.id}/edit", data=said)
    told = {str(one["To"]): calendar_in(one).events[0]["SEQUENCE"] for one in received(postbox, app)}
    assert told == {"hoshi@example.com": 3, "tanaka@example.jp": 1}


def test_who_joins_later_is_invited_with_one_press_and_once(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    group = meeting.group_id
    says(base.get(f"/groups/{group}/members"), "もう招待を出した会議にも、招待する", "第1回 6月12日")
    base.post(f"/groups/{group}/members", data=MEMBER | {"name": "野 三郎", "email": "no@example.com", "from_on": TODAY})
    assert received(postbox, app) == []
    for path in (f"/groups/{group}", f"/groups/{group}/members", f"/meetings/{meeting.id}"):
        says(base.get(path), "招待をまだ送っていない人")
    path = f"/members/{member_called('野 三郎').id}/invitations"
    ladder(base, cast, path, works=cast.kimura, ok=303, data={})
    assert base.post(path).status_code == 303
    (letter,) = received(postbox, app)
    assert (letter["To"], calendar_in(letter)["METHOD"]) == ("no@example.com", "REQUEST")
    assert "招待をまだ送っていない人" not in base.get(f"/groups/{group}/members").text
    assert "招待をまだ送っていない人" not in signed_in(base.application, cast.sato).get(f"/groups/{group}").text


def test_nobody_is_invited_to_a_meeting_outside_the_term_or_before_the_others_are(
    client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    browser = signed_in(client.application, cast.kimura)
    early = MEMBER | {"name": "野 三郎", "email": "no@example.com", "from_on": TODAY, "invite": "y"}
    browser.post(f"/groups/{meeting.group_id}/members", data=early)
    assert db.query(Attendance).count() == 0
    browser.post(f"/meetings/{meeting.id}/invitations")
    late = early | {"name": "谷 次郎", "email": "tani@example.com", "from_on": "2026-07-01"}
    browser.post(f"/groups/{meeting.group_id}/members", data=late)
    assert sorted(str(one["To"]) for one in received(postbox, app)) == ["hoshi@example.com", "no@example.com", "tanaka@example.jp"]
    assert "招待をまだ送っていない人" not in browser.get(f"/groups/{meeting.group_id}/members").text


def test_another_term_or_another_day_takes_back_too(base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> None:
    said = MEMBER | {"from_on": "2026-04-01", "until_on": "2026-06-30", "email": "hoshi@example.com"}
    member = member_called("星 明子").id
    base.post(f"/members/{member}/edit", data=said)
    assert received(postbox, app) == []
    moved = {"theme": "x", "day": "2026-07-10", "starts": "19:00", "ends": "20:30", "openness": "open"}
    base.post(f"/meetings/{meeting.id}/edit", data=moved)
    letters = received(postbox, app)
    assert [(str(one["To"]), calendar_in(one)["METHOD"]) for one in letters] == [
        ("hoshi@example.com", "CANCEL"), ("tanaka@example.jp", "REQUEST"),
    ]  # fmt: skip
    base.post(f"/members/{member}/edit", data=said | {"until_on": ""})
    says(base.get(f"/groups/{meeting.group_id}/members"), "招待をまだ送っていない人")
    assert received(postbox, app) == []


def settled(app: Flask) -> bool:
    return jobs.run_if_due(app, jobs.registered["meetings.seats"])


def test_whose_work_at_the_institution_ends_loses_the_date_by_itself(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    assert not settled(app)
    db.get_one(Affiliation, cast.tanaka.id).end(cast.kimura)
    db.commit()
    assert settled(app)
    (letter,) = received(postbox, app)
    assert (letter["To"], calendar_in(letter)["METHOD"]) == ("tanaka@example.jp", "CANCEL")
    with clock.later(timedelta(minutes=11)):
        settled(app)
    assert received(postbox, app) == []
    page = base.get(f"/meetings/{meeting.id}").text
    assert "招待をまだ送っていない人" not in page
    assert "田中 一郎" not in page


def test_whose_account_is_stopped_loses_the_date_and_gets_it_again_when_it_is_opened(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    person, page = cast.tanaka.person_id, f"/meetings/{meeting.id}"
    signed_in(app, cast.tanaka).post(f"{page}/answer", data={"answer": "attend"})
    assert base.post(f"/people/{person}/disabling").status_code == 303
    assert settled(app)
    (letter,) = received(postbox, app)
    (event,) = calendar_in(letter).events
    assert (letter["To"], calendar_in(letter)["METHOD"], event["SEQUENCE"]) == ("tanaka@example.jp", "CANCEL", 1)
    assert "医師会館" not in str(letter.get_body(("plain",)))
    says(base.get(page), "田中 一郎さんのアカウントを止めました。")
    assert "田中 一郎" not in base.get(page).text
    moved = {"theme": "x", "day": "2026-06-19", "starts": "19:00", "ends": "20:30", "openness": "open"}
    base.post(f"{page}/edit", data=moved)
    assert [str(one["To"]) for one in received(postbox, app)] == ["hoshi@example.com"]
    with clock.later(timedelta(minutes=11)):
        assert not settled(app), "nothing is left to do while it is stopped"
        assert base.post(f"/people/{person}/enabling").status_code == 303
        assert settled(app)
        (letter,) = received(postbox, app)
    (event,) = calendar_in(letter).events
    assert (letter["To"], calendar_in(letter)["METHOD"], event["SEQUENCE"]) == ("tanaka@example.jp", "REQUEST", 3)
    assert line_of(meeting, "田中 一郎").answer is None
    with clock.later(timedelta(minutes=22)):
        settled(app)
        assert received(postbox, app) == []


def test_an_account_that_is_opened_again_at_once_leaves_the_calendar_as_it_is(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    for how in ("disabling", "enabling"):
        base.post(f"/people/{cast.tanaka.person_id}/{how}")
    settled(app)
    assert received(postbox, app) == []
    base.post(f"/people/{cast.tanaka.person_id}/disabling")
    with clock.later(timedelta(minutes=11)):
        assert settled(app)
        base.post(f"/people/{cast.tanaka.person_id}/enabling")
    with clock.later(timedelta(minutes=22)):
        assert settled(app)
        (letter,) = received(postbox, app)
    assert calendar_in(letter)["METHOD"] == "REQUEST", "what took the date out had not left yet, and is true no more"


def test_who_is_back_at_the_same_institution_is_invited_again(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    tanaka, clinic = db.get_one(Affiliation, cast.tanaka.id), db.get_one(Institution, cast.clinic.id)
    tanaka.end(cast.kimura)
    db.commit()
    assert settled(app)
    assert [calendar_in(one)["METHOD"] for one in received(postbox, app)] == ["CANCEL"]
    Affiliation.begin(db.get_one(Person, tanaka.person_id), clinic, Role.MEMBER, ["physician"])
    db.commit()
    with clock.later(timedelta(minutes=11)):
        assert settled(app)
        (letter,) = received(postbox, app)
    assert (letter["To"], calendar_in(letter)["METHOD"]) == ("tanaka@example.jp", "REQUEST")


def test_who_left_the_group_is_not_called_back_by_an_account(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    person = cast.tanaka.person_id
    base.post(f"/people/{person}/disabling")
    assert settled(app)
    leave(base, "田中 一郎")
    base.post(f"/people/{person}/enabling")
    with clock.later(timedelta(minutes=11)):
        settled(app)
    assert [calendar_in(one)["METHOD"] for one in received(postbox, app)] == ["CANCEL"]


def test_a_seat_goes_with_an_institution_that_was_the_same_as_another(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    page, before, by = f"/meetings/{meeting.id}", cast.tanaka.id, cast.kimura.id
    kept, merged = (db.get_one(Institution, one.id) for one in (cast.hoshi, cast.clinic))
    done = merges.merge(kept, merged, by=cast.kimura)
    db.commit()
    merge, kept_id = done.id, kept.id
    assert settled(app)
    account = member_called("田中 一郎").affiliation
    assert account
    assert (account.institution_id, account.ended_at) == (kept_id, None)
    assert signed_in(base.application, account).get(page).status_code == 200
    merges.undo(db.get_one(InstitutionMerge, merge), by=db.get_one(Affiliation, by))
    db.commit()
    with clock.later(timedelta(minutes=11)):
        assert settled(app)
    assert member_called("田中 一郎").affiliation_id == before
    assert received(postbox, app) == []
    assert line_with("田中 一郎").is_asked


def test_who_works_elsewhere_now_does_not_take_the_seat_along(
    base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask
) -> None:
    tanaka = db.get_one(Affiliation, cast.tanaka.id)
    tanaka.end(cast.kimura)
    Affiliation.begin(tanaka.person, db.get_one(Institution, cast.hoshi.id), Role.MEMBER, ["physician"])
    db.commit()
    assert settled(app)
    assert member_called("田中 一郎").affiliation_id == cast.tanaka.id
    assert len(received(postbox, app)) == 1


def test_answers_owed_are_of_those_who_still_come(base: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> None:
    leave(base, "星 明子")
    received(postbox, app)
    with clock.later(timedelta(days=9)):
        assert jobs.run_if_due(app, jobs.registered["meetings.answers"])
        assert [str(one["To"]) for one in received(postbox, app)] == ["tanaka@example.jp"]
        assert line_with("星 明子").reminded_at is None


def test_what_was_answered_before_leaving_stays_on_record_of_a_past_meeting(base: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    tanaka = signed_in(base.application, cast.tanaka)
    tanaka.post(f"/meetings/{meeting.id}/answer", data={"answer": "attend"})
    with clock.at(AT + timedelta(days=1)):
        db.get_one(Meeting, meeting.id).opened_at = clock.now()
        db.commit()
        leave(signed_in(base.application, cast.kimura), "田中 一郎", "2026-06-13")
    line = line_with("田中 一郎")
    assert (line.answer, line.uninvited_at) == (Presence.ATTEND, None)


def test_many_groups_ask_no_more_questions(cast: Cast) -> None:
    groups, asked = [_one_forgotten(cast, number) for number in range(6)], []
    for some in (groups[:1], groups):
        db.expire_all()
        with statements() as seen:
            assert len(left_out_of(some)) == len(some)
        asked.append(len(seen))
    assert asked == [3, 3]


def _one_forgotten(cast: Cast, number: int) -> int:
    group: Group = a_group(cast, name=f"WG{number}")
    meeting = Meeting.plan(group, theme="評価", starts_at=AT, ends_at=AT + timedelta(hours=1), by=cast.kimura)
    Attendance.invite(meeting, group.present, by=cast.kimura)
    a_guest(group, cast, from_on=date(2026, 6, 1))
    db.commit()
    return group.id
