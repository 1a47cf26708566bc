"""Who hears a meeting while it is held: its own people, and nobody else; away equals fresh."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.models import Person
from core import clock, realtime
from core.database import db
from meetings.holding import live
from meetings.models import Entry, EntryKind, Meeting, Member, course
from region.models import Affiliation, Role
from tests.cast import Cast, as_
from tests.hearing import Hearing
from tests.meetings.assembly import Assembly, assembled, key, said

Listen = Callable[..., Hearing]


@pytest.fixture
def world(cast: Cast) -> Assembly:
    return assembled(cast)


def remark(client: FlaskClient, world: Assembly, body: str = "夜の電話は月31件。", **fields: str) -> None:
    form = {"client_key": key(), "body": body, "speaker": "secretariat", "said_as": "remark"} | fields
    assert client.post(f"/items/{world.items[0].id}/entries", data=form).status_code == 303


def test_its_own_people_hear_what_is_written_and_nobody_else(
    app: Flask, client: FlaskClient, cast: Cast, world: Assembly, hearing: Listen
) -> None:
    stream = world.meeting.stream
    nurse, base, along, stranger = (
        hearing(as_(app.test_client(), who), stream) for who in (cast.sato, cast.kimura, cast.mori, cast.suzuki)
    )
    before = world.meeting.seq
    remark(as_(client, cast.kimura), world, private="1")
    realtime.flush_now()
    (heard,), (same,) = nurse.changes(), base.changes()
    assert heard == same
    assert (heard["after"], heard["seq"]) == (before, before + 1)
    assert "夜の電話は月31件。" in heard["html"]
    assert "非公開" in heard["html"]
    assert "csrf" not in heard["html"]
    for ear in (along, stranger):
        assert ear.refused(stream)
        assert not ear.received()


def test_the_live_page_promises_nothing_that_cannot_come(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast, opened=False)
    meeting, nurse = world.meeting, as_(client, cast.sato)
    at = f"/meetings/{meeting.id}/follow"
    assert "からでした" not in nurse.get(at).text
    with clock.later(meeting.ends_at - clock.now() + timedelta(minutes=1)):
        assert "からでした。始まると、この画面が自動で変わります。" in nurse.get(at).text
        for step in ("opening", "closing"):
            assert as_(client, cast.kimura).post(f"/meetings/{meeting.id}/{step}").status_code == 303
        page = as_(client, cast.sato).get(at).text
    assert "この議題で決まったことはありません。" in page
    assert "書かれると、すぐここに出ます。" not in page


def test_the_page_of_a_meeting_says_by_itself_that_it_has_begun(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast, opened=False)
    at, begun = f"/meetings/{world.meeting.id}", re.compile(r'<p class="begun no-print" id="begun">(.*?)</p>')
    page = as_(client, cast.sato).get(at).text
    assert re.search(rf'data-stream="{world.meeting.stream}" data-seq="{world.meeting.seq}" data-catch-up="{at}/follow"', page)
    assert begun.findall(page) == [""]
    assert "data-catch-up" not in as_(client, cast.mori).get(at).text
    before = world.meeting.seq
    assert as_(client, cast.kimura).post(f"{at}/opening").status_code == 303
    (said,) = begun.findall(as_(client, cast.sato).get(f"{at}/follow?after={before}").text)
    assert "会議が始まりました" in said
    assert f'href="{at}/follow"' in said
    assert "data-catch-up" not in client.get(at).text


def test_each_change_is_told_by_what_it_changed(client: FlaskClient, cast: Cast, world: Assembly, hearing: Listen) -> None:
    kimura = as_(client, cast.kimura)
    ear = hearing(kimura, world.meeting.stream)

    def told(address: str, **form: str) -> str:
        assert kimura.post(address, data=form).status_code == 303, address
        realtime.flush_now()
        (change,) = ear.changes()
        return str(change["html"])

    item, meeting = f"/items/{world.items[0].id}", f"/meetings/{world.meeting.id}"
    html = told(f"{item}/issues", client_key=key(), body="薬局がない", scene="sudden", speaker="", profession="")
    assert f'data-into="#came-{world.items[0].id}"' in html
    assert "急変時" in html
    entry = db.query(Entry).filter_by(kind=EntryKind.ISSUE).one().id
    assert "夜に薬局がない" in told(f"/entries/{entry}", body="夜に薬局がない", made_from="1")
    assert told(f"/entries/{entry}/removal").split() == ["<li", f'id="entry-{entry}"', "data-gone></li>"]
    html = told(f"{meeting}/presence", **{f"member-{world.nurse.id}": "web"})
    assert f'id="attend-member-{world.nurse.id}"' in html
    assert "1 / 4人" in html
    html = told(f"/items/{world.items[1].id}/turn")
    assert all(f'id="{part}"' in html for part in ("now", "decided", "hold-agenda", "follow-agenda", "hold-next", "hold-clock"))
    assert 'id="big"' not in html
    assert "会議は終わりました" in told(f"{meeting}/closing")
    assert "当番表の試行" in told(f"{meeting}/reopening")


def test_a_rolled_back_remark_is_silent(client: FlaskClient, cast: Cast, world: Assembly, hearing: Listen) -> None:
    ear = hearing(as_(client, cast.sato), world.meeting.stream)
    meeting = db.get_one(Meeting, world.meeting.id)
    Entry.write(course.on_agenda(meeting)[0], kind=EntryKind.REMARK, text="x", client_key=key(), by=cast.kimura)
    live.meeting_moved(meeting)
    db.rollback()
    realtime.flush_now()
    assert not ear.received()


def test_who_left_the_group_hears_nothing_from_then_on(
    client: FlaskClient, app: Flask, cast: Cast, world: Assembly, hearing: Listen
) -> None:
    ear = hearing(as_(app.test_client(), cast.sato), world.meeting.stream)
    kimura = as_(client, cast.kimura)
    remark(kimura, world, "まだ聞こえる。")
    realtime.flush_now()
    assert len(ear.changes()) == 1
    db.get_one(Member, world.nurse.id).leave(until_on=clock.today() - timedelta(days=1), by=cast.kimura)
    realtime.rights_changed(cast.sato.person_id)
    db.commit()
    remark(kimura, world, "もう聞こえない。")
    realtime.flush_now()
    assert not ear.changes()


@pytest.mark.parametrize("stopped", [False, True], ids=["affiliation ended", "account stopped"])
def test_a_secretary_who_is_stopped_hears_and_writes_nothing_from_then_on_and_another_goes_on(
    app: Flask, client: FlaskClient, cast: Cast, world: Assembly, hearing: Listen, *, stopped: bool
) -> None:
    account = Person(email="ota@example.jp", name="太田 実", password_hash=cast.kimura.person.password_hash)
    colleague = Affiliation.begin(account, cast.base, Role.BASE_STAFF, ["coordinator_base"])
    db.commit()
    kimura, base = as_(app.test_client(), cast.kimura), as_(client, colleague)
    ear, other = hearing(kimura, world.meeting.stream), hearing(base, world.meeting.stream)
    ending = f"/people/{cast.kimura.person_id}/disabling" if stopped else f"/affiliations/{cast.kimura.id}/ending"
    assert base.post(ending).status_code == 303
    realtime.flush_now()
    assert ear.connected is not stopped
    assert ear.events("shut") == ([] if stopped else [{"stream": world.meeting.stream}])
    form = {"client_key": key(), "body": "もう書けない。", "speaker": "secretariat", "said_as": "remark"}
    refused = kimura.post(f"/items/{world.items[0].id}/entries", data=form, headers={"HX-Request": "true"})
    assert refused.status_code == (401 if stopped else 404)
    remark(base, world, "ほかの事務局がつづける。")
    realtime.flush_now()
    assert not ear.changes()
    assert len(other.changes()) == 1
    assert [one.text for one in db.query(Entry)] == ["ほかの事務局がつづける。"]


def test_a_page_that_was_away_is_given_what_it_lacks(client: FlaskClient, app: Flask, cast: Cast, world: Assembly) -> None:
    before = said(world.items[0], "もう見た文", cast)
    seen = world.meeting.seq
    kimura, nurse = as_(app.test_client(), cast.kimura), as_(client, cast.sato)
    remark(kimura, world, "見ていない文")
    kimura.post(f"/entries/{before.id}", data={"body": "直った文", "made_from": "1"})
    kimura.post(f"/items/{world.items[1].id}/turn")
    remark(kimura, world, "さらに")
    for page, browser in ((world.follow, nurse), (world.hold, kimura)):
        lacks = browser.get(f"{page}?after={seen}", headers={"HX-Request": "true"}).text
        now = db.get_one(Meeting, world.meeting.id).seq
        assert re.match(rf'\s*<div data-seq="{now}">', lacks)
        assert [text in lacks for text in ("見ていない文", "直った文", "さらに", "議題 2 / 3")] == [True] * 4
        assert browser.get(f"{page}?after={now}").text.strip() == f'<div data-seq="{now}"></div>'
    assert nurse.get(f"{world.hold}?after={seen}").status_code == 403


def test_what_is_pushed_is_what_a_fresh_page_shows(client: FlaskClient, cast: Cast, world: Assembly, hearing: Listen) -> None:
    kimura = as_(client, cast.kimura)
    ear = hearing(kimura, world.meeting.stream)
    remark(kimura, world, "同じ形で届く。")
    kimura.post(f"/meetings/{world.meeting.id}/presence", data={f"member-{world.chair.id}": "attend"})
    realtime.flush_now()
    fresh = _plain(kimura.get(world.hold).text)
    pushed = [_plain(change["html"]) for change in ear.changes()]
    assert len(pushed) == 2
    for html in pushed:
        for piece in re.findall(r"<li .*?</li>", html):
            assert piece in fresh


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", html)


def test_what_was_missed_since_long_before_the_beginning_is_asked_for_as_quickly(client: FlaskClient, cast: Cast, world: Assembly) -> None:
    kimura = as_(client, cast.kimura)
    from_the_beginning = kimura.get(f"{world.follow}?after=0").text
    assert kimura.get(f"{world.follow}?after=-2147483647").text == from_the_beginning
