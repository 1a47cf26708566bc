"""わたしの発言を直してもらう: whoever said it writes how it should read; the secretariat takes it over, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import realtime
from core.audit import AuditRow
from core.database import db
from meetings.models import Correction, Entry, Meeting, Minutes, course
from tests.cast import Cast, as_, says
from tests.hearing import Hearing
from tests.meetings.assembly import Assembly, assembled, key, said
from tests.meetings.counting import questions
from tests.meetings.overtaking import overtaken

Listen = Callable[..., Hearing]
SAID, MEANT = "病院までは30分かかる。", "病院までは40分かかる。"


@pytest.fixture
def world(cast: Cast) -> Assembly:
    return assembled(cast)


@pytest.fixture
def entry(world: Assembly, cast: Cast) -> Entry:
    return said(world.items[0], SAID, cast, member=world.nurse)


@pytest.fixture
def nurse(app: Flask, cast: Cast) -> FlaskClient:
    return as_(app.test_client(), cast.sato)


@pytest.fixture
def base(app: Flask, cast: Cast) -> FlaskClient:
    return as_(app.test_client(), cast.kimura)


def asks(client: FlaskClient, entry: Entry, text: str = MEANT, made_from: str = "1", client_key: str = "") -> int:
    form = {"client_key": client_key or key(), "text": text, "made_from": made_from}
    return client.post(f"/entries/{entry.id}/asking", data=form).status_code


def asked() -> Correction:
    db.expire_all()
    return db.query(Correction).one()


def test_who_said_it_asks_and_nobody_else(app: Flask, cast: Cast, world: Assembly, entry: Entry, nurse: FlaskClient) -> None:
    at = f"/entries/{entry.id}/asking"
    for who, code in ((cast.tanaka, 403), (cast.kimura, 403), (cast.mori, 403), (cast.suzuki, 404)):
        browser = as_(app.test_client(), who)
        assert (browser.get(at).status_code, asks(browser, entry)) == (code, code)
    assert "/sign-in" in app.test_client().get(at).headers["Location"]
    mine = f"/meetings/{world.meeting.id}/remarks"
    assert [as_(app.test_client(), who).get(mine).status_code for who in (cast.kimura, cast.mori, cast.suzuki)] == [403, 403, 404]
    says(nurse.get(mine), SAID, at)
    says(nurse.get(at), SAID, 'name="made_from" value="1"')
    assert SAID not in as_(app.test_client(), cast.tanaka).get(mine).text
    assert db.query(Correction).count() == 0


def test_the_secretary_hears_it_at_that_sentence_and_takes_it_over_with_one_press(
    nurse: FlaskClient, base: FlaskClient, world: Assembly, entry: Entry, hearing: Listen
) -> None:
    ear = hearing(base, world.meeting.stream)
    once = key()
    assert [asks(nurse, entry, client_key=once) for _twice in range(2)] == [303, 303]
    realtime.flush_now()
    (heard,) = ear.changes()
    taking = f'formaction="/corrections/{asked().id}/taking"'
    for html in (str(heard["html"]), base.get(world.hold).text):
        assert taking in html
        assert MEANT in html
        assert f'{world.hold}?item={entry.item_id}#entry-{entry.id}">議題1　佐藤 花</a>' in html
    assert nurse.post(f"/corrections/{asked().id}/taking").status_code == 403
    assert base.post(f"/corrections/{asked().id}/taking", headers={"HX-Request": "true"}).status_code == 204
    realtime.flush_now()
    (heard,) = ear.changes()
    assert "申し出のとおり、直りました" in heard["html"]
    assert 'id="asked-open" hidden' in heard["html"]
    db.expire_all()
    assert (entry.text, entry.revision, [one.text for one in entry.revisions]) == (MEANT, 2, [SAID])
    says(nurse.get(f"/meetings/{world.meeting.id}/remarks"), MEANT, "申し出のとおり、直りました")
    says(base.post(f"/corrections/{asked().id}/taking"), "この申し出には、もう答えています。")
    verbs = [one.verb for one in db.query(AuditRow).order_by(AuditRow.id) if one.verb != "denied"][-3:]
    assert verbs == ["minutes.correction_asked", "entry.changed", "minutes.correction_answered"]


def test_it_is_put_aside_with_a_word_which_the_asker_sees(
    nurse: FlaskClient, base: FlaskClient, world: Assembly, entry: Entry, hearing: Listen
) -> None:
    asks(nurse, entry)
    at = f"/corrections/{asked().id}/answer"
    assert MEANT in re.findall(r"<textarea.*?</textarea>", base.get(at).text, re.DOTALL)[0]
    says(base.get(world.hold), f'href="{at}?taken=declined"')
    page = base.get(f"{at}?taken=declined").text
    assert re.findall(r'<input checked[^>]*name="taken"[^>]*value="([a-z]+)"', page) == ["declined"]
    assert f'href="{world.hold}?item={entry.item_id}#entry-{entry.id}">やめる' in page
    assert " checked" not in base.get(f"{at}?taken=x").text
    form = {"client_key": key(), "taken": "declined", "new_text": "", "made_from": "1", "answer": ""}
    says(base.post(at, data=form), "取り入れない理由を書いてください。")
    realtime.flush_now()
    ear = hearing(nurse, world.meeting.stream)
    before = db.get_one(Meeting, world.meeting.id).seq
    answer = base.post(at, data=form | {"answer": "録音では30分でした。"})
    assert answer.headers["Location"] == f"{world.hold}?item={entry.item_id}#entry-{entry.id}"
    realtime.flush_now()
    (heard,) = ear.changes()
    assert "録音では30分でした。" in heard["html"]
    assert heard["seq"] == before + 1, "who has heard all before takes it in"
    says(nurse.get(world.follow), "直しは見送られました", "録音では30分でした。")
    assert "/taking" not in base.get(world.hold).text
    db.expire_all()
    assert entry.text == SAID


def test_what_was_changed_meanwhile_is_shown_to_both_and_nothing_is_written_over(
    nurse: FlaskClient, base: FlaskClient, world: Assembly, entry: Entry
) -> None:
    base.post(f"/entries/{entry.id}", data={"body": "病院まで30分。", "made_from": "1"})
    form = {"client_key": key(), "text": MEANT, "made_from": "1"}
    refused = nurse.post(f"/entries/{entry.id}/asking", data=form)
    assert refused.status_code == 409
    says(refused, "この間に、事務局が「", "病院まで30分。」と直しました。", MEANT, 'name="made_from" value="2"')
    assert asks(nurse, entry, made_from="2") == 303
    base.post(f"/entries/{entry.id}", data={"body": "病院まで約30分。", "made_from": "2"})
    page = base.get(world.hold).text
    assert "/taking" not in page
    says(base.get(world.hold), "申し出のあとで、文が変わりました。", "見くらべて答える")
    answer = base.post(f"/corrections/{asked().id}/taking")
    assert answer.headers["Location"] == f"/corrections/{asked().id}/answer"
    assert entry.text == "病院まで約30分。"


@pytest.mark.parametrize(
    ("text", "made_from", "sentence"),
    [("", "1", "どう直してほしいか、文を書いてください。"), (SAID, "1", "いまの文と同じです。"), ("あ" * 10_001, "1", "文字までです。"),
     ("別の文", "x", "この間に、事務局が「")],
)  # fmt: skip
def test_bad_words_are_refused_with_a_sentence_and_kept(nurse: FlaskClient, entry: Entry, text: str, made_from: str, sentence: str) -> None:
    answer = nurse.post(f"/entries/{entry.id}/asking", data={"client_key": key(), "text": text, "made_from": made_from})
    assert answer.status_code in (409, 422)
    says(answer, sentence, text)


def test_asked_again_it_is_the_later_one_and_after_the_end_it_waits_for_the_minutes(
    nurse: FlaskClient, base: FlaskClient, cast: Cast, world: Assembly, entry: Entry
) -> None:
    assert [asks(nurse, entry, text) for text in ("40分。", MEANT)] == [303, 303]
    assert asked().text == MEANT
    course.end(db.get_one(Meeting, world.meeting.id), by=cast.kimura)
    db.commit()
    refused = nurse.post(f"/entries/{entry.id}/asking", data={"client_key": key(), "text": "別の文", "made_from": "1"})
    says(refused, "会議は終わりました。", "別の文")
    says(base.get(f"/meetings/{world.meeting.id}/minutes"), MEANT, f"/corrections/{asked().id}/answer")
    entry = db.get_one(Entry, entry.id)
    entry.remove(by=cast.kimura)
    db.commit()
    says(nurse.get(f"/meetings/{world.meeting.id}/remarks"), "あなたの発言は、まだ書かれていません。")


def test_other_words_with_the_same_key_are_asked_too(
    nurse: FlaskClient, base: FlaskClient, app: Flask, cast: Cast, world: Assembly, entry: Entry
) -> None:
    once, doctor = key(), as_(app.test_client(), cast.tanaka)
    assert [asks(nurse, entry, text, client_key=once) for text in ("40分。", MEANT)] == [303, 303], "the page was gone back to"
    assert asked().text == MEANT
    assert base.post(f"/corrections/{asked().id}/taking").status_code == 303
    other, theirs = (said(world.items[0], "また話した。", cast, member=one) for one in (world.nurse, world.chair))
    assert asks(nurse, entry, "45分。", "2", once) == asks(nurse, other, client_key=once) == asks(doctor, theirs, client_key=once) == 303
    assert [one.text for one in db.query(Correction).order_by(Correction.id)] == [MEANT, "45分。", MEANT, MEANT]


def test_of_two_who_answer_at_once_the_second_is_told(app: Flask, nurse: FlaskClient, base: FlaskClient, cast: Cast, entry: Entry) -> None:
    asks(nurse, entry)
    correction, answers = asked(), list[TestResponse]()

    def declined() -> None:
        Minutes.of(correction.minutes.meeting)
        correction.decline(words="録音では30分でした。", by=cast.kimura)

    press: Callable[[None], None] = lambda _: answers.append(base.post(f"/corrections/{correction.id}/taking"))  # noqa: E731
    assert overtaken(app, lambda: None, declined, press) is None
    says(answers[0], "この申し出には、もう答えています。")
    assert (asked().taken, db.get_one(Entry, entry.id).text) == (False, SAID)


def test_pages_ask_no_more_for_what_was_asked(nurse: FlaskClient, base: FlaskClient, cast: Cast, world: Assembly, entry: Entry) -> None:
    few = questions(nurse, world.follow), questions(base, world.hold)
    asks(nurse, entry)
    asks(nurse, said(world.items[0], "また話した。", cast, member=world.nurse))
    assert (questions(nurse, world.follow), questions(base, world.hold)) == few
