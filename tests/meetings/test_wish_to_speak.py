"""発言したい: pressed on one's own phone, seen at once where the secretary writes, in the order of pressing; it ends with the meeting."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock, realtime
from core.audit import AuditRow
from core.database import db
from meetings.holding import live
from meetings.models import Attendance, Entry, EntryKind, Meeting, Member, Presence, Wish, WishEnd, course
from region.models import Affiliation
from tests.cast import Cast, as_, says
from tests.hearing import Hearing
from tests.meetings.assembly import Assembly, assembled, key
from tests.meetings.counting import questions, statements
from tests.meetings.overtaking import overtaken

HX = {"HX-Request": "true"}
Listen = Callable[..., Hearing]


@pytest.fixture
def world(cast: Cast) -> Assembly:
    return assembled(cast)


@pytest.fixture
def nurse(app: Flask, cast: Cast) -> FlaskClient:
    return as_(app.test_client(), cast.sato)


@pytest.fixture
def doctor(app: Flask, cast: Cast) -> FlaskClient:
    return as_(app.test_client(), cast.tanaka)


@pytest.fixture
def base(app: Flask, cast: Cast) -> FlaskClient:
    return as_(app.test_client(), cast.kimura)


def tells(client: FlaskClient, world: Assembly, way: str = "") -> int:
    return client.post(f"/meetings/{world.meeting.id}/wish{way}", headers=HX).status_code


def told() -> list[int]:
    """The members who want to speak, in their order."""
    return [one.member_id for one in db.query(Wish).filter_by(ended_at=None).order_by(Wish.changed_seq)]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip()


def piece(html: str, name: str) -> str:
    """The element of this id, without its tags."""
    found = re.search(rf'<(\w+)[^>]* id="{name}".*?</\1>', html, re.DOTALL)
    return plain(found[0]) if found else ""


def shown(html: str) -> list[str]:
    """The rows of the secretary's page."""
    return [plain(one) for one in re.findall(r'<p class="wishing-who">.*?</p>', html, re.DOTALL)]


def test_who_has_a_seat_tells_it_and_nobody_else(app: Flask, cast: Cast, world: Assembly) -> None:
    at = f"/meetings/{world.meeting.id}"
    for address in (f"{at}/wish", f"{at}/wish/taking-back", f"{at}/wishes/ending", f"{at}/wishes"):
        for who, code in ((cast.mori, 403), (cast.suzuki, 404)):
            assert as_(app.test_client(), who).post(address).status_code == code, (address, code)
        assert "/sign-in" in app.test_client().post(address).headers["Location"]
    assert as_(app.test_client(), cast.kimura).post(f"{at}/wish").status_code == 403, "she keeps the minutes and has no seat"
    nurse = as_(app.test_client(), cast.sato)
    assert nurse.post(f"{at}/wishes/ending", data={f"member-{world.nurse.id}": "1"}).status_code == 403
    assert told() == []
    assert as_(app.test_client(), cast.ono).post(f"{at}/wish").status_code == 303, "the secretariat's own seat is a seat"


def test_it_is_one_wish_however_often_it_is_pressed_and_keeps_its_place(nurse: FlaskClient, doctor: FlaskClient, world: Assembly) -> None:
    for who in (nurse, doctor, nurse, nurse):
        assert tells(who, world) == 204
    assert told() == [world.nurse.id, world.chair.id]
    assert piece(nurse.get(world.follow).text, f"wish-member-{world.nurse.id}").startswith("発言したいと伝えました（1番目）")
    says(doctor.get(world.follow), "発言したいと伝えました（2番目）", "取り下げる")
    for _twice in range(2):
        assert tells(nurse, world, "/taking-back") == 204
    assert told() == [world.chair.id]
    says(doctor.get(world.follow), "発言したいと伝えました（1番目）")
    assert tells(nurse, world) == 204
    assert told() == [world.chair.id, world.nurse.id], "told again, one stands at the end"
    verbs = [one.verb for one in db.query(AuditRow).order_by(AuditRow.id) if "wish" in one.verb]
    assert verbs == ["meeting.wish_told", "meeting.wish_told", "meeting.wish_ended", "meeting.wish_told"]


def test_without_script_it_is_an_ordinary_form(nurse: FlaskClient, base: FlaskClient, world: Assembly) -> None:
    page = nurse.get(world.follow).text
    assert f'form="act" formaction="/meetings/{world.meeting.id}/wish" data-wish' in page
    answer = nurse.post(f"/meetings/{world.meeting.id}/wish")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{world.follow}#h-me")
    row = f'name="member-{world.nurse.id}" value="{db.query(Wish).one().changed_seq}"'
    page = base.get(world.hold).text
    assert row in page
    speaks = f"{world.hold}?speaker=m{world.nurse.id}"
    assert f'href="{speaks}#entries-speaker"' in page
    assert f'<option selected value="m{world.nurse.id}">' in base.get(speaks).text
    assert 'selected value="m' not in base.get(f"{world.hold}?speaker=m99999").text


def test_the_secretary_sees_who_and_how_they_are_there(
    nurse: FlaskClient, doctor: FlaskClient, base: FlaskClient, cast: Cast, world: Assembly
) -> None:
    assert 'id="wishes" aria-labelledby="h-wishes" hidden' in base.get(world.hold).text
    Attendance.of(world.meeting, world.nurse).note_presence(Presence.WEB, by=cast.kimura)
    Attendance.of(world.meeting, world.chair).note_presence(Presence.SUBSTITUTE, by=cast.kimura, substitute="中込 誠")
    db.commit()
    assert (tells(nurse, world), tells(doctor, world)) == (204, 204)
    for one in db.query(Wish):
        one.at = one.at.replace(hour=10, minute=38)
    db.commit()
    page = base.get(world.hold).text
    assert shown(page) == [
        "1佐藤 花看護師訪問看護ステーションきた Web19:38から", "2中込 誠（田中 一郎さんの代理）田中医院 代理19:38から",
    ]  # fmt: skip
    assert piece(nurse.get(world.follow).text, "speaking-next") == "発言したい人 佐藤 花看護師中込 誠田中医院"


def test_a_hand_in_the_room_stands_in_the_same_order(nurse: FlaskClient, base: FlaskClient, world: Assembly) -> None:
    tells(nurse, world)
    at = f"/meetings/{world.meeting.id}/wishes"
    assert f'<option value="member-{world.dentist.id}">志村 祥子</option>' in base.get(world.hold).text
    for _twice in range(2):
        assert base.post(at, data={"member": f"member-{world.dentist.id}"}).headers["Location"] == f"{world.hold}#wishes"
    assert told() == [world.nurse.id, world.dentist.id], "she has no account, and is there"
    for bad in ("", "member-0", "guest-1", "x" * 999):
        assert base.post(at, data={"member": bad}).status_code == 422, bad
    assert nurse.post(at, data={"member": f"member-{world.dentist.id}"}).status_code == 403


def test_what_is_pushed_is_what_a_fresh_page_shows_and_everybody_hears_their_number(
    nurse: FlaskClient, doctor: FlaskClient, base: FlaskClient, world: Assembly, hearing: Listen
) -> None:
    tells(nurse, world)
    realtime.flush_now()
    ear = hearing(doctor, world.meeting.stream)
    tells(doctor, world)
    realtime.flush_now()
    (heard,) = ear.changes()
    assert shown(str(heard["html"])) == shown(base.get(world.hold).text) != []
    for name in (f"wish-member-{world.chair.id}", "speaking-next"):
        assert piece(str(heard["html"]), name) == piece(doctor.get(world.follow).text, name) != ""
    assert "csrf" not in str(heard["html"])
    before = db.get_one(Meeting, world.meeting.id).seq
    tells(nurse, world, "/taking-back")
    realtime.flush_now()
    (heard,) = ear.changes()
    assert "発言したいと伝えました（1番目）" in piece(str(heard["html"]), f"wish-member-{world.chair.id}")
    assert piece(str(heard["html"]), f"wish-member-{world.nurse.id}").startswith("発言したい")
    assert piece(base.get(f"{world.follow}?after={before}").text, "speaking-next") == "発言したい人 田中 一郎医師"


def test_what_they_say_is_written_and_the_wish_is_over_each_change_told(
    nurse: FlaskClient, doctor: FlaskClient, base: FlaskClient, world: Assembly, hearing: Listen
) -> None:
    ear = hearing(nurse, world.meeting.stream)
    for who in (nurse, doctor):
        tells(who, world)
    realtime.flush_now()
    ear.changes()
    form = {"client_key": key(), "body": "土曜の夜だけ空白がある。", "speaker": f"m{world.nurse.id}", "said_as": "remark"}
    assert base.post(f"/items/{world.items[0].id}/entries", data=form).status_code == 303
    realtime.flush_now()
    sentence, wish = ear.changes()
    assert "土曜の夜だけ空白がある。" in sentence["html"]
    assert sentence["seq"] == wish["after"], "nobody has to fetch anything"
    assert "発言ずみになりました" in piece(str(wish["html"]), f"wish-member-{world.nurse.id}")
    assert told() == [world.chair.id]
    assert tells(nurse, world) == 204
    assert base.post(f"/items/{world.items[0].id}/entries", data=form).status_code == 303
    assert told() == [world.chair.id, world.nurse.id], "the same remark, sent twice, does not end what was told after it"


def test_the_tap_that_waited_ends_only_what_it_was_pressed_on(nurse: FlaskClient, base: FlaskClient, world: Assembly) -> None:
    tells(nurse, world)
    first = db.query(Wish).one().changed_seq
    tells(nurse, world, "/taking-back")
    tells(nurse, world)
    at = f"/meetings/{world.meeting.id}/wishes/ending"
    assert base.post(at, data={f"member-{world.nurse.id}": str(first)}, headers=HX).status_code == 204
    assert told() == [world.nurse.id]
    for bad in ({}, {"member-0": "1"}, {f"member-{world.nurse.id}": "x"}, {f"member-{world.nurse.id}": "9" * 400}):
        assert base.post(at, data=bad).status_code == 422, bad
    db.expire_all()
    assert base.post(at, data={f"member-{world.nurse.id}": str(db.query(Wish).one().changed_seq)}).status_code == 303
    assert told() == []
    assert db.query(Wish).one().end == WishEnd.SPOKEN


def test_it_stays_with_the_next_item_and_ends_with_the_meeting(
    nurse: FlaskClient, base: FlaskClient, cast: Cast, world: Assembly, hearing: Listen
) -> None:
    tells(nurse, world)
    assert base.post(f"/items/{world.items[1].id}/turn").status_code == 303
    assert told() == [world.nurse.id]
    assert "議題1のとき" in shown(base.get(world.hold).text)[0]
    realtime.flush_now()
    ear = hearing(nurse, world.meeting.stream)
    assert base.post(f"/meetings/{world.meeting.id}/closing").status_code == 303
    realtime.flush_now()
    wish, floor = ear.changes()
    assert wish["seq"] == floor["after"]
    assert "会議は終わりました" in floor["html"]
    assert told() == []
    refused = nurse.post(f"/meetings/{world.meeting.id}/wish")
    assert refused.status_code == 409
    says(refused, "会議は終わりました。")
    assert base.post(f"/meetings/{world.meeting.id}/reopening").status_code == 303
    assert told() == [], "who still wants to speak says so again"
    assert tells(nurse, world) == 204


def test_before_the_beginning_nobody_tells_anything(nurse: FlaskClient, cast: Cast) -> None:
    world = assembled(cast, opened=False)
    assert "data-held" not in nurse.get(world.follow).text, "and the button is not seen (wish.css)"
    refused = nurse.post(f"/meetings/{world.meeting.id}/wish")
    assert refused.status_code == 409
    says(refused, "会議はまだ始まっていません。始まってから押してください。")


def test_who_left_the_group_is_no_longer_asked_to_speak(nurse: FlaskClient, base: FlaskClient, cast: Cast, world: Assembly) -> None:
    tells(nurse, world)
    db.get_one(Member, world.nurse.id).leave(until_on=clock.today() - timedelta(days=1), by=cast.kimura)
    db.commit()
    assert shown(base.get(world.hold).text) == []


def test_it_costs_the_page_one_question_and_a_sentence_that_is_told_none(
    nurse: FlaskClient, doctor: FlaskClient, cast: Cast, world: Assembly
) -> None:
    few = questions(nurse, world.follow)
    for who in (nurse, doctor):
        tells(who, world)
    assert questions(nurse, world.follow) == few
    course.end(db.get_one(Meeting, world.meeting.id), by=cast.kimura)
    db.commit()
    assert few - questions(nurse, world.follow) <= 1
    course.go_on(db.get_one(Meeting, world.meeting.id), by=cast.kimura)
    meeting = db.get_one(Meeting, world.meeting.id)
    before = meeting.seq
    Entry.write(course.on_agenda(meeting)[0], kind=EntryKind.REMARK, text="文", client_key=key(), by=cast.kimura)
    db.commit()
    with statements() as asked:
        live.pieces(meeting, before)
    assert not [one for one in asked if "speaking_wish" in one or "FROM attendance" in one]


def test_told_twice_at_the_same_moment_it_is_one(app: Flask, cast: Cast, world: Assembly) -> None:
    ids = world.meeting.id, world.nurse.id

    def tell(_things: object = None) -> None:
        Wish.tell(db.get_one(Meeting, ids[0]), db.get_one(Member, ids[1]), by=db.get_one(Affiliation, cast.sato.id))

    assert overtaken(app, lambda: db.get_one(Meeting, ids[0]), tell, tell) is None
    assert told() == [world.nurse.id]
    assert db.query(AuditRow).filter_by(verb="meeting.wish_told").count() == 1


def test_of_telling_and_the_end_of_the_meeting_at_once_nothing_is_left_standing(app: Flask, cast: Cast, world: Assembly) -> None:
    ids = world.meeting.id, world.nurse.id
    said = overtaken(
        app, lambda: db.get_one(Meeting, ids[0]).held, lambda: course.end(world.meeting, by=cast.kimura),
        lambda _held: Wish.tell(db.get_one(Meeting, ids[0]), db.get_one(Member, ids[1]), by=db.get_one(Affiliation, cast.sato.id)),
    )  # fmt: skip
    assert str(said) == "会議は終わりました。"
    assert told() == []
