"""A cycle in Kita: a group whose secretariat is Kimura's base; Tanaka's clinic is in charge; Sato is a member; Ono and Mori only read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core import clock
from core.database import db
from meetings.models import Charge, Countermeasure, Group, GroupKind, Issue, Meeting, Member, Plan, Scene, Term
from tests.cast import Cast


@dataclass
class Cycle:
    """An issue with one countermeasure that is open; `upper` is where it may rise to."""

    group: Group
    upper: Group
    issue: Issue
    measure: Countermeasure

    @property
    def page(self) -> str:
        return f"/issues/{self.issue.id}"

    @property
    def term(self) -> Term:
        return self.issue.term


def key() -> str:
    return str(uuid.uuid4())


def a_cycle(cast: Cast) -> Cycle:
    """Committed."""
    began = clock.today() - timedelta(days=400)
    upper = _group(cast, "北地域 在宅医療連携会議", GroupKind.COUNCIL, began)
    group = _group(cast, "24時間の病診連携 WG", GroupKind.WORKING_GROUP, began, upper)
    Member.seat_in(
        group, name=cast.sato.person.name, institution_name=cast.station.name, by=cast.kimura, from_on=began, affiliation=cast.sato,
        profession="nurse",
    )  # fmt: skip
    issue = an_issue(cast, group)
    measure = Countermeasure.decide(issue.term, a_plan(cast), client_key=key(), by=cast.kimura)
    db.commit()
    return Cycle(group, upper, issue, measure)


def an_issue(cast: Cast, group: Group, title: str = "夜間、だれに電話すればよいか分からない") -> Issue:
    return Issue.raise_(
        group, title=title, text="当番が分からず、救急車を呼ぶ。", scene=Scene.SUDDEN, client_key=key(), by=cast.kimura, profession="nurse"
    )


def a_plan(cast: Cast, what: str = "診療所7つの夜間当番表をつくり、毎月25日に参加施設へ送る。", due_on: date | None = None) -> Plan:
    return Plan(
        what=what, due_on=due_on or clock.today() + timedelta(days=90), expected="1回でつながる", indicator="当番医につながった割合",
        unit="％", baseline=Decimal(52), target=Decimal(90), charges=[Charge(cast.clinic, cast.tanaka, "", "当番表")],
    )  # fmt: skip


def a_meeting(cast: Cast, group: Group, days_ago: int = 1) -> Meeting:
    """One that was held."""
    starts = clock.now() - timedelta(days=days_ago)
    return Meeting.plan(group, theme="実施の確認", starts_at=starts, ends_at=starts + timedelta(hours=2), by=cast.kimura)


def typed_plan(cast: Cast, **other: object) -> dict[str, object]:
    """What the form of a countermeasure sends."""
    due = clock.today() + timedelta(days=60)
    return {
        "client_key": key(), "what": "土曜の夜は中央病院の当直が受ける。", "charges-who": [f"i{cast.clinic.id}"],
        "charges-person": ["田中"],
        "charges-part": ["当番表"], "due_on": [str(due.year), str(due.month), str(due.day)], "indicator": "つながった割合", "unit": "％",
        "baseline": "５２", "target": "90%", "meeting": "0", "follows": "0",
    } | other  # fmt: skip


def _group(cast: Cast, name: str, kind: GroupKind, began: date, upper: Group | None = None) -> Group:
    return Group.set_up(cast.kita, name=name, kind=kind, secretariat=cast.base, by=cast.kimura, began_on=began, upper=upper)
