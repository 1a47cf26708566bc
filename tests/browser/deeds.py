"""What happens beside a browser, done by another process as a person, a job or a command line would."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from app import create_app
from auth.models import PasswordLink, Person
from board import live
from board.models import Answer, Board, BoardKind, Post, Reply, Urgency
from core import clock, realtime, tokens
from core.audit import AuditRow
from core.commands import upgrade
from core.config import settings
from core.database import db
from meetings.groups import inviting
from meetings.holding import live as holding_live
from meetings.models import AgendaItem, Attendance, Entry, EntryKind, Evaluation, Implementation, IndicatorValue, Meeting, Proposal, Task
from region.directory.items import ITEMS
from region.directory.links import token_of
from region.directory.models import Fact, FactAsk, InstitutionStatus, Status
from region.models import Affiliation, Area, Institution, InstitutionSource, Invitation, Role
from region.models.institution_source import CARE_SERVICES
from region.open_data.care_services import LICENCE
from tests.cast import Cast, make_cast
from tests.meetings.assembly import assembled

Answered = dict[str, Any]
DEEDS: dict[str, Callable[..., Answered]] = {}


def deed(done: Callable[..., Answered]) -> Callable[..., Answered]:
    DEEDS[done.__name__] = done
    return done


def person(name: str) -> Affiliation:
    """Of the cast, by the part of the address before the @."""
    return db.query(Affiliation).join(Person).filter(Person.email == f"{name}@example.jp").one()


def board_of_kita(kind: str = "notice") -> Board:
    return db.query(Board).filter_by(area_id=1, kind=BoardKind(kind)).one()


@deed
def begin() -> Answered:
    """The tables and the cast."""
    upgrade(settings().database_url)
    cast = make_cast()
    return {"board": cast.board().id}


@deed
def places() -> Answered:
    """Ids by name: boards by kind, institutions and affiliations by name."""
    return {
        "boards": {board.kind: board.id for board in db.query(Board).filter_by(area_id=1)},
        "institutions": {one.name: one.id for one in db.query(Institution)},
        "affiliations": {one.person.email.split("@")[0]: one.id for one in db.query(Affiliation)},
        "people": {one.email.split("@")[0]: one.id for one in db.query(Person)},
    }


@deed
def post(
    by: str, title: str, body: str = "くわしくは電話で。", urgency: str = "normal", board: str = "notice", *, asks: bool = False
) -> Answered:
    made = Post.publish(
        board_of_kita(board), title=title, body=body, urgency=Urgency(urgency), client_key=str(uuid.uuid4()), by=person(by),
        confirm_by=clock.now() + timedelta(days=1) if asks else None,
    )  # fmt: skip
    live.post_published(made)
    return {"id": made.id, "seq": made.seq}


@deed
def correct(post: int, by: str, title: str, body: str) -> Answered:
    standing = db.get_one(Post, post)
    standing.correct(title=title, body=body, by=person(by))
    live.post_changed(standing)
    return {}


@deed
def withdraw(post: int, by: str, reason: str) -> Answered:
    standing = db.get_one(Post, post)
    standing.withdraw(reason=reason, by=person(by))
    live.post_changed(standing)
    return {}


@deed
def pin(post: int, by: str) -> Answered:
    standing = db.get_one(Post, post)
    standing.pin_to_top(by=person(by))
    live.post_changed(standing)
    return {}


@deed
def unpin(post: int, by: str) -> Answered:
    standing = db.get_one(Post, post)
    standing.unpin(by=person(by))
    live.post_changed(standing)
    return {}


@deed
def answer(post: int, by: str, answer: str) -> Answered:
    asked = db.get_one(Post, post).request
    assert asked
    given = asked.confirm(Answer(answer), by=person(by))
    live.confirmation_given(given, asked)
    return {}


@deed
def reply(post: int, by: str, body: str) -> Answered:
    made = Reply.publish(db.get_one(Post, post), body=body, client_key=str(uuid.uuid4()), by=person(by))
    live.reply_published(made)
    return {"id": made.id}


@deed
def correct_reply(reply: int, by: str, body: str) -> Answered:
    standing = db.get_one(Reply, reply)
    standing.correct(body=body, by=person(by))
    live.reply_changed(standing)
    return {}


@deed
def withdraw_reply(reply: int, by: str, reason: str) -> Answered:
    standing = db.get_one(Reply, reply)
    standing.withdraw(reason=reason, by=person(by))
    live.reply_changed(standing)
    return {}


@deed
def end_affiliation(of: str, by: str) -> Answered:
    leaving = person(of)
    leaving.end(by=person(by))
    realtime.rights_changed(leaving.person_id)
    return {}


@deed
def invite(name: str, email: str, by: str) -> Answered:
    inviter = person(by)
    _invitation, token = Invitation.issue(
        email=email, name=name, institution=inviter.institution, role=Role.MEMBER, professions=["nurse"], by=inviter
    )
    return {"token": token}


@deed
def withdraw_invitations(by: str) -> Answered:
    """All that this person has made."""
    Invitation.withdraw_all_by(person(by), by=person(by))
    return {}


@deed
def newcomer(name: str, by: str) -> Answered:
    """Somebody with an account who works nowhere any more."""
    here = person(by).institution
    affiliation = Affiliation.begin(
        Person(email=f"{name}@example.jp", name="去 一人", password_hash=person(by).person.password_hash), here, Role.MEMBER, ["nurse"]
    )
    affiliation.end(by=person(by))
    return {}


@deed
def password_link(of: str, by: str) -> Answered:
    _link, token = PasswordLink.make(person(of).person, by=person(by))
    return {"token": token}


@deed
def edit_institution(institution: int, by: str) -> Answered:
    """Corrects its address, so that its page shows an edit."""
    standing = db.get_one(Institution, institution)
    standing.correct({"address": "北町1丁目2番3号", "building": "きたビル2階"}, by=person(by))
    return {}


@deed
def many_institutions(count: int) -> Answered:
    """Offices nobody signs in for."""
    for number in range(count):
        Institution.add(
            {
                "name": f"居宅介護支援 第{number}",
                "type": "care_manager_office",
                "municipality_code": "900010",
                "telephone": f"055-001-{number:04}",
            },
            by=person("kimura"),
        )
    return {}


@deed
def publish_data(institution: int) -> Answered:
    """The ministry's files know this institution."""
    said = {
        "サービスの種類": "訪問看護",
        "事業所名": "訪看きた",
        "利用可能曜日": "平日,土曜日",
        "定員": "30",
        "備考": "24時間連絡できます。",
    }
    db.add(
        InstitutionSource(
            institution_id=institution, source=CARE_SERVICES, number="9000100001", service="130", values=said, licence=LICENCE,
            file_on=clock.today(), read_at=clock.now(),
        )
    )  # fmt: skip
    return {}


@deed
def seqs() -> Answered:
    """The numbers of all posts on the notice board."""
    found = db.query(Post.seq).filter_by(board_id=board_of_kita().id).order_by(Post.seq.desc())
    return {"newest_first": [seq for (seq,) in found]}


@deed
def know_institution(institution: int, by: str, manager: str) -> Answered:
    """Something of every kind is known of it, some of it is old, a file says otherwise, and its manager was asked. The link's token."""
    standing = db.get_one(Institution, institution)
    told: dict[str, dict[str, Any]] = {
        "opening_hours": {"weekly": [{"day": "mon", "from": "09:00", "to": "12:00"}], "note": "祝日は休み"},
        "area_served": {"codes": ["900010"]},
        "contact": {"text": "看護師長　055-000-0201"},
        "night_contact": {"text": "055-000-0299"},
        "home_care": {"answer": "some", "note": "小児は相談"},
        "procedures": {"choices": ["tpn", "oxygen", "tube_feeding"]},
    }
    for code, value in told.items():
        Fact.state(standing, ITEMS[code], value, by=person(by), at=clock.now() - timedelta(days=470 if code == "procedures" else 3))
    Fact.state(standing, ITEMS["contact"], {"text": "055-000-0201"}, source=CARE_SERVICES)
    area = db.get_one(Area, 1)
    for status, until in ((Status.ACTIVE_INSTITUTION, None), (Status.HOME_CARE_CLINIC, clock.today() - timedelta(days=30))):
        first = clock.today() - timedelta(days=800)
        of = area if status == Status.ACTIVE_INSTITUTION else None
        InstitutionStatus.designate(standing, status, from_on=first, until_on=until, source="県の計画", by=person(by), area=of)
    return {"token": token_of(FactAsk.ask(person(manager)), settings().secret_key)}


@deed
def posts_called(title: str) -> Answered:
    """How many there are."""
    return {"count": db.query(Post).filter_by(title=title).count()}


@deed
def many_pharmacies() -> Answered:
    """So many that a list of them is long; one has its reading, in kana of half width."""
    for number in range(40):
        db.add(Institution(name=f"みどり薬局{number:02}", type="pharmacy", municipality_code="900010"))
    db.add(Institution(name="山田薬局", name_kana="ﾔﾏﾀﾞﾔｯｷｮｸ", type="pharmacy", municipality_code="900010"))
    return {}


@deed
def assembly(opened: bool = True) -> Answered:
    """A meeting of the cast that has begun, or begins now (tests/meetings/assembly.py)."""
    sato, tanaka, kimura, suzuki = (person(name) for name in ("sato", "tanaka", "kimura", "suzuki"))
    cast = Cast(
        sato=sato, tanaka=tanaka, mori=person("mori"), kimura=kimura, ono=person("ono"), suzuki=suzuki, kita=db.get_one(Area, 1),
        minami=db.get_one(Area, 2), station=sato.institution, clinic=tanaka.institution, base=kimura.institution,
        hoshi=db.query(Institution).filter_by(name="ほし薬局").one(), elsewhere=suzuki.institution,
    )  # fmt: skip
    world = assembled(cast, opened=opened)
    return {
        "id": world.meeting.id, "hold": world.hold, "follow": world.follow, "items": [one.id for one in world.items],
        "propose": f"/groups/{world.group.id}/proposals/new", "issue": f"/issues/{world.issue.id}",
        "values": f"/countermeasures/{world.plan.id}/values",
    }  # fmt: skip


@deed
def invitation(meeting: int) -> Answered:
    """Sato's, to the group's meeting of next week; `answer_of` says what she answered."""
    group = db.get_one(Meeting, meeting).group
    begins = clock.now() + timedelta(days=7)
    next_one = Meeting.plan(group, theme="評価", starts_at=begins, ends_at=begins + timedelta(hours=1), by=person("kimura"))
    seat = next(one for one in group.members if one.person_id == person("sato").person_id)
    line = Attendance.invite(next_one, [seat], by=person("kimura"))[0]
    db.flush()
    return {"line": line.id, "link": f"/meeting-answers/{tokens.sign(inviting.PURPOSE, attendance=line.id)}"}


@deed
def answer_of(line: int) -> Answered:
    """What stands in the line of an invitation."""
    return {"answer": db.get_one(Attendance, line).answer}


@deed
def item_says(item: int) -> Answered:
    """What stands there besides its name, and how often it was changed."""
    changes = db.query(AuditRow).filter_by(verb="agenda.changed", subject_id=item).count()
    return {"detail": db.get_one(AgendaItem, item).detail, "changes": changes}


@deed
def homework(meeting: int, what: str) -> Answered:
    """Of the meeting's group, for Sato."""
    given = Task.give(
        db.get_one(Meeting, meeting).group, what=what, client_key=str(uuid.uuid4()), by=person("kimura"), affiliation=person("sato")
    )
    return {"id": given.id}


@deed
def values_saying(note: str) -> Answered:
    """The numbers of an indicator with this word beside them."""
    return {"values": [str(one.value.normalize()) for one in db.query(IndicatorValue).filter_by(note=note)]}


@deed
def reports_saying(what: str) -> Answered:
    """How many files came with each record of what was done."""
    return {"files": [len(one.papers) for one in db.query(Implementation).filter_by(what=what)]}


@deed
def evaluations_saying(lesson: str) -> Answered:
    """What each says came of it."""
    return {"verdicts": [one.verdict for one in db.query(Evaluation).filter_by(lesson=lesson)]}


@deed
def done_with(task: int) -> Answered:
    """What was said when a homework was called done; None while it is open."""
    given = db.get_one(Task, task)
    return {"note": given.done_note if given.done_at else None}


@deed
def proposals_called(title: str) -> Answered:
    """What is written in each."""
    return {"texts": [one.text for one in db.query(Proposal).filter_by(title=title)]}


@deed
def remark(item: int, by: str, text: str) -> Answered:
    """Another writer's."""
    of = db.get_one(AgendaItem, item)
    entry = Entry.write(of, kind=EntryKind.REMARK, text=text, client_key=str(uuid.uuid4()), by=person(by))
    holding_live.meeting_moved(of.meeting)
    return {"id": entry.id}


@deed
def change_entry(entry: int, by: str, text: str) -> Answered:
    standing = db.get_one(Entry, entry)
    standing.change(text, made_from=standing.revision, by=person(by))
    holding_live.meeting_moved(standing.meeting)
    return {}


@deed
def entries_saying(text: str) -> Answered:
    """How many stand in minutes, and in which order they came."""
    found = db.query(Entry).filter(Entry.text.contains(text), Entry.removed_at.is_(None)).order_by(Entry.position)
    return {"texts": [one.text for one in found]}


def listen(environment: dict[str, str], asked: Connection) -> None:
    """Of the installation these settings name, until nobody asks any more."""
    os.environ.clear()
    os.environ.update(environment)
    app = create_app()
    with suppress(EOFError):
        while said := asked.recv():
            with app.app_context():
                answered = DEEDS[said.pop("deed")](**said)
                db.commit()
            asked.send(answered)
