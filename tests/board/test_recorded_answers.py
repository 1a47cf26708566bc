"""Answers that came by telephone, fax or in person, and calls that reached nobody. An institution's own later answer stands above them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.models import Addressee, Answer, Confirmation, ConfirmationRequest, How, Post, Told, UnansweredCall
from core import clock, realtime
from core.audit import AuditRow
from core.database import db
from region.models import Institution
from tests.board.test_confirmations import the_row
from tests.cast import Cast, an_asking_post, as_, says
from tests.hearing import Hearing


def place(post: Post, institution: Institution) -> str:
    return f"/posts/{post.id}/confirmations/{institution.id}"


def told(client: FlaskClient, post: Post, institution: Institution, **changes: str) -> int:
    form = {"answer": "ok", "how": "phone", "told_by": "事務の山本さん", "at": ""} | changes
    return client.post(f"{place(post, institution)}/recorded-answers", data=form).status_code


def the_request(post: Post) -> ConfirmationRequest:
    found = db.get(ConfirmationRequest, post.id)
    assert found is not None
    db.refresh(found)
    return found


def local(moment: object) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def test_base_staff_record_an_answer_for_an_institution_without_an_account(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    says(base.get(f"{place(post, cast.hoshi)}/recorded-answers/new"), "055-000-0203", "返事を聞いたとき")
    assert told(base, post, cast.hoshi, how="fax") == 303
    page = base.get(f"/posts/{post.id}/confirmations").text
    row = the_row(page, "ほし薬局")
    assert 'data-state="ok"' in row
    assert "FAX済" in row
    assert "記録 木村 葵" in row
    says(base.get(place(post, cast.hoshi)), "FAX済", "答えた人：事務の山本さん", "記録：木村 葵", "まだ開いていません。")
    assert (the_request(post).answered, the_request(post).ok) == (1, 1)


def test_who_may_record_and_who_may_not(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, cast.ono)
    for who, code in ((cast.kimura, 303), (cast.ono, 403), (cast.sato, 403), (cast.tanaka, 403), (cast.mori, 403), (cast.suzuki, 404)):
        browser = as_(client, who)
        page = 200 if code == 303 else code
        assert browser.get(f"{place(post, cast.hoshi)}/recorded-answers/new").status_code == page, who.person.name
        assert told(browser, post, cast.hoshi) == code, who.person.name
        calls = browser.post(f"{place(post, cast.hoshi)}/unanswered-calls", data={"heard": "busy"})
        assert calls.status_code == code, who.person.name
    assert db.query(Confirmation).count() == db.query(UnansweredCall).count() == 1


def test_nobody_records_for_who_was_not_asked(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    assert told(base, post, cast.elsewhere) == 404
    assert base.post(f"{place(post, cast.elsewhere)}/unanswered-calls", data={"heard": "busy"}).status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    base, now = as_(client, cast.kimura), clock.in_japan(clock.now())
    for wrong, sentence in (
        ({"answer": ""}, "返事を、4つの中から選んでください。"),
        ({"how": "pigeon"}, "電話・FAX・来所のどれかを選んでください。"),
        ({"at": "きのう"}, "うけた日時は、年月日と時刻で書いてください。"),
        ({"at": "9999-12-31T23:59"}, "年月日と時刻で"),
        ({"at": "令和8年2月30日 9時"}, "年月日と時刻で"),
        ({"at": "0001-01-01T00:00"}, "年月日"),
        ({"at": local(now + timedelta(hours=1))}, "うけた日時が、いまより後になっています。"),
        ({"at": local(now - timedelta(days=2))}, "うけた日時が、この投稿より前になっています。"),
        ({"told_by": "あ" * 81}, "80文字まで"),
    ):
        form = {"answer": "ok", "how": "fax", "told_by": "薬局長の田村さん", "at": ""} | wrong
        answer = base.post(f"{place(post, cast.hoshi)}/recorded-answers", data=form)
        assert answer.status_code == 422, wrong
        says(answer, sentence, form["told_by"], "そのまま残っています")
        assert wrong.get("at") != "きのう" or 'type="text" value="きのう"' in answer.text
    says(base.post(f"{place(post, cast.hoshi)}/unanswered-calls", data={"heard": "song"}), "不在・留守電・話し中のどれかを選んでください。")
    assert not db.query(Confirmation).count()


def test_an_institutions_own_later_answer_stands_above_and_both_are_kept(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    assert told(as_(client, cast.kimura), post, cast.station, answer="no") == 303
    assert as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"}).status_code == 303
    base = as_(client, cast.kimura)
    row = the_row(base.get(f"/posts/{post.id}/confirmations").text, "訪問看護ステーションきた")
    assert 'data-state="ok"' in row
    assert "電話済" not in row
    says(base.get(place(post, cast.station)), "対応不可", "電話済", "対応可", "（いまの返事）")
    assert (the_request(post).ok, the_request(post).no) == (1, 0)


def test_an_answer_recorded_late_does_not_push_a_newer_one_away(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    with clock.later(timedelta(hours=2)):
        as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    with clock.later(timedelta(hours=3)):
        when = clock.in_japan(clock.now()) - timedelta(hours=2)
        said = f"令和{when.year - 2018}年{when.month}月{when.day}日 {when.hour}時{when.minute:02}分"
        assert told(as_(client, cast.kimura), post, cast.station, answer="no", at=said) == 303
    row = db.get(Addressee, (post.id, cast.station.id))
    assert row is not None
    assert (row.answer, row.answered_how) == ("ok", None)
    assert db.query(Confirmation).count() == 2
    assert (the_request(post).ok, the_request(post).no) == (1, 0)


def test_who_was_recorded_is_asked_no_more_and_sees_by_whom(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, title="酸素ボンベを預かれますか")
    assert told(as_(client, cast.kimura), post, cast.station) == 303
    nurse = as_(client, cast.sato)
    assert f'formaction="/posts/{post.id}/confirmations"' not in nurse.get("/").text
    says(nurse.get(f"/posts/{post.id}"), "あなたの施設：対応可", "電話済・記録 木村 葵")
    says(nurse.get(place(post, cast.station)), "電話済")
    assert "まちがいなので取り消す" not in nurse.get(place(post, cast.station)).text


def test_what_was_recorded_by_mistake_is_taken_back_and_what_stood_before_stands_again(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    base = as_(client, cast.kimura)
    assert told(base, post, cast.station, answer="no") == 303
    recorded = db.query(Confirmation).filter_by(how=How.PHONE).one()
    address = f"{place(post, cast.station)}/recorded-answers/{recorded.id}/taking-back"
    for who, code in ((cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        browser = as_(client, who)
        assert (browser.get(address).status_code, browser.post(address, data={"reason": "x"}).status_code) == (code, code)
    base = as_(client, cast.kimura)
    assert base.post(address, data={"reason": " "}).status_code == 422
    assert base.post(address, data={"reason": "となりの施設でした"}).status_code == 303
    row = the_row(base.get(f"/posts/{post.id}/confirmations").text, "訪問看護ステーションきた")
    assert 'data-state="ok"' in row
    says(base.get(place(post, cast.station)), "となりの施設でした", "（取り消しました）")
    assert base.post(address, data={"reason": "もう一度"}).status_code == 409
    own = db.query(Confirmation).filter_by(affiliation_id=cast.sato.id).one()
    assert base.post(address.replace(str(recorded.id), str(own.id)), data={"reason": "x"}).status_code == 404
    assert (the_request(post).ok, the_request(post).no) == (1, 0)
    assert db.query(AuditRow).filter_by(verb="confirmation.taken_back").count() == 1


def test_calls_that_reached_nobody_are_counted(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    base = as_(client, cast.kimura)
    for heard in ("absent", "absent", "machine"):
        assert base.post(f"{place(post, cast.hoshi)}/unanswered-calls", data={"heard": heard}).status_code == 303
    row = the_row(base.get(f"/posts/{post.id}/confirmations").text, "ほし薬局")
    assert re.search(r"電話 3回・\s*留守電", row)
    says(base.get(place(post, cast.hoshi)), "つながらなかった電話", "不在", "留守電")
    assert the_request(post).answered == 0


def test_a_withdrawn_notice_takes_no_record(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    post.withdraw(reason="まちがい", by=cast.kimura)
    db.commit()
    base = as_(client, cast.kimura)
    assert told(base, post, cast.hoshi) == 409
    assert base.post(f"{place(post, cast.hoshi)}/unanswered-calls", data={"heard": "busy"}).status_code == 409
    assert not db.query(UnansweredCall).count()


def test_a_recorded_answer_is_heard_by_the_grid_the_board_and_the_institution(
    app: Flask, cast: Cast, hearing: Callable[..., Hearing]
) -> None:
    post = an_asking_post(cast, cast.ono)
    grid, board, own = f"confirmations:{post.id}", cast.board().stream, f"institution:{cast.clinic.id}"
    author = hearing(as_(app.test_client(), cast.sato), grid, board)
    doctor = hearing(as_(app.test_client(), cast.tanaka), grid, own)
    base = as_(app.test_client(), cast.kimura)
    assert told(base, post, cast.clinic) == 303
    realtime.flush_now()
    assert {one["stream"] for one in author.changes()} == {grid, board}
    (heard,) = doctor.changes()
    assert heard["target"] == f"#own-{post.id}"
    assert "電話済・記録 木村 葵" in heard["html"]
    assert "山本" not in heard["html"]
    assert doctor.refused(grid)
    assert base.post(f"{place(post, cast.hoshi)}/unanswered-calls", data={"heard": "busy"}).status_code == 303
    realtime.flush_now()
    assert [one["stream"] for one in author.changes()] == [grid]
    recorded = db.query(Confirmation).one()
    base.post(f"{place(post, cast.clinic)}/recorded-answers/{recorded.id}/taking-back", data={"reason": "まちがい"})
    realtime.flush_now()
    (gone,) = doctor.changes()
    assert "まだお返事していません" in gone["html"]


ACTS = st.tuples(st.sampled_from(["sato", "tanaka", "phone", "back"]), st.sampled_from(list(Answer)), st.integers(0, 50))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=10))
def test_the_latest_answer_counts_however_it_came_and_nothing_is_lost(acts: list[tuple[str, Answer, int]], cast: Cast) -> None:
    """The model: a list of (moment, order, answer) for each institution, without those taken back."""
    post = an_asking_post(cast)
    given: list[Confirmation] = []
    model: list[Confirmation] = []
    request, moment = the_request(post), clock.now()
    for step, (who, answer, ago) in enumerate(acts):
        with clock.at(moment + timedelta(hours=1, minutes=step)):
            if who == "phone":
                at = clock.now() - timedelta(minutes=ago)
                (one,) = request.take_down(answer, Told(How.PHONE, at), of=cast.clinic.id, by=cast.kimura)
            elif who == "back":
                standing = [one for one in given if one.how and one in model]
                if standing:
                    request.take_back(standing[ago % len(standing)], reason="x", by=cast.kimura)
                    model.remove(standing[ago % len(standing)])
                continue
            else:
                one = request.confirm(answer, by=getattr(cast, who))
            given.append(one)
            model.append(one)
    db.commit()
    latest: dict[int, Confirmation] = {}
    for one in sorted(model, key=lambda row: (row.at, row.id)):
        latest[one.institution_id] = one
    counted = [one.answer for one in latest.values()]
    assert the_request(post).counts == {one.value: counted.count(one) for one in Answer}
    for row in db.query(Addressee).filter_by(post_id=post.id):
        mine = latest.get(row.institution_id)
        assert (row.answer, row.answered_at, row.answered_how) == ((mine.answer, mine.at, mine.how) if mine else (None, None, None))
    assert db.query(Confirmation).filter(Confirmation.answer.is_not(None), Confirmation.post_id == post.id).count() == len(given)
