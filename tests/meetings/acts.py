"""What the secretariat does with a press, each once: the address, what its form says, and the verb the audit knows it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core import clock
from core.audit import AuditRow
from core.database import db
from meetings.models import (
    AgendaItem,
    Closing,
    Ending,
    ItemKind,
    Meeting,
    Next,
    Proposal,
    Rise,
    Task,
    Verdict,
)
from tests.cast import Cast
from tests.meetings.cycle_cast import Cycle, a_meeting, key, typed_plan

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


def evaluate(cycle: Cycle, cast: Cast) -> Act:
    return _measure(cycle, "evaluations", evaluation(next_step="end"), "countermeasure.evaluated")


def evaluate_and_go_on(cycle: Cycle, cast: Cast) -> Act:
    return _measure(cycle, "evaluations", evaluation(), "countermeasure.evaluated")


def discontinue(cycle: Cycle, cast: Cast) -> Act:
    said = {"how": "stopped", "reason": "人がいない", "into": "0", "made_from": "0"}
    return _measure(cycle, "discontinuation", said, "countermeasure.discontinued")


def revise(cycle: Cycle, cast: Cast) -> Act:
    return _measure(cycle, "versions", typed_plan(cast, reason="土曜がない", made_from="1"), "countermeasure.revised")


def close(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    return Act(f"{cycle.page}/closing", {"how": "dropped", "reason": "来年", "into": "0", "meeting": "0"}, "issue.closed")


def take_evaluation_back(cycle: Cycle, cast: Cast) -> Act:
    said = cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.END, lesson="表", by=cast.kimura)
    return Act(f"/evaluations/{said.id}/taking-back", {"reason": "まちがい"}, "countermeasure.evaluation_taken_back")


def take_end_back(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    assert cycle.measure.discontinuation
    at = f"/discontinuations/{cycle.measure.discontinuation.id}/taking-back"
    return Act(at, {"reason": "まちがい"}, "countermeasure.discontinuation_taken_back")


def take_closing_back(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    cycle.issue.close(Closing.DROPPED, reason="来年", by=cast.kimura)
    db.flush()
    assert cycle.issue.closing
    return Act(f"/closings/{cycle.issue.closing.id}/taking-back", {"reason": "まちがい"}, "issue.closing_taken_back")


def rise(cycle: Cycle, cast: Cast) -> Act:
    said = {"to": str(cycle.upper.id), "asked": "土曜の当直", "answer_by_on": ["", "", ""]}
    return Act(f"{cycle.page}/rises", said, "issue.risen")


def answer_rise(cycle: Cycle, cast: Cast) -> Act:
    rise = Rise.ask(cycle.term, cycle.upper, asked="土曜の当直", by=cast.kimura)
    return Act(f"/rises/{rise.id}/answer", {"answer": "taken", "text": "二次で決めます。", "meeting": "0"}, "issue.rise_answered")


def reword(cycle: Cycle, cast: Cast) -> Act:
    said = {"title": "夜の電話先が分からない", "text": "", "scene": "sudden", "made_from": "0"}
    return Act(f"{cycle.page}/words", said, "issue.reworded")


def number(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"{cycle.page}/evidence", {"what": "夜間の救急搬送", "value": "年 31件", "source": ""}, "issue.evidence_added")


def carry(cycle: Cycle, cast: Cast) -> Act:
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    return Act(f"{cycle.page}/carrying", {}, "issue.carried_over")


def decline(cycle: Cycle, cast: Cast) -> Act:
    proposal, _new = Proposal.put(cycle.group, title="夜間の薬", client_key=key(), by=cast.sato)
    return Act(f"/proposals/{proposal.id}/answer", {"reason": "ほかのWGで"}, "proposal.declined")


def reopen(cycle: Cycle, cast: Cast) -> Act:
    task = Task.give(cycle.group, what="当番表を送る", client_key=key(), by=cast.kimura, affiliation=cast.sato)
    task.finish(by=cast.sato)
    return Act(f"/tasks/{task.id}/reopening", {"reason": "1枚たりません"}, "task.reopened")


def cancel(cycle: Cycle, cast: Cast) -> Act:
    meeting = a_meeting(cast, cycle.group, days_ago=-7)
    return Act(f"/meetings/{meeting.id}/cancellation", {"reason": "台風のため"}, "meeting.cancelled")


def coming(cycle: Cycle, cast: Cast) -> Meeting:
    return a_meeting(cast, cycle.group, days_ago=-10)


def add_item(cycle: Cycle, cast: Cast) -> Act:
    said = {"title": "夜間の電話", "kind": "report", "minutes": "10"}
    return Act(f"/meetings/{coming(cycle, cast).id}/items", said, "agenda.added")


def edit_item(cycle: Cycle, cast: Cast) -> Act:
    item = AgendaItem.add(coming(cycle, cast), kind=ItemKind.REPORT, title="夜間の電話", minutes=10, by=cast.kimura)
    db.flush()
    said = {"title": "夜の電話先", "kind": "report", "minutes": "15", "detail": "救急搬送は年31件"}
    return Act(f"/items/{item.id}/edit", said, "agenda.changed")


def _sitting(**other: object) -> Said:
    today = str(clock.today())
    return {"name": "小林 一郎", "institution_name": "北消防署", "seat": "member", "from_on": today, "until_on": "", **other}


def seat(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/groups/{cycle.group.id}/members", _sitting(), "group.member_seated")


def change_seat(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/members/{cycle.group.members[0].id}/edit", _sitting(recommended_by="看護協会"), "group.member_changed")


def leave(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/members/{cycle.group.members[0].id}/leave", {"until_on": str(clock.today())}, "group.member_left")


def _hours(prefix: str = "", **other: object) -> Said:
    day = str(clock.today() + timedelta(days=10))
    said = {"day": day, "starts": "19:00", "ends": "20:30", "theme": "方策の評価", "place": "北市民館", "web_url": "", **other}
    return {f"{prefix}{name}": value for name, value in said.items()}


def new_meeting(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/groups/{cycle.group.id}/meetings/new", _hours(openness="open"), "meeting.planned")


def head(cycle: Cycle, cast: Cast) -> Act:
    return Act(f"/meetings/{coming(cycle, cast).id}/edit", _hours(openness="open"), "meeting.changed")


def plan_year(cycle: Cycle, cast: Cast) -> Act:
    year = clock.fiscal_year(clock.today() + timedelta(days=10))
    return Act(f"/groups/{cycle.group.id}/plan/{year}", _hours("r0-", meeting=""), "meeting.planned")


ACTS = [
    evaluate, evaluate_and_go_on, discontinue, revise, close, take_evaluation_back, take_end_back, take_closing_back, rise,
    answer_rise, reword, number, carry, decline, reopen,
    cancel, add_item, edit_item, seat, change_seat, leave, new_meeting, head, plan_year,
]  # fmt: skip
