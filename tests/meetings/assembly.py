"""A meeting of Kita's group that begins now: Tanaka leads, Sato sits in it, Kimura and Ono keep its secretariat."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.database import db
from meetings.models import (
    AgendaItem,
    Charge,
    Countermeasure,
    Entry,
    EntryKind,
    Group,
    GroupKind,
    Issue,
    ItemKind,
    Meeting,
    Member,
    Plan,
    Scene,
    Seat,
    Term,
    course,
)
from tests.cast import Cast


@dataclass
class Assembly:
    """The meeting and its people; `issue` is on the second and third item, with one countermeasure that is open."""

    group: Group
    meeting: Meeting
    chair: Member
    nurse: Member
    dentist: Member
    items: list[AgendaItem]
    issue: Issue
    plan: Countermeasure

    @property
    def hold(self) -> str:
        return f"/meetings/{self.meeting.id}/hold"

    @property
    def follow(self) -> str:
        return f"/meetings/{self.meeting.id}/follow"

    @property
    def term(self) -> Term:
        return self.issue.term


def key() -> str:
    return str(uuid.uuid4())


def assembled(cast: Cast, *, opened: bool = True) -> Assembly:
    """Committed; opened, its first item runs."""
    day = clock.today() - timedelta(days=60)
    group = Group.set_up(
        cast.kita, name="24時間の病診連携 WG", kind=GroupKind.WORKING_GROUP, secretariat=cast.base, by=cast.kimura, began_on=day
    )
    chair, nurse, dentist = _members(group, cast, day)
    now = clock.now()
    meeting = Meeting.plan(
        group, theme="実施の確認", starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=85), by=cast.kimura
    )
    issue = Issue.raise_(
        group, title="夜間にだれへ電話するか決まっていない", scene=Scene.SUDDEN, client_key=key(), by=cast.kimura, meeting=meeting
    )
    plan = Plan(what="当番表をつくる", indicator="つながった割合", unit="％", charges=[Charge(cast.clinic, cast.tanaka)])
    decided = Countermeasure.decide(issue.term, plan, client_key=key(), by=cast.kimura)
    items = [
        AgendaItem.add(meeting, kind=ItemKind.REPORT, title="前回の決定の確認", minutes=10, by=cast.kimura),
        AgendaItem.add(meeting, kind=ItemKind.PROGRESS, title="当番表の試行", minutes=25, by=cast.kimura, issue=issue, presenter=chair),
        AgendaItem.add(meeting, kind=ItemKind.EVALUATION, title="当番表の評価", minutes=20, by=cast.kimura, issue=issue),
    ]
    if opened:
        course.begin(meeting, by=cast.kimura)
    db.commit()
    return Assembly(group, meeting, chair, nurse, dentist, items, issue, decided)


def _members(group: Group, cast: Cast, day: date) -> tuple[Member, Member, Member]:
    def seat(name: str, place: str, profession: str, **more: object) -> Member:
        return Member.seat_in(group, name=name, institution_name=place, profession=profession, by=cast.kimura, from_on=day, **more)  # type: ignore[arg-type]

    chair = seat("田中 一郎", "田中医院", "physician", affiliation=cast.tanaka, seat=Seat.CHAIR)
    nurse = seat("佐藤 花", "訪問看護ステーションきた", "nurse", affiliation=cast.sato)
    dentist = seat("志村 祥子", "さくら橋歯科", "dentist")
    seat("小野 恵", "訪問看護ステーションきた", "nurse", affiliation=cast.ono, seat=Seat.SECRETARIAT)
    return chair, nurse, dentist


def said(item: AgendaItem, text: str, cast: Cast, *, member: Member | None = None, private: bool = False) -> Entry:
    """A remark that stands in the minutes, committed."""
    entry = Entry.write(item, kind=EntryKind.REMARK, text=text, client_key=key(), by=cast.kimura, member=member, private=private)
    db.commit()
    return entry
