"""まだの施設に知らせる: exactly those who have not answered are told, in the application and by a letter that says nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.models import Addressee, Answer, ConfirmationRequest, How, Post, Reminded, Reminder, Told
from board.models.reminder import PAUSE
from core import clock, realtime
from core.audit import AuditRow
from core.database import db
from core.deliveries import Delivery
from core.delivering import Outcome, send_due
from core.rules import RuleBroken
from region.models import Affiliation, InstitutionMerge
from tests.board.test_confirmations import the_row
from tests.cast import Cast, an_asking_post, as_, says
from tests.core.postbox import Postbox
from tests.hearing import Hearing

SECRET = "酸素ボンベを預かれますか"


def remind(client: FlaskClient, post: Post) -> int:
    return client.post(f"/posts/{post.id}/reminders").status_code


def reminded_people() -> set[int]:
    return {row.person_id for row in db.query(Reminded)}


def letters_to(postbox: Postbox) -> list[str]:
    return sorted(str(letter["To"]) for letter in postbox.letters)


def test_who_may_remind_and_who_may_not(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, cast.ono)
    for who, code in ((cast.tanaka, 403), (cast.mori, 403), (cast.suzuki, 404), (cast.sato, 303)):
        browser = as_(client, who)
        assert browser.get(f"/posts/{post.id}/reminders").status_code == (200 if code == 303 else code), who.person.name
        assert remind(browser, post) == code, who.person.name
    with clock.later(PAUSE):
        assert remind(as_(client, cast.kimura), post) == 303


def test_before_it_is_sent_the_page_says_whom_it_reaches(client: FlaskClient, cast: Cast, postbox: Postbox) -> None:
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    says(base.get(f"/posts/{post.id}/reminders"), "2施設・3人に知らせる", "どちらでも届かない施設", "ほし薬局", "055-000-0203")
    as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    says(as_(client, cast.kimura).get(f"/posts/{post.id}/reminders"), "1施設・1人に知らせる")


def test_without_a_mail_server_the_page_says_that_no_mail_is_sent(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    says(base.get(f"/posts/{post.id}/reminders"), "メールサーバーの設定がないので、メールは送りません。")
    assert remind(base, post) == 303
    assert not db.query(Delivery).count()
    assert db.query(Reminder).one().letters == 0


def test_only_those_who_have_not_answered_get_a_letter_and_it_says_nothing(
    client: FlaskClient, cast: Cast, postbox: Postbox, app: Flask
) -> None:
    post = an_asking_post(cast, title=SECRET, body="田中さま宅の件です。")
    as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    base = as_(client, cast.kimura)
    assert remind(base, post) == 303
    assert send_due(app) == Outcome(sent=2)
    assert letters_to(postbox) == ["ono@example.jp", "sato@example.jp"]
    for letter in postbox.letters:
        whole = str(letter["Subject"]) + letter.get_content()
        assert "お返事を待っているお知らせがあります" in whole
        assert f"http://localhost/posts/{post.id}" in whole
        for private in (SECRET, "田中", "きた", "木村", "北市"):
            assert private not in whole
    row = the_row(base.get(f"/posts/{post.id}/confirmations").text, "訪問看護ステーションきた")
    assert "知らせた" in row
    assert "（2人）" in row
    assert "知らせた" not in the_row(base.get(f"/posts/{post.id}/confirmations").text, "田中医院")
    (told,) = db.query(AuditRow).filter_by(verb="confirmation.reminded")
    assert told.detail == {"reminder": db.query(Reminder).one().id, "institutions": 1, "people": 2, "letters": 2}


def test_a_letter_is_dropped_when_it_is_not_true_any_more(client: FlaskClient, cast: Cast, postbox: Postbox, app: Flask) -> None:
    post = an_asking_post(cast)
    assert remind(as_(client, cast.kimura), post) == 303
    post.request.take_down(Answer.OK, Told(How.PHONE, clock.now()), of=cast.clinic.id, by=cast.kimura)  # type: ignore[union-attr]
    cast.sato.end(cast.ono)
    db.commit()
    assert send_due(app) == Outcome(sent=1, dropped=2)
    assert letters_to(postbox) == ["ono@example.jp"]


def test_nothing_is_sent_of_a_notice_that_was_withdrawn(client: FlaskClient, cast: Cast, postbox: Postbox, app: Flask) -> None:
    post = an_asking_post(cast)
    assert remind(as_(client, cast.kimura), post) == 303
    db.get_one(Post, post.id).withdraw(reason="まちがい", by=cast.kimura)
    db.commit()
    assert send_due(app) == Outcome(dropped=3)
    assert remind(as_(client, cast.kimura), post) == 409


def test_who_may_not_read_the_board_any_more_gets_nothing(client: FlaskClient, cast: Cast, postbox: Postbox, app: Flask) -> None:
    post = an_asking_post(cast)
    assert remind(as_(client, cast.kimura), post) == 303
    cast.clinic.municipality_code = "910015"
    cast.ono.person.disable(cast.kimura)
    db.commit()
    assert send_due(app) == Outcome(sent=1, dropped=2)
    assert letters_to(postbox) == ["sato@example.jp"]


def test_too_soon_is_said_in_a_clear_sentence(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    assert remind(base, post) == 303
    again = base.post(f"/posts/{post.id}/reminders")
    assert again.status_code == 409
    says(again, "少し前に知らせたばかりです。次は ", " から送れます。")
    assert "人に知らせる</button>" not in base.get(f"/posts/{post.id}/reminders").text
    with clock.later(PAUSE - timedelta(minutes=1)):
        assert remind(as_(client, cast.kimura), post) == 409
    with clock.later(PAUSE):
        assert remind(as_(client, cast.kimura), post) == 303
    assert db.query(Reminder).count() == 2


def test_when_nobody_can_be_reached_nothing_is_sent(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    for who in (cast.sato, cast.tanaka):
        as_(client, who).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    answer = as_(client, cast.kimura).post(f"/posts/{post.id}/reminders")
    assert answer.status_code == 409
    says(answer, "知らせる相手がいません。", "ほし薬局")
    assert not db.query(Reminder).count()


def test_the_first_page_and_a_line_over_every_page_say_it_until_it_is_answered(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, title=SECRET)
    band = f'id="reminded-{post.id}"'
    assert remind(as_(client, cast.kimura), post) == 303
    nurse = as_(client, cast.sato)
    says(nurse.get("/"), "もう一度のお願いが来ています", band)
    says(nurse.get("/people/"), band, SECRET)
    assert nurse.post(f"/posts/{post.id}/reminder-reading").status_code == 303
    assert band not in nurse.get("/people/").text
    says(nurse.get("/"), "もう一度のお願いが来ています")
    manager = as_(client, cast.ono)
    assert band in manager.get("/people/").text
    manager.post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    assert band not in manager.get("/people/").text
    assert band not in as_(client, cast.mori).get("/").text
    stranger = as_(client, cast.suzuki)
    assert band not in stranger.get("/").text
    assert stranger.post(f"/posts/{post.id}/reminder-reading").status_code == 404


def test_a_reminder_is_heard_by_whom_it_is_meant_for_and_by_nobody_else(app: Flask, cast: Cast, hearing: Callable[..., Hearing]) -> None:
    post = an_asking_post(cast, title=SECRET)
    mine, theirs, own = f"reminded:{cast.sato.person_id}", f"reminded:{cast.tanaka.person_id}", f"institution:{cast.station.id}"
    watched = f"confirmations:{post.id}"
    as_(app.test_client(), cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    base = as_(app.test_client(), cast.kimura)
    nurse = hearing(as_(app.test_client(), cast.sato), mine, own)
    doctor = hearing(as_(app.test_client(), cast.tanaka), mine, theirs)
    grid = hearing(base, watched, mine)
    db.rollback()
    realtime.flush_now()
    for ear in (nurse, doctor, grid):
        ear.received()
    assert remind(base, post) == 303
    realtime.flush_now()
    (heard,) = nurse.changes()
    assert (heard["stream"], heard["target"]) == (mine, "#alerts")
    assert SECRET in heard["html"]
    assert "csrf" not in heard["html"]
    assert doctor.refused(mine)
    assert not doctor.changes()
    assert [one["stream"] for one in grid.changes()] == [f"confirmations:{post.id}"]
    as_(app.test_client(), cast.ono).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    realtime.flush_now()
    (answered,) = nurse.changes()
    assert f'<aside id="reminded-{post.id}" data-gone>' in answered["html"]


def test_a_refused_reminder_is_silent(app: Flask, cast: Cast, hearing: Callable[..., Hearing]) -> None:
    post = an_asking_post(cast)
    base = as_(app.test_client(), cast.kimura)
    assert remind(base, post) == 303
    grid, seq = hearing(base, f"confirmations:{post.id}"), post.request.seq if post.request else 0
    db.rollback()
    realtime.flush_now()
    grid.received()
    assert remind(base, post) == 409
    realtime.flush_now()
    assert not grid.received()
    db.expire_all()
    assert db.get_one(Post, post.id).request.seq == seq  # type: ignore[union-attr]


def test_of_two_records_that_were_merged_an_answer_of_one_is_an_answer_of_both(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    db.add(InstitutionMerge(merged_id=cast.hoshi.id, kept_id=cast.clinic.id, at=clock.now(), by_id=cast.kimura.id))
    db.commit()
    base = as_(client, cast.kimura)
    says(base.get(f"/posts/{post.id}/reminders"), "2施設・3人に知らせる", "<b>0施設</b>")
    as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    says(as_(client, cast.kimura).get(f"/posts/{post.id}/reminders"), "1施設・2人に知らせる")


ACTS = st.sampled_from(["sato answers", "ono answers", "tanaka answers", "station phoned", "clinic phoned", "hoshi phoned", "taken back",
                        "sato leaves", "tanaka disabled", "reminder"])  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=8))
def test_reminders_go_exactly_to_those_who_have_not(acts: list[str], app: Flask, cast: Cast) -> None:
    """The model: institutions without a standing answer × their people who can sign in and read."""
    post, start = an_asking_post(cast), clock.now()
    request, answers = post.request, _none(cast)
    assert request is not None
    works = {cast.sato, cast.ono, cast.tanaka}
    for step, act in enumerate([*acts, "reminder"]):
        with clock.at(start + PAUSE * (step + 1)):
            if act == "reminder":
                _reminds(request, works, answers, cast)
            elif act == "taken back":
                for one in answers.values():
                    if one and one[-1]:
                        request.take_back(one.pop(), reason="x", by=cast.kimura)
            else:
                _does(act, request, works, answers, cast)
            db.commit()
    cast.sato.ended_at = cast.tanaka.person.disabled_at = None
    db.commit()


def _does(act: str, request: ConfirmationRequest, works: set[Affiliation], answers: dict[int, list[Any]], cast: Cast) -> None:
    who, what = act.split()
    if what == "answers" and getattr(cast, who) in works:
        given_ = request.confirm(Answer.OK, by=getattr(cast, who))
        answers[given_.institution_id].append(None)
    elif what == "phoned":
        (given_,) = request.take_down(Answer.NO, Told(How.FAX, clock.now()), of=getattr(cast, who).id, by=cast.kimura)
        answers[given_.institution_id].append(given_)
    elif what == "leaves" and cast.sato in works:
        cast.sato.end(cast.ono)
        works.discard(cast.sato)
    elif what == "disabled":
        cast.tanaka.person.disable(cast.kimura)
        works.discard(cast.tanaka)


def _none(cast: Cast) -> dict[int, list[Any]]:
    return {cast.station.id: [], cast.clinic.id: [], cast.hoshi.id: []}


def _reminds(request: ConfirmationRequest, works: set[Affiliation], answers: dict[int, list[Any]], cast: Cast) -> None:
    expected = {who.person_id for who in works if not answers[who.institution_id]}
    before = db.query(Reminded.id).order_by(Reminded.id.desc()).limit(1).scalar() or 0
    try:
        Reminder.send(request, mail=True, by=cast.kimura)
    except RuleBroken:
        assert not expected
        return
    told = db.query(Reminded).filter(Reminded.id > before).all()
    assert {row.person_id for row in told} == expected
    reminder = told[0].reminder_id
    written = {row.person_id for row in db.query(Delivery).filter(Delivery.key.like(f"%:{reminder}:%"))}
    assert written == expected
    waiting = {row.institution_id for row in db.query(Addressee).filter_by(post_id=told[0].reminder.post_id) if row.answer is None}
    assert {row.institution_id for row in told} <= waiting
