"""わたしの宿題と方策: on a page, on the first page, by letter before and after the day; done, and open again with a reason."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.database import db
from core.deliveries import Delivery
from core.delivering import send_due
from meetings.models import (
    AgendaItem,
    Attendance,
    Countermeasure,
    Entry,
    EntryKind,
    ItemKind,
    Meeting,
    Member,
    Minutes,
    Next,
    Rise,
    Task,
    Verdict,
)
from meetings.seeing.reminding import DUE, LIST, mark_of, remind
from region.models import Affiliation, Institution
from tests.audited import acts
from tests.cast import Cast, as_, says
from tests.core.postbox import Postbox
from tests.meetings.cycle_cast import Cycle, a_cycle, a_meeting, a_plan, key

DAY = date(2026, 11, 20)
SECRET = "夜間オンコール表の試行結果をまとめる"


def morning(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=clock.JAPAN)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    with clock.at(morning(date(2026, 9, 1))):
        return a_cycle(cast)


@pytest.fixture
def task(cast: Cast, cycle: Cycle) -> Task:
    with clock.at(morning(date(2026, 9, 1))):
        given = Task.give(
            cycle.group, what=SECRET, client_key=key(), by=cast.kimura, issue=cycle.issue, affiliation=cast.tanaka, due_on=DAY
        )
        db.commit()
    return given


def letters_on(app: Flask, day: date, event: str = DUE, kind: str = "task") -> list[int]:
    """Whom the job of that morning writes to."""
    before = {one.id for one in db.query(Delivery)}
    with clock.at(morning(day)):
        remind(app)
        remind(app)
    new = [one for one in db.query(Delivery).order_by(Delivery.id) if one.id not in before and one.event == event]
    return [one.person_id or 0 for one in new if one.detail.get("kind", kind) == kind]


def test_who_may_say_that_it_is_done(client: FlaskClient, cast: Cast, task: Task) -> None:
    done = f"/tasks/{task.id}/done"
    for who, code in ((cast.suzuki, 404), (cast.sato, 403), (cast.mori, 403)):
        assert as_(client, who).post(done, data={"note": ""}).status_code == code
        assert client.get(f"/tasks/{task.id}").status_code == (404 if code == 404 else 200)
    as_(client, cast.tanaka)
    long = "あ" * 301
    refused = client.post(done, data={"note": long})
    assert refused.status_code == 422
    says(refused, "300文字までで書いてください", long)
    assert client.post(done, data={"note": "まとめを送りました"}).status_code == 303
    again = client.post(done, data={"note": "もう一度"})
    assert again.status_code == 409
    says(again, "もう済みになっています")
    says(client.get(f"/tasks/{task.id}"), "まとめを送りました", "済み")
    client.post("/sign-out")
    assert client.post(done).location.startswith("/sign-in")


def test_homework_of_a_private_sentence_or_of_a_draft_is_read_by_the_group_and_who_has_it_in_hand(
    client: FlaskClient, cast: Cast, cycle: Cycle
) -> None:
    meeting = a_meeting(cast, cycle.group)
    item = AgendaItem.add(meeting, kind=ItemKind.REPORT, title="報告", minutes=10, by=cast.kimura)
    entry = Entry.write(item, kind=EntryKind.HOMEWORK, text=SECRET, client_key=key(), by=cast.kimura)
    task = Task.give(cycle.group, what=SECRET, client_key=key(), by=cast.kimura, entry=entry, affiliation=cast.tanaka)
    minutes = Minutes.of(meeting)
    db.commit()
    file = f"/groups/{cycle.group.id}/years/{meeting.fiscal_year}.xlsx"

    def reads(who: Affiliation) -> tuple[int, bool]:
        book = openpyxl.load_workbook(io.BytesIO(as_(client, who).get(file).data))
        return client.get(f"/tasks/{task.id}").status_code, book["宿題"].max_row > 1

    assert [reads(who) for who in (cast.sato, cast.tanaka, cast.mori)] == [(200, True), (200, True), (404, False)]
    minutes.fixed_at = clock.now()
    db.commit()
    assert reads(cast.mori) == (200, True)
    entry.private = True
    db.commit()
    assert [reads(who) for who in (cast.kimura, cast.mori)] == [(200, True), (404, False)]
    says(as_(client, cast.tanaka).get("/"), SECRET)
    entry.removed_at = clock.now()
    db.commit()
    assert SECRET not in client.get("/").text


def test_what_was_called_done_by_mistake_is_opened_again_with_the_reason(client: FlaskClient, cast: Cast, task: Task) -> None:
    as_(client, cast.tanaka).post(f"/tasks/{task.id}/done", data={"note": "済んだ"})
    again = f"/tasks/{task.id}/reopening"
    assert client.post(again, data={"reason": "まだ"}).status_code == 403
    as_(client, cast.kimura)
    assert client.post(again, data={"reason": " "}).status_code == 422
    assert client.post(again, data={"reason": "別の宿題でした"}).status_code == 303
    says(client.get(f"/tasks/{task.id}"), "別の宿題でした", "済んだ")
    assert client.post(again, data={"reason": "別の宿題でした"}).status_code == 409
    assert acts("task.") == ["task.given", "task.finished", "task.reopened"]


def test_the_first_page_shows_what_i_and_my_institution_have_in_hand(client: FlaskClient, cast: Cast, cycle: Cycle, task: Task) -> None:
    with clock.at(morning(DAY + timedelta(days=2))):
        page = as_(client, cast.tanaka).get("/")
        says(page, "わたしの宿題", SECRET, "2日おくれ（11/20まで）", "診療所7つの夜間当番表", f'href="/tasks/{task.id}"', "thread-mini")
        says(client.get("/tasks/"), "済みにする", "実施したことを書いてください", f"/countermeasures/{cycle.measure.id}/implementations")
        assert "わたしの宿題" not in as_(client, cast.ono).get("/").text
        says(client.get("/tasks/"), "宿題はありません")
        as_(client, cast.tanaka).post(f"/tasks/{task.id}/done", data={})
        cycle.measure.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson="", by=cast.kimura)
        db.commit()
        assert "わたしの宿題" not in client.get("/").text


def test_the_first_page_shows_the_next_meeting_and_my_answer_and_what_the_secretariat_owes(
    client: FlaskClient, cast: Cast, cycle: Cycle
) -> None:
    with clock.at(morning(DAY)):
        starts = clock.now() + timedelta(days=7)
        meeting = Meeting.plan(cycle.group, theme="", starts_at=starts, ends_at=starts + timedelta(hours=1), by=cast.kimura)
        Attendance.invite(meeting, db.query(Member).all(), by=cast.kimura)
        Rise.ask(cycle.term, cycle.upper, asked="予算", by=cast.kimura, answer_by_on=DAY - timedelta(days=1))
        db.commit()
        says(as_(client, cast.sato).get("/"), "つぎの会議", f"{cycle.group.name}　第1回", "出欠の返事がまだです")
        client.post(f"/meetings/{meeting.id}/answer", data={"answer": "web"})
        says(client.get("/"), "Webで出席と返事をしました")
        says(as_(client, cast.kimura).get("/"), "下の会議が返事を待っています", "1日おくれ", cycle.upper.name)
        assert "つぎの会議" not in as_(client, cast.ono).get("/").text


def test_letters_leave_a_week_before_the_day_before_the_day_after_and_then_weekly(
    app: Flask, cast: Cast, task: Task, postbox: Postbox
) -> None:
    due = [DAY + timedelta(days=days) for days in range(-12, 24)]
    told = [(day - DAY).days for day in due if cast.tanaka.person_id in letters_on(app, day)]
    assert told == [-7, -1, 1, 8, 15, 22]


def test_a_missed_morning_is_made_up_for() -> None:
    assert [mark_of(DAY, DAY - timedelta(days=days)) for days in (9, 7, 5, 4, 2, 1, 0)] == [None, "week", "week", None, None, "day", "day"]


def test_a_letter_says_nothing_and_none_leaves_when_it_is_done(app: Flask, cast: Cast, task: Task, postbox: Postbox) -> None:
    assert letters_on(app, DAY + timedelta(days=1)) == [cast.tanaka.person_id]
    with clock.at(morning(DAY + timedelta(days=1), 9)):
        send_due(app)
    letter = postbox.letters[0]
    body = letter.get_content()
    assert "期限を過ぎ" in str(letter["Subject"])
    assert f"/tasks/{task.id}\n" in body
    assert SECRET not in body + str(letter["Subject"])
    assert letters_on(app, DAY + timedelta(days=8)) == [cast.tanaka.person_id]
    task.finish(by=cast.tanaka)
    db.commit()
    with clock.at(morning(DAY + timedelta(days=8), 9)):
        send_due(app)
    assert len(postbox.letters) == 1
    assert letters_on(app, DAY + timedelta(days=15)) == []


def test_who_has_left_is_stood_in_for_by_the_managers_and_who_has_no_account_by_the_secretariat(
    app: Flask, cast: Cast, cycle: Cycle, postbox: Postbox
) -> None:
    def give(institution: Institution, **who: object) -> None:
        Task.give(cycle.group, what=SECRET, client_key=key(), by=cast.kimura, institution=institution, due_on=DAY, **who)  # type: ignore[arg-type]

    with clock.at(morning(date(2026, 9, 1))):
        give(cast.station, affiliation=cast.sato)
        give(cast.hoshi, person_name="星")
        cast.sato.end(by=None)
        db.commit()
    with clock.at(morning(DAY)):
        remind(app)
        remind(app)
    told = {(one.event, one.person_id) for one in db.query(Delivery)}
    assert told == {(DUE, cast.ono.person_id), (LIST, cast.kimura.person_id)}
    with clock.at(morning(DAY, 9)):
        send_due(app)
    assert sorted(str(one["To"]) for one in postbox.letters) == ["kimura@example.jp", "ono@example.jp"]
    assert all(SECRET not in one.get_content() and "星" not in one.get_content() for one in postbox.letters)
    assert letters_on(app, DAY + timedelta(days=7), LIST) == [cast.kimura.person_id]


def test_the_owner_of_a_countermeasure_is_reminded_until_it_is_evaluated(app: Flask, cast: Cast, cycle: Cycle, postbox: Postbox) -> None:
    due = cycle.measure.version.due_on
    assert due
    assert letters_on(app, due - timedelta(days=7), kind="measure") == [cast.tanaka.person_id]
    with clock.at(morning(due - timedelta(days=3))):
        cycle.measure.revise(a_plan(cast, due_on=due + timedelta(days=30)), reason="のばす", by=cast.kimura)
        db.commit()
        send_due(app)
    assert not postbox.letters
    assert letters_on(app, due + timedelta(days=1), kind="measure") == []
    moved = due + timedelta(days=31)
    assert letters_on(app, moved, kind="measure") == [cast.tanaka.person_id]
    with clock.at(morning(moved)):
        measure = db.get_one(Countermeasure, cycle.measure.id)
        measure.evaluate(verdict=Verdict.NOT_ACHIEVED, next_step=Next.END, lesson="", by=cast.kimura)
        db.commit()
    assert letters_on(app, moved + timedelta(days=7), kind="measure") == []
