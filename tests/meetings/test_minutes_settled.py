"""The way of minutes, pressed on a bad line: each press once, and for the text that was read."""

from __future__ import annotations

from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.models import (
    Correction,
    Erratum,
)
from tests.cast import Cast, as_, says
from tests.meetings.acts import STAYS, Said, written
from tests.meetings.cycle_cast import key
from tests.meetings.minuted import approval, carried, minuted, sent


def both(browser: FlaskClient, address: str, said: Said) -> None:
    for _ in range(2):
        answer = browser.post(address, data=said, headers=STAYS)
        assert (answer.status_code, bool(answer.headers.get("Renkei-Goes"))) == (204, True), address


def test_the_way_of_minutes_goes_on_once_with_each_press(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    day, kimura = clock.today(), cast.kimura
    header = {"place": "公民館", "openness": "open", "openness_reason": "", "listeners": "2", "summary": "よい会議だった。"}
    both(as_(client, kimura), f"{world.at}/edit", header | carried(client, f"{world.at}/edit"))
    sending = {"correct_by_on": [str(day.year), str(day.month), str(day.day)]} | carried(client, f"{world.at}/sending")
    both(client, f"{world.at}/sending", sending)
    asked = Correction.ask(world.minutes, "40分です。", by=cast.sato)
    db.commit()
    both(client, f"/corrections/{asked.id}/answer", {"client_key": key(), "taken": "declined", "answer": "30分でした"})
    read = approval(as_(client, cast.tanaka), world.at)
    both(client, f"{world.at}/approvals", read)
    both(as_(client, kimura), f"{world.at}/fixing", carried(client, f"{world.at}/fixing"))
    erratum = {"client_key": key(), "entry": world.remark.id, "wrong": "30分", "right": "40分", "reason": "録音"}
    both(client, f"{world.at}/errata", erratum)
    assert db.query(Erratum).count() == 1
    done = [verb for verb, _of in written()]
    for verb in ("described", "sent", "correction_answered", "approved", "fixed", "erratum_added"):
        assert done.count(f"minutes.{verb}") == 1, verb


def test_a_signature_is_for_the_text_that_was_read(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    sent(world, cast)
    old = approval(as_(client, cast.tanaka), world.at)
    world.remark.change("夜間に40分かかった。", made_from=world.remark.revision, by=cast.kimura)
    db.commit()
    for said in (old, {"client_key": key()}):
        answer = client.post(f"{world.at}/approvals", data=said, headers=STAYS)
        assert answer.status_code == 409
        says(answer, "読んだあとで、議事録の文が変わりました。いまの文を読んでから、もう一度押してください。")
    assert world.minutes.unsigned == [world.chair]
    new = approval(client, world.at)
    assert new["read"] != old["read"]
    assert client.post(f"{world.at}/approvals", data=new).status_code == 303
    db.expire_all()
    assert not world.minutes.unsigned


def test_another_signature_or_a_correction_that_is_asked_is_no_other_text(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    world.nurse.signs = True
    minutes = sent(world, cast)
    read = approval(as_(client, cast.tanaka), world.at)
    minutes.approve(world.nurse, by=cast.sato)
    Correction.ask(minutes, "40分です。", by=cast.sato)
    db.commit()
    assert client.post(f"{world.at}/approvals", data=read).status_code == 303


def test_minutes_stand_as_they_read_when_the_page_was_opened(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast, signs=False)
    sent(world, cast)
    at, browser = f"{world.at}/fixing", as_(client, cast.kimura)
    old = carried(browser, at)
    world.remark.change("夜間に40分かかった。", made_from=world.remark.revision, by=cast.kimura)
    db.commit()
    answer = browser.post(at, data=old)
    assert answer.status_code == 409
    says(answer, "読んだあとで、議事録の文が変わりました。")
    assert not world.minutes.fixed_at
    assert browser.post(at, data=carried(browser, at)).status_code == 303


def test_a_draft_that_somebody_else_has_sent_is_not_sent_again_unseen(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    day, at = clock.today(), f"{world.at}/sending"
    said = {"correct_by_on": [str(day.year), str(day.month), str(day.day)]} | carried(as_(client, cast.kimura), at)
    sent(world, cast)
    answer = client.post(at, data=said)
    assert answer.status_code == 409
    says(answer, "この間に、ほかの人が委員に送りました。")
    assert world.minutes.correct_by_on != day
    assert client.post(at, data=said | carried(client, at)).status_code == 303


def test_a_header_does_not_stand_over_what_somebody_has_written_since(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    at, browser = f"{world.at}/edit", as_(client, cast.kimura)
    form = {"place": "公民館", "openness": "open", "openness_reason": "", "listeners": "2", "summary": "わたしの総括。"}
    old = carried(browser, at)
    assert browser.post(at, data=form | old | {"summary": "先の総括。"}).status_code == 303
    answer = browser.post(at, data=form | old)
    assert answer.status_code == 409
    says(answer, "ほかの人が先に書きかえました。", "先の総括。", "わたしの総括。")
    assert browser.post(at, data=form | carried(browser, at)).status_code == 303
    says(browser.get(world.at), "わたしの総括。")
