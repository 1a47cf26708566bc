"""What ends or settles something is pressed on a bad line too: twice is once, whatever came after; what was overtaken is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import clock
from core.audit import AuditRow
from core.database import db
from core.pressing import Press
from meetings.models import (
    AgendaItem,
    Closing,
    Correction,
    Countermeasure,
    Ending,
    Erratum,
    Evaluation,
    Evidence,
    ItemKind,
    Meeting,
    Member,
    Next,
    Proposal,
    Rise,
    Task,
    Verdict,
    scheduling,
    seating,
)
from region.models import Affiliation
from tests.cast import Cast, as_, says
from tests.house.everybody import signed_in
from tests.meetings.cycle_cast import Cycle, a_cycle, a_meeting, a_plan, key, typed_plan
from tests.meetings.minuted import approval, carried, minuted, sent
from tests.meetings.overtaking import overtaken

STAYS = {"Renkei-Stays": "1", "HX-Request": "true"}
Said = dict[str, Any]


def evaluation(**other: object) -> Said:
    today = clock.today()
    said: Said = {"verdict": "partly", "lesson": "表があると迷わない。", "next_step": "continue", "meeting": "0", "made_from": "0"}
    return said | {"evaluated_on": [str(today.year), str(today.month), str(today.day)], "client_key": key()} | other


def written() -> list[tuple[str, int | None]]:
    """Everything the audit says was done, and to what."""
    return [(one.verb, one.subject_id) for one in db.query(AuditRow).filter(AuditRow.verb != "denied").order_by(AuditRow.id)]


@dataclass
class Act:
    """A form of the secretariat: where it stands, what it says, and the verb of what it does."""

    address: str
    said: Said
    verb: str


def _measure(cycle: Cycle, what: str, said: Said, verb: str) -> Act:
    return Act(f"/countermeasures/{cycle.measure.id}/{what}", said, verb)


def _evaluate(cycle: Cycle, cast: Cast) -> Act:
    return _measure(cycle, "evaluations", evaluation(next_step="end"), "countermeasure.evaluated")


def _evaluate_and_go_on(cycle: Cycle, cast: Cast) -> Act:
    return _measure(cycle, "evaluations", evaluation(), "countermeasure.evaluated")


def _discontinue(cycle: Cycle, cast: Cast) -> Act:
    said = {"how": "stopped", "reason": "人がいない", "into": "0", "made_from": "0"}
    return _measure(cycle, "discontinuation", said, "countermeasure.discontinued")


def _revise(cycle: Cycle, cast: Cast) -> Act:
    return _measure(cycle, "versions", typed_plan(cast, reason="土曜がない", made_from="1"), "countermeasure.revised")


def _close(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    return Act(f"{cycle.page}/closing", {"how": "dropped", "reason": "来年", "into": "0", "meeting": "0"}, "issue.closed")


def _take_evaluation_back(cycle: Cycle, cast: Cast) -> Act:
    said = cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.END, lesson="表", by=cast.kimura)
    return Act(f"/evaluations/{said.id}/taking-back", {"reason": "まちがい"}, "countermeasure.evaluation_taken_back")


def _take_end_back(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    assert cycle.measure.discontinuation
    at = f"/discontinuations/{cycle.measure.discontinuation.id}/taking-back"
    return Act(at, {"reason": "まちがい"}, "countermeasure.discontinuation_taken_back")


def _take_closing_back(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    cycle.issue.close(Closing.DROPPED, reason="来年", by=cast.kimura)
    db.flush()
    assert cycle.issue.closing
    return Act(f"/closings/{cycle.issue.closing.id}/taking-back", {"reason": "まちがい"}, "issue.closing_taken_back")


def _rise(cycle: Cycle, cast: Cast) -> Act:
    said = {"to": str(cycle.upper.id), "asked": "土曜の当直", "answer_by_on": ["", "", ""]}
    return Act(f"{cycle.page}/rises", said, "issue.risen")


def _answer_rise(cycle: Cycle, cast: Cast) -> Act:
    rise = Rise.ask(cycle.term, cycle.upper, asked="土曜の当直", by=cast.kimura)
    return Act(f"/rises/{rise.id}/answer", {"answer": "taken", "text": "二次で決めます。", "meeting": "0"}, "issue.rise_answered")


def _reword(cycle: Cycle, cast: Cast) -> Act:
    said = {"title": "夜の電話先が分からない", "text": "", "scene": "sudden", "made_from": "0"}
    return Act(f"{cycle.page}/words", said, "issue.reworded")


def _number(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"{cycle.page}/evidence", {"what": "夜間の救急搬送", "value": "年 31件", "source": ""}, "issue.evidence_added")


def _carry(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    return Act(f"{cycle.page}/carrying", {}, "issue.carried_over")


def _decline(cycle: Cycle, cast: Cast) -> Act:
    proposal, _new = Proposal.put(cycle.group, title="夜間の薬", client_key=key(), by=cast.sato)
    return Act(f"/proposals/{proposal.id}/answer", {"reason": "ほかのWGで"}, "proposal.declined")


def _reopen(cycle: Cycle, cast: Cast) -> Act:
    task = Task.give(cycle.group, what="当番表を送る", client_key=key(), by=cast.kimura, affiliation=cast.sato)
    task.finish(by=cast.sato)
    return Act(f"/tasks/{task.id}/reopening", {"reason": "1枚たりません"}, "task.reopened")


def _cancel(cycle: Cycle, cast: Cast) -> Act:
    meeting = a_meeting(cast, cycle.group, days_ago=-7)
    return Act(f"/meetings/{meeting.id}/cancellation", {"reason": "台風のため"}, "meeting.cancelled")


def _coming(cycle: Cycle, cast: Cast) -> Meeting:
    return a_meeting(cast, cycle.group, days_ago=-10)


def _add_item(cycle: Cycle, cast: Cast) -> Act:
    said = {"title": "夜間の電話", "kind": "report", "minutes": "10"}
    return Act(f"/meetings/{_coming(cycle, cast).id}/items", said, "agenda.added")


def _edit_item(cycle: Cycle, cast: Cast) -> Act:
    item = AgendaItem.add(_coming(cycle, cast), kind=ItemKind.REPORT, title="夜間の電話", minutes=10, by=cast.kimura)
    db.flush()
    said = {"title": "夜の電話先", "kind": "report", "minutes": "15", "detail": "救急搬送は年31件"}
    return Act(f"/items/{item.id}/edit", said, "agenda.changed")


def _sitting(**other: object) -> Said:
    today = str(clock.today())
    return {"name": "小林 一郎", "institution_name": "北消防署", "seat": "member", "from_on": today, "until_on": "", **other}


def _seat(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/groups/{cycle.group.id}/members", _sitting(), "group.member_seated")


def _change_seat(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/members/{cycle.group.members[0].id}/edit", _sitting(recommended_by="看護協会"), "group.member_changed")


def _leave(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/members/{cycle.group.members[0].id}/leave", {"until_on": str(clock.today())}, "group.member_left")


def _hours(prefix: str = "", **other: object) -> Said:
    day = str(clock.today() + timedelta(days=10))
    said = {"day": day, "starts": "19:00", "ends": "20:30", "theme": "方策の評価", "place": "北市民館", "web_url": "", **other}
    return {f"{prefix}{name}": value for name, value in said.items()}


def _new_meeting(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/groups/{cycle.group.id}/meetings/new", _hours(openness="open"), "meeting.planned")


def _head(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/meetings/{_coming(cycle, cast).id}/edit", _hours(openness="open"), "meeting.changed")


def _plan_year(cycle: Cycle, cast: Cast) -> Act:
    year = clock.fiscal_year(clock.today() + timedelta(days=10))
    return Act(f"/groups/{cycle.group.id}/plan/{year}", _hours("r0-", meeting=""), "meeting.planned")


ACTS = [
    _evaluate, _evaluate_and_go_on, _discontinue, _revise, _close, _take_evaluation_back, _take_end_back, _take_closing_back, _rise,
    _answer_rise, _reword, _number, _carry, _decline, _reopen,
    _cancel, _add_item, _edit_item, _seat, _change_seat, _leave, _new_meeting, _head, _plan_year,
]  # fmt: skip


@pytest.mark.parametrize("make", ACTS)
def test_what_settles_something_is_done_once_however_often_it_comes(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]
) -> None:
    act = make(a_cycle(cast), cast)
    db.commit()
    browser, before = as_(client, cast.kimura), len(written())
    said = {"client_key": key()} | act.said
    answers = [browser.post(act.address, data=said, headers=STAYS) for _ in range(3)]
    assert [one.status_code for one in answers] == [204] * 3, act.address
    assert len({one.headers["Renkei-Goes"] for one in answers}) == 1
    assert [verb for verb, _of in written()[before:]].count(act.verb) == 1
    assert db.query(Press).count() == 1
    assert browser.get(answers[0].headers["Renkei-Goes"]).status_code == 200


@pytest.mark.parametrize("make", ACTS)
def test_a_form_that_is_refused_keeps_its_text_and_its_key(client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]) -> None:
    act = make(a_cycle(cast), cast)
    db.commit()
    long = next(
        (name for name in ("lesson", "reason", "text", "asked", "title", "what", "name", "theme", "r0-theme") if act.said.get(name)), ""
    )
    if not long:
        return  # nothing but a button
    browser, said = as_(client, cast.kimura), {"client_key": key()} | act.said | {long: "ながい" * 700}
    answer = browser.post(act.address, data=said)
    assert answer.status_code == 422
    says(answer, "ながい" * 700, f'name="client_key" value="{said["client_key"]}"')
    assert not db.query(Press).count()
    assert browser.post(act.address, data=said | act.said).status_code == 303


def test_the_same_press_twice_at_the_same_moment_is_one(app: Flask, cast: Cast) -> None:
    act = _evaluate(a_cycle(cast), cast)
    db.commit()
    both, answers = [signed_in(app, cast.kimura) for _ in range(2)], list[TestResponse]()
    at_once = Barrier(2, timeout=10)

    def press(browser: FlaskClient) -> None:
        at_once.wait()
        with app.app_context():
            answers.append(browser.post(act.address, data=act.said))

    threads = [Thread(target=press, args=(one,)) for one in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [(one.status_code, one.location) for one in answers] == [(303, answers[0].location)] * 2
    assert (db.query(Evaluation).count(), db.query(Press).count()) == (1, 1)


def test_a_press_that_comes_again_when_it_was_taken_back_evaluates_nothing(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act, browser = _evaluate(cycle, cast), as_(client, cast.kimura)
    first = browser.post(act.address, data=act.said)
    assert browser.post("/evaluations/1/taking-back", data={"client_key": key(), "reason": "まちがい"}).status_code == 303
    again = browser.post(act.address, data=act.said)
    assert (again.status_code, again.location) == (303, first.location)
    says(browser.get(again.location), "評価を書きました。")
    assert db.query(Evaluation).count() == 1
    assert not db.get_one(Countermeasure, cycle.measure.id).ended


def test_who_ends_what_somebody_has_ended_meanwhile_is_told_and_keeps_the_words(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act = _evaluate(cycle, cast)
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    db.commit()
    for address, said in ((act.address, act.said), (_discontinue(cycle, cast).address, _discontinue(cycle, cast).said)):
        answer = as_(client, cast.kimura).post(address, data=said | {"client_key": key()})
        assert answer.status_code == 409
        says(answer, "この方策は、もう終わっています。", str(said.get("lesson") or said["reason"]))
    assert not db.query(Press).count()


@pytest.mark.parametrize("make", [_evaluate, _discontinue])
def test_what_ends_a_plan_that_was_changed_meanwhile_is_said_again_first(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]
) -> None:
    cycle = a_cycle(cast)
    act, browser = make(cycle, cast), as_(client, cast.kimura)
    said = act.said | carried(browser, act.address)
    cycle.measure.revise(a_plan(cast, "当番表を毎週送る。"), reason="月に1度では足りない", by=cast.kimura)
    db.commit()
    answer = browser.post(act.address, data=said)
    assert answer.status_code == 409
    says(answer, "この間に、ほかの評価か、新しい版が書かれました。", 'name="made_from" value="1"')
    assert browser.post(act.address, data=said | {"made_from": "1"}).status_code == 303


def test_a_meeting_that_was_moved_meanwhile_is_not_cancelled_unseen(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    meeting = a_meeting(cast, cycle.group, days_ago=-7)
    db.commit()
    browser = as_(client, cast.kimura)
    said = {"reason": "台風のため"} | carried(browser, f"/meetings/{meeting.id}/edit", f"/meetings/{meeting.id}/cancellation", "form")
    later = meeting.starts_at + timedelta(days=7)
    scheduling.change(meeting, starts_at=later, ends_at=later + timedelta(hours=2), by=cast.kimura)
    db.commit()
    answer = browser.post(f"/meetings/{meeting.id}/cancellation", data=said)
    assert answer.status_code == 409
    says(answer, "この間に、日時か場所が変わりました。", "台風のため")
    now = carried(browser, f"/meetings/{meeting.id}/edit", f"/meetings/{meeting.id}/cancellation", "form")
    assert browser.post(f"/meetings/{meeting.id}/cancellation", data=said | now).status_code == 303


def _other_item(meeting: Meeting, member: Member, by: Affiliation) -> None:
    db.query(AgendaItem).one().change(title="ほかの人の題", by=by)


def _other_day(meeting: Meeting, member: Member, by: Affiliation) -> None:
    scheduling.change(meeting, place="ほかの会場", by=by)


def _other_seat(meeting: Meeting, member: Member, by: Affiliation) -> None:
    seating.change(member, recommended_by="ほかの団体", by=by)


def _other_end(meeting: Meeting, member: Member, by: Affiliation) -> None:
    member.leave(until_on=date(2035, 3, 31), by=by)


def _known_of(page: str, named: str) -> str:
    """What the form says that it was made from."""
    form = page.split(f'action="{named}"' if named else '<form class="form"')[1]
    return form.split('name="made_from" value="')[1].split('"')[0]


Other = Callable[[Meeting, Member, Affiliation], None]
MEANWHILE = pytest.mark.parametrize(
    ("make", "other", "now"),
    [
        (_edit_item, _other_item, "ほかの人の題"), (_head, _other_day, "ほかの会場"), (_change_seat, _other_seat, "ほかの団体"),
        (_leave, _other_end, "2035年3月31日"), (_plan_year, _other_day, "ほかの会場"),
    ],
)  # fmt: skip


@MEANWHILE
def test_what_somebody_else_has_changed_meanwhile_is_not_written_over_unseen(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act], other: Other, now: str
) -> None:
    cycle = a_cycle(cast)
    act = make(cycle, cast)
    meeting = db.query(Meeting).first() or _coming(cycle, cast)
    db.commit()
    browser, page = as_(client, cast.kimura), act.address.replace("/leave", "/edit")
    named = act.address if make in (_edit_item, _head, _leave) else ""
    said = act.said | carried(browser, page, named, "form")
    other(meeting, cycle.group.members[0], cast.kimura)
    db.commit()
    answer = browser.post(act.address, data=said)
    assert answer.status_code == 409
    says(answer, "この間に、", now, *(str(one) for one in act.said.values() if one))
    assert not db.query(Press).count()
    assert browser.post(act.address, data=said | {"made_from": _known_of(answer.text, named)}).status_code == 303


@MEANWHILE
def test_nor_is_what_somebody_else_changes_at_the_same_moment(
    app: Flask, client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act], other: Other, now: str
) -> None:
    cycle = a_cycle(cast)
    act = make(cycle, cast)
    meeting = db.query(Meeting).first() or _coming(cycle, cast)
    db.commit()
    browser, page = as_(client, cast.kimura), act.address.replace("/leave", "/edit")
    said = act.said | carried(browser, page, act.address if make in (_edit_item, _head, _leave) else "", "form")
    answers = list[TestResponse]()
    press: Callable[[None], None] = lambda _: answers.append(browser.post(act.address, data=said))  # noqa: E731
    assert overtaken(app, lambda: None, lambda: other(meeting, cycle.group.members[0], cast.kimura), press) is None
    assert [one.status_code for one in answers] == [409]
    says(answers[0], "この間に、", now)


@pytest.mark.parametrize("make", [_add_item, _head, _new_meeting])
def test_what_waited_until_it_was_over_is_refused_with_its_text(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]
) -> None:
    cycle = a_cycle(cast)
    act = make(cycle, cast)
    for meeting in db.query(Meeting):
        meeting.cancel(reason="台風のため", by=cast.kimura)
    if make is _new_meeting:
        cycle.group.end(by=cast.kimura)
    db.commit()
    answer = as_(client, cast.kimura).post(act.address, data=act.said | {"client_key": key()})
    assert answer.status_code == 409
    says(answer, *(str(one) for one in act.said.values() if one))
    assert not db.query(Press).count()


def test_other_words_another_key_and_another_person_are_presses_of_their_own(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act = _number(cycle, cast)
    said, browser = {"client_key": key()} | act.said, as_(client, cast.kimura)
    for each in (said, said | {"client_key": key()}, said | {"value": "年 32件"}, said):
        assert browser.post(act.address, data=each).status_code == 303
    assert [one.value for one in db.query(Evidence).order_by(Evidence.id)] == ["年 31件", "年 31件", "年 32件"]
    assert as_(client, cast.ono).post(act.address, data=said).status_code == 403
    ended = _evaluate(cycle, cast)
    as_(client, cast.kimura)
    assert client.post(ended.address, data=ended.said).status_code == 303
    answer = client.post(ended.address, data=ended.said | {"lesson": "もう少し分かった。"})
    assert answer.status_code == 409
    says(answer, "もう少し分かった。", "この方策は、もう終わっています。")


def test_what_was_taken_back_already_says_so_and_shows_the_reason_again(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act = _take_evaluation_back(cycle, cast)
    cycle.measure.evaluations[0].take_back(reason="先に", by=cast.kimura)
    db.commit()
    answer = as_(client, cast.kimura).post(act.address, data={"client_key": key(), "reason": "わたしも気づいた"})
    assert answer.status_code == 409
    says(answer, "取り消す理由：この記録は、もう取り消されています。", "書いた理由：わたしも気づいた")


# minutes ---------------------------------------------------------------------------------------------------------------------------------


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
