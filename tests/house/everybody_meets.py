"""One real thing of each kind that meetings know, for the walk through the table of permissions.

Sato, the author of the table, sits in Kita's working group; her station is in charge of a countermeasure; the base keeps the secretariat.
"""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import clock, tokens
from core.database import db
from meetings.groups.inviting import PURPOSE
from meetings.groups.parties import standings
from meetings.models import (
    AgendaItem,
    Attendance,
    Charge,
    Closing,
    Correction,
    Countermeasure,
    Ending,
    Entry,
    EntryKind,
    Group,
    GroupKind,
    HearingNote,
    Issue,
    ItemKind,
    Meeting,
    Member,
    Minutes,
    Next,
    Paper,
    Plan,
    Proposal,
    Rise,
    Scene,
    Seat,
    Task,
    Verdict,
    course,
)
from region.models import Affiliation, Area
from tests.board.papers import photo
from tests.house.deeds import Who

if TYPE_CHECKING:
    from tests.house.everybody import World


def meeting_things(world: World, people: dict[Who, Affiliation]) -> None:
    """All of them, committed."""
    by, member = people[Who.BASE], people[Who.AUTHOR]
    group, upper = _group(world, by, "24時間の病診連携WG"), _group(world, by, "在宅医療連携会議")
    group.upper = upper
    seats = {"institution_name": "訪問看護ステーションきた", "from_on": clock.today() - timedelta(days=30), "by": by}
    seat = Member.seat_in(group, name=member.person.name, affiliation=member, seat=Seat.CHAIR, signs=True, **seats)  # type: ignore[arg-type]
    guest = Member.seat_in(group, name="小田切 和子", **seats)  # type: ignore[arg-type]
    issue = Issue.raise_(group, title="夜間の連絡先", scene=Scene.SUDDEN, client_key=_key(), by=by)
    charge = Plan("当番表をつくる", charges=[Charge(world.cast.station, member)])
    measure = Countermeasure.decide(issue.term, charge, client_key=_key(), by=by)
    draft, fixed = (_meeting(group, by, days) for days in (1, 2))
    lines = Attendance.invite(draft, [seat, guest], by=by)
    db.commit()
    said = _held(world, draft, seat, by)
    Minutes.of(draft).send(correct_by_on=clock.today(), by=by)
    correction = Correction.ask(Minutes.of(draft), "数がちがいます", by=member, entry=said["entry"])
    _fixed(fixed, seat, member, by)
    note = HearingNote.take_down(group, heard_on=clock.today(), profession="nurse", remarks="夜が心配", client_key=_key(), by=by)
    proposal, _new = Proposal.put(group, title="夜間の薬", client_key=_key(), by=member)
    task = Task.give(group, what="台帳を配る", client_key=_key(), by=by, affiliation=member)
    rise = Rise.ask(issue.term, upper, asked="市全体で決めてほしい", by=by)
    ended = _ended(group, by)
    closed_doors = _group(world, by, "個別事例の会議", members_only=True)
    Member.seat_in(closed_doors, name=member.person.name, affiliation=member, **seats)  # type: ignore[arg-type]
    there = _group(world, people[Who.OTHER_BASE], "南の会議", area=world.cast.minami)
    db.flush()
    world.things |= {
        "group_id": group.id, "fiscal_year": issue.term.fiscal_year, "meeting_id": draft.id, "item_id": said["item"].id,
        "entry_id": said["entry"].id, "paper_id": said["paper"], "member_id": seat.id, "issue_id": issue.id,
        "countermeasure_id": measure.id, "rise_id": rise.id, "note_id": note.id, "proposal_id": proposal.id,
        "correction_id": correction.id, "task_id": task.id,
    } | ended  # fmt: skip
    world.of |= {
        "/meeting-answers/": {"token": tokens.sign(PURPOSE, attendance=lines[1].id)},
        "確定した議事録": {"meeting_id": fixed.id},
        "委員だけの会議": {"group_id": closed_doors.id},
        "あちらの会議": {"group_id": there.id},
    }
    for way in ("", "/removal"):
        world.sent[f"POST /groups/<int:group_id>/parties/waivers{way}"] = {"party": standings(group)[0].code}
    db.commit()


def _key() -> str:
    return str(uuid.uuid4())


def _group(world: World, by: Affiliation, name: str, *, area: Area | None = None, members_only: bool = False) -> Group:
    return Group.set_up(
        area or world.cast.kita, name=name, kind=GroupKind.WORKING_GROUP, secretariat=by.institution, began_on=clock.today(), by=by,
        members_only=members_only,
    )  # fmt: skip


def _meeting(group: Group, by: Affiliation, days: int) -> Meeting:
    begins = clock.now() + timedelta(days=days)
    return Meeting.plan(group, theme="実施の確認", starts_at=begins, ends_at=begins + timedelta(hours=2), by=by)


def _ended(group: Group, by: Affiliation) -> dict[str, int]:
    """An evaluation, a discontinuation and a closing, of an issue that is over; another that went on into the next year."""
    issue = Issue.raise_(group, title="紙の連絡票", scene=Scene.INFORMATION, client_key=_key(), by=by)
    good, other = (Countermeasure.decide(issue.term, Plan(what), client_key=_key(), by=by) for what in ("様式をそろえる", "箱をおく"))
    said = good.evaluate(verdict=Verdict.PARTLY, next_step=Next.CONTINUE, lesson="そろってきた", by=by)
    for one in (good, other):
        one.discontinue(Ending.STOPPED, reason="電子になった", by=by)
    issue.close(Closing.DROPPED, reason="電子になった", by=by)
    db.flush()
    assert good.discontinuation
    assert issue.closing
    late = Issue.raise_(group, title="夜の連絡先", scene=Scene.SUDDEN, client_key=_key(), by=by)
    late.term.carry_over(by=by)
    return {
        "evaluation_id": said.id, "discontinuation_id": good.discontinuation.id, "closing_id": issue.closing.id,
        "carrying_id": late.every_carrying[-1].id,
    }  # fmt: skip


def _held(world: World, meeting: Meeting, seat: Member, by: Affiliation) -> dict[str, Any]:
    """With one item, its paper, and a sentence."""
    item = AgendaItem.add(meeting, kind=ItemKind.REPORT, title="昨年度の取組", minutes=20, by=by)
    db.commit()
    sent = {"files": (io.BytesIO(photo()), "台帳.jpg")}
    answer = world.browsers[Who.BASE].post(f"/items/{item.id}/papers", data=sent)
    assert answer.status_code == 303, answer.text
    with clock.at(meeting.starts_at):
        course.begin(meeting, by=by)
        entry = Entry.write(item, kind=EntryKind.REMARK, text="夜の電話は月31件。", client_key=_key(), by=by, member=seat)
        course.end(meeting, by=by)
    paper = db.query(Paper).one()
    return {"item": item, "entry": entry, "paper": paper.id}


def _fixed(meeting: Meeting, seat: Member, member: Affiliation, by: Affiliation) -> None:
    with clock.at(meeting.starts_at):
        course.begin(meeting, by=by)
        course.end(meeting, by=by)
    minutes = Minutes.of(meeting)
    minutes.send(correct_by_on=clock.today(), by=by)
    for signer in minutes.signers:
        minutes.approve(signer, by=member)
    minutes.fix(by=by)
